// Who may tell of uploads: a webhook that knows the token, or the name and password, of the settings.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';

export type EventSecrets = Pick<Config, 'eventsToken' | 'eventsBasic'>;

/** Without a secret nobody may, and there is no such route. */
export const hasEventSecrets = ({ eventsToken, eventsBasic }: EventSecrets): boolean =>
  eventsToken !== null || eventsBasic !== null;

/** Compared by their sums under a key of this process: in the same time, whatever they hold and however long they are. */
const key = randomBytes(32);
const sumOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(sumOf(a), sumOf(b));

/** Names of schemes are written in any case (RFC 9110, 11.1). */
const isKnown = (authorization: string, { eventsToken, eventsBasic }: EventSecrets): boolean => {
  const [, scheme = '', given = ''] = /^\s*(\S+) +(\S+)\s*$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return eventsToken !== null && isSame(given, eventsToken);
  if (scheme.toLowerCase() !== 'basic' || eventsBasic === null) return false;
  return isSame(Buffer.from(given, 'base64').toString('utf8'), eventsBasic);
};

/** What a 401 must tell (RFC 9110, 15.5.2). */
export const challengesOf = ({ eventsToken, eventsBasic }: EventSecrets): string =>
  [
    ...(eventsToken === null ? [] : ['Bearer realm="digitdrop events"']),
    ...(eventsBasic === null ? [] : ['Basic realm="digitdrop events", charset="UTF-8"']),
  ].join(', ');

/** @throws DigitdropError `unauthorized`; what came is not shown. */
export const checkEventSecret = (authorization: string | undefined, secrets: EventSecrets): void => {
  if (authorization !== undefined && isKnown(authorization, secrets)) return;
  const known = [
    ...(secrets.eventsToken === null ? [] : ['"Bearer <EVENTS_TOKEN>"']),
    ...(secrets.eventsBasic === null ? [] : ['"Basic <EVENTS_BASIC in base64>"']),
  ].join(' or ');
  const came = authorization === undefined ? 'none' : 'another';
  throw new DigitdropError('unauthorized', `expected Authorization: ${known}, got ${came}`);
};
