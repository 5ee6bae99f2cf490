// A terminal made of memory, and a reader that answers at once, so that commands are tested without process or model.
import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../../lib/cli/terminal.ts';
import type { DigitdropError } from '../../lib/errors.ts';
import type { ImageRequest, Reader } from '../../lib/reading/reader.ts';
import { noSource, type Reading, readingSchemaName } from '../../lib/reading/reading.ts';

export interface FakeTerminal extends Terminal {
  readonly stdin: PassThrough;
  readonly out: () => string;
  readonly err: () => string;
  /** As a Ctrl-C would. */
  readonly interrupt: () => void;
  readonly exits: readonly number[];
}

interface FakeParts {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly stdout?: Writable;
}

export const createTerminal = (parts: FakeParts = {}): FakeTerminal => {
  const texts = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    Object.assign(
      new Writable({
        write: (chunk, _encoding, done) => {
          texts[name] += String(chunk);
          done();
        },
      }),
      { isTTY: parts.isTTY ?? false },
    );
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  return {
    stdin: new PassThrough(),
    stdout: parts.stdout ?? into('out'),
    stderr: into('err'),
    env: parts.env ?? {},
    cwd: parts.cwd ?? '/nowhere',
    onStop: stop => void listeners.add(stop),
    exit: code => void exits.push(code),
    out: () => texts.out,
    err: () => texts.err,
    interrupt: () => {
      for (const listener of [...listeners]) listener();
    },
    exits,
  };
};

export const sampleReading: Reading = {
  schema: readingSchemaName,
  source: noSource,
  image: { format: 'png', width: 28, height: 28 },
  status: 'accepted',
  reason: null,
  message: null,
  value: '7',
  confidence: 0.9876,
  alternatives: [],
  digits: [],
  lines: [],
  text: null,
  writing: null,
  promise: { maxError: 0.005, threshold: 0.9 },
  model: { name: 'fake', version: '1', sha256: 'f' },
  readAt: '2026-01-01T00:00:00.000Z',
  durationMs: { decode: 0, read: 0, total: 0 },
};

/** Reads as value what the file's text says. */
export const createFakeReader = (parts: Partial<Reader> = {}): Reader => ({
  readImage: async ({ bytes }: ImageRequest) => ({
    ...sampleReading,
    value: new TextDecoder().decode(bytes),
  }),
  readPixels: async () => sampleReading,
  refuse: (fault: DigitdropError) => ({
    ...sampleReading,
    status: 'rejected',
    reason: 'image-too-large',
    message: fault.message,
    value: null,
    confidence: null,
  }),
  checkOptions: () => {},
  models: [],
  ...parts,
});
