// Requests to the API as tests write them, with the parts that a case does not care for filled in.
import { createApi } from '../../lib/http/api.ts';
import type { ApiHouse } from '../../lib/http/api-house.ts';

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly sentBytes?: number;
  readonly timeLeftMs?: () => number;
}

/** Asks the API and parses what it answers, where that is JSON. */
export const ask = async (house: ApiHouse, asked: Asked) => {
  const { method = 'GET', path = '/', query = '', headers = {} } = asked;
  const body = typeof asked.body === 'string' ? Buffer.from(asked.body) : (asked.body ?? new Uint8Array());
  const sentBytes = asked.sentBytes ?? body.byteLength;
  const request = {
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body,
    sentBytes,
    id: 'request-1',
    timeLeftMs: asked.timeLeftMs ?? (() => 30_000),
  };
  const response = await createApi(house)(request);
  const isJson = /^application\/(problem\+)?json/.test(response.headers['content-type'] ?? '');
  return { ...response, json: isJson && response.body !== '' ? JSON.parse(response.body) : undefined };
};

/** `POST /v1/readings` with a JSON body; text goes as it is. */
export const askJson = (house: ApiHouse, body: unknown, query = '', timeLeftMs = () => 30_000) =>
  ask(house, {
    method: 'POST',
    path: '/v1/readings',
    query,
    timeLeftMs,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly content: string;
}

/** A form as curl and browsers write it. */
export const formBody = (parts: readonly Part[], boundary = 'line'): string =>
  `${parts
    .map(({ name, filename, content }) => {
      const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: image/png`;
      return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
    })
    .join('')}--${boundary}--\r\n`;

/** `POST /v1/readings` with a form. */
export const askForm = (house: ApiHouse, body: string, query = '') =>
  ask(house, {
    method: 'POST',
    path: '/v1/readings',
    query,
    headers: { 'content-type': 'multipart/form-data; boundary=line' },
    body,
  });
