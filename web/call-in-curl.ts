// A call as a command of curl, for a POSIX shell.
import type { Call, CallBody } from './api-calls.ts';
import { type LiteralWords, literal } from './literals.ts';

const words: LiteralWords = {
  ...{ true: 'true', false: 'false', null: 'null' },
  lastComma: '',
  name: name => JSON.stringify(name),
};

/** Quoted where the shell would take any of it for its own. */
const quote = (text: string): string =>
  /^[\w./:=@,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export const inCurl = ({ method, url, needsToken, body }: Call): string => {
  const verb = method === (body === null ? 'GET' : 'POST') ? [] : [`-X ${method}`];
  const token = needsToken ? ['-H "authorization: Bearer $TOKEN"'] : [];
  const parts = ['curl -sS --fail-with-body', ...verb, ...token, ...sent(body), quote(url)];
  const line = parts.join(' ');
  return line.length <= 80 ? line : parts.join(' \\\n  ');
};

const sent = (body: CallBody | null): readonly string[] => {
  if (body === null) return [];
  if (body.kind === 'file')
    return [`-H ${quote(`content-type: ${body.type}`)}`, `--data-binary ${quote(`@${body.file}`)}`];
  if (body.kind === 'json')
    return ["-H 'content-type: application/json'", `-d ${quote(literal(body.value, words, '  '))}`];
  return body.parts.map(
    part => `-F ${quote(`${part.name}=${'file' in part ? `@${part.file}` : part.value}`)}`,
  );
};
