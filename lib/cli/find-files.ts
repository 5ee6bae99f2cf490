// From what the user names (files, folders, `-` for a list on stdin) to the files themselves, one by one.
import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { DigitdropError } from '../errors.ts';
import { type FilePath, filePathOf, joinPath, resolvePath, shownPath } from './file-path.ts';

/** A file to read, or a path that leads to none. `file` is the path as the user would write it. */
export type Found =
  | { readonly file: string; readonly path: FilePath; readonly fault: null }
  | { readonly file: string; readonly path: null; readonly fault: string };

/**
 * Finds the files behind `given`, in order: folders recursively in name order. Of a folder everything is
 * taken but names that begin with a dot, `.json` (our own results), links to folders (they may go in
 * circles) and what is no file at all (sockets, pipes). Whatever is named itself is always taken.
 * @param folder absolute; relative paths start there
 */
export async function* findFiles(
  given: Iterable<FilePath> | AsyncIterable<FilePath>,
  folder: string,
): AsyncGenerator<Found> {
  for await (const asked of given) {
    const file = shownPath(asked);
    const path = resolvePath(folder, asked);
    // An empty argument would resolve to the folder itself.
    const found = file === '' ? noSuchFile : await statOf(path);
    if (typeof found === 'string') yield { file, path: null, fault: explainMissing(found, asked) };
    else if (found.isDirectory()) yield* walk(file, path);
    else yield { file, path, fault: null };
  }
}

/** The given paths, each `-` replaced by the lines that stdin holds. */
export async function* expandDashes(given: readonly string[], stdin: Readable): AsyncGenerator<FilePath> {
  for (const path of given) {
    if (path === '-') yield* linesOf(stdin);
    else yield path;
  }
}

async function* walk(file: string, path: FilePath): AsyncGenerator<Found> {
  const entries = await entriesOf(path);
  if (typeof entries === 'string') {
    yield { file, path: null, fault: entries };
    return;
  }
  for (const entry of entries) {
    const name = shownPath(entry.name);
    if (name.startsWith('.')) continue;
    const inside = {
      file: file.endsWith('/') ? file + name : `${file}/${name}`,
      path: joinPath(path, filePathOf(entry.name)),
    };
    if (entry.isDirectory()) yield* walk(inside.file, inside.path);
    else if (name.endsWith('.json')) continue;
    else if (entry.isFile()) yield { ...inside, fault: null };
    else if (entry.isSymbolicLink()) {
      const target = await statOf(inside.path);
      if (typeof target === 'string') yield { file: inside.file, path: null, fault: target };
      else if (target.isFile()) yield { ...inside, fault: null };
    }
  }
}

/** Entries by name, compared by bytes so that no locale changes the order; or what is wrong. */
const entriesOf = async (path: FilePath): Promise<readonly Dirent<Buffer>[] | string> => {
  try {
    const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    return entries.sort((a, b) => a.name.compare(b.name));
  } catch (error) {
    return describeFileFault(error);
  }
};

const statOf = async (path: FilePath): Promise<Stats | string> => {
  try {
    return await stat(path);
  } catch (error) {
    return describeFileFault(error);
  }
};

/** Longer than any system's paths. */
const longestPath = 65_536;

/**
 * Read as Latin-1, a character a byte: names need not be UTF-8.
 * @throws DigitdropError `bad-option` for what is no list: a picture, or names with zeros between them
 */
async function* linesOf(stream: Readable): AsyncGenerator<FilePath> {
  let rest = '';
  stream.setEncoding('latin1');
  for await (const chunk of stream) {
    if (chunk.includes('\0')) throw noList();
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestPath) throw noList();
    for (const line of lines) yield* pathOf(line);
  }
  yield* pathOf(rest);
}

const noList = (): DigitdropError =>
  new DigitdropError(
    'bad-option',
    'expected paths on stdin, one a line, got bytes that no path has; a picture on stdin is read as /dev/stdin, ' +
      "and a list with zeros between its names goes through tr '\\0' '\\n'",
  );

/** A line's path; a list from another system may end its lines in CR LF. */
const pathOf = (line: string): readonly FilePath[] => {
  const path = line.endsWith('\r') ? line.slice(0, -1) : line;
  return path === '' ? [] : [filePathOf(Buffer.from(path, 'latin1'))];
};

const noSuchFile = 'no such file or folder';

/** Arguments reach us as text: of a name that is not UTF-8, replacement characters are all that is left. */
const explainMissing = (fault: string, asked: FilePath): string =>
  fault === noSuchFile && typeof asked === 'string' && asked.includes('\ufffd')
    ? `${noSuchFile}; where the name is not UTF-8, give its folder, or a list on stdin`
    : fault;

const sentences: Readonly<Record<string, string>> = {
  ENOENT: noSuchFile,
  ENOTDIR: noSuchFile,
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'a link that leads in a circle',
  ENAMETOOLONG: 'the name is too long',
  EISDIR: 'a folder took its place',
  EMFILE: 'too many open files',
};

/** What a failed call to the file system says to a person. */
export const describeFileFault = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return sentences[code] ?? error.message;
};
