// A call as a program in JavaScript, for Node 20 or later: nothing to install.
import type { Call, CallBody } from './api-calls.ts';
import { type LiteralWords, literal } from './literals.ts';

const words: LiteralWords = {
  ...{ true: 'true', false: 'false', null: 'null' },
  lastComma: ',',
  name: name => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)),
};

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export const inJavaScript = ({ method, url, needsToken, body, givesReadings }: Call): string => {
  const headers = [
    ...(needsToken ? ["authorization: 'Bearer ' + process.env.TOKEN"] : []),
    ...(body === null ? [] : typeOf(body)),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`method: ${quote(method)}`]),
    ...(headers.length === 0 ? [] : [`headers: { ${headers.join(', ')} }`]),
    ...(body === null ? [] : sent(body)),
  ];
  const settings = options.length === 0 ? '' : `, {\n${options.map(one => `  ${one},\n`).join('')}}`;
  return `${[
    '// Node 20 or later, as a file with the ending .mjs',
    ...(body === null || body.kind === 'json' ? [] : ["import { readFile } from 'node:fs/promises';", '']),
    ...(body?.kind === 'form' ? [...form(body), ''] : []),
    `const answer = await fetch(${quote(url)}${settings});`,
    'if (!answer.ok) throw new Error(await answer.text());',
    ...(givesReadings
      ? [
          'const { readings } = await answer.json();',
          'for (const { value, status, confidence } of readings) console.log(value, status, confidence);',
        ]
      : ['console.log(JSON.stringify(await answer.json(), null, 2));']),
  ].join('\n')}`;
};

/** A form's type comes with its boundary, from fetch. */
const typeOf = (body: CallBody): readonly string[] => {
  if (body.kind === 'form') return [];
  return [`'content-type': ${quote(body.kind === 'file' ? body.type : 'application/json')}`];
};

const sent = (body: CallBody): readonly string[] => {
  if (body.kind === 'file') return [`body: await readFile(${quote(body.file)})`];
  return body.kind === 'form' ? ['body'] : [`body: JSON.stringify(${literal(body.value, words, '  ')})`];
};

const form = ({ parts }: Extract<CallBody, { kind: 'form' }>): readonly string[] => [
  'const body = new FormData();',
  ...parts.map(part =>
    'file' in part
      ? `body.append(${quote(part.name)}, new Blob([await readFile(${quote(part.file)})]), ${quote(part.file)});`
      : `body.append(${quote(part.name)}, ${quote(part.value)});`,
  ),
];
