// A call as a program in Python 3: nothing to install.
import type { Call, CallBody } from './api-calls.ts';
import { type LiteralWords, literal } from './literals.ts';

const words: LiteralWords = {
  ...{ true: 'True', false: 'False', null: 'None' },
  lastComma: ',',
  name: name => JSON.stringify(name),
};

const quote = (text: string): string => JSON.stringify(text);

export const inPython = (call: Call): string => {
  const { url, needsToken, body, givesReadings } = call;
  const modules = [
    'json',
    ...(needsToken ? ['os'] : []),
    'urllib.request',
    ...(body?.kind === 'form' ? ['uuid'] : []),
  ];
  const settings = settingsOf(call);
  const asked =
    settings.length === 0
      ? quote(url)
      : `urllib.request.Request(\n${[quote(url), ...settings].map(one => `    ${one},\n`).join('')})`;
  return [
    '# Python 3, nothing to install',
    ...modules.map(name => `import ${name}`),
    '',
    ...made(body),
    `request = ${asked}`,
    'try:',
    '    answer = urllib.request.urlopen(request)',
    'except urllib.error.HTTPError as refusal:',
    '    raise SystemExit(refusal.read().decode())',
    'with answer:',
    ...(givesReadings
      ? [
          '    readings = json.load(answer)["readings"]',
          'for reading in readings:',
          '    print(reading["value"], reading["status"], reading["confidence"])',
        ]
      : ['    print(json.dumps(json.load(answer), indent=2))']),
  ].join('\n');
};

const settingsOf = ({ method, needsToken, body }: Call): readonly string[] => {
  const headers = [
    ...(needsToken ? ['"authorization": "Bearer " + os.environ["TOKEN"]'] : []),
    ...(body === null ? [] : [`"content-type": ${typeOf(body)}`]),
  ];
  return [
    ...(body === null ? [] : ['data=body']),
    ...(headers.length === 0 ? [] : [`headers={${headers.join(', ')}}`]),
    ...(method === (body === null ? 'GET' : 'POST') ? [] : [`method=${quote(method)}`]),
  ];
};

const typeOf = (body: CallBody): string => {
  if (body.kind === 'form') return '"multipart/form-data; boundary=" + boundary';
  return quote(body.kind === 'file' ? body.type : 'application/json');
};

/** Lines that make `body`. */
const made = (body: CallBody | null): readonly string[] => {
  if (body === null) return [];
  if (body.kind === 'file')
    return [`with open(${quote(body.file)}, "rb") as file:`, '    body = file.read()'];
  if (body.kind === 'json') return [`body = json.dumps(${literal(body.value, words)}).encode()`];
  return [
    'boundary = uuid.uuid4().hex',
    'parts = []',
    ...body.parts.flatMap(part => {
      const head = `--{boundary}\\r\\nContent-Disposition: form-data; name="${part.name}"`;
      return 'file' in part
        ? [
            `with open(${quote(part.file)}, "rb") as file:`,
            `    parts += [f'${head}; filename="${part.file}"\\r\\n\\r\\n'.encode(), file.read(), b"\\r\\n"]`,
          ]
        : [`parts += [f'${head}\\r\\n\\r\\n${part.value}\\r\\n'.encode()]`];
    }),
    'parts += [f"--{boundary}--\\r\\n".encode()]',
    'body = b"".join(parts)',
  ];
};
