// What Powertools writes, line by line: it holds on to the process's own streams, so that these are listened to.
import { vi } from 'vitest';

/** The JSON lines that reach stdout and stderr while `work` is done; nothing else gets out. */
export const linesOf = async (work: () => unknown): Promise<readonly Record<string, unknown>[]> => {
  const written: string[] = [];
  const listen = (stream: NodeJS.WriteStream) =>
    vi.spyOn(stream, 'write').mockImplementation(chunk => {
      written.push(String(chunk));
      return true;
    });
  const spies = [listen(process.stdout), listen(process.stderr)];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return written
    .join('')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
};
