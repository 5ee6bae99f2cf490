// How long a fresh process takes to its first reading; prints one line of JSON for bench.ts.
import { readFile } from 'node:fs/promises';

const image = await readFile(new URL('../samples/images/tiny.png', import.meta.url));

const begun = performance.now();
const [{ openReader }, { noSource }, { defaultOptions }] = await Promise.all([
  import('../lib/reading/open-reader.ts'),
  import('../lib/reading/reading.ts'),
  import('../lib/reading/options.ts'),
]);
const imported = performance.now();
const { createLog } = await import('../lib/log.ts');
const store = { get: async () => null };
const reader = await openReader({ log: createLog('warn'), modelUri: null, store });
const opened = performance.now();
await reader.readImage({ bytes: image, options: defaultOptions, source: noSource, optionFault: null });
const read = performance.now();

process.stdout.write(
  `${JSON.stringify({ importMs: imported - begun, sessionMs: opened - imported, firstMs: read - opened })}\n`,
);
