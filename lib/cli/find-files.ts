// From what the user names (files, folders, `-` for a list on stdin) to the files themselves, one by one.
import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';

/** A file to read, or a path that leads to none. `file` is the path as the user would write it. */
export type Found =
  | { readonly file: string; readonly path: string; readonly fault: null }
  | { readonly file: string; readonly path: null; readonly fault: string };

/**
 * Finds the files behind `given`, in order: folders recursively in name order. Of a folder everything is
 * taken but names that begin with a dot, `.json` (our own results), links to folders (they may go in
 * circles) and what is no file at all (sockets, pipes). Whatever is named itself is always taken.
 * @param folder absolute; relative paths start there
 */
export async function* findFiles(
  given: Iterable<string> | AsyncIterable<string>,
  folder: string,
): AsyncGenerator<Found> {
  for await (const file of given) {
    const path = resolve(folder, file);
    // An empty argument would resolve to the folder itself.
    const found = file === '' ? noSuchFile : await statOf(path);
    if (typeof found === 'string') yield { file, path: null, fault: found };
    else if (found.isDirectory()) yield* walk(file, path);
    else yield { file, path, fault: null };
  }
}

/** The given paths, each `-` replaced by the lines that stdin holds. */
export async function* expandDashes(given: readonly string[], stdin: Readable): AsyncGenerator<string> {
  for (const path of given) {
    if (path === '-') yield* linesOf(stdin);
    else yield path;
  }
}

async function* walk(file: string, path: string): AsyncGenerator<Found> {
  const entries = await entriesOf(path);
  if (typeof entries === 'string') {
    yield { file, path: null, fault: entries };
    return;
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const inside = {
      file: file.endsWith('/') ? file + entry.name : `${file}/${entry.name}`,
      path: join(path, entry.name),
    };
    if (entry.isDirectory()) yield* walk(inside.file, inside.path);
    else if (entry.name.endsWith('.json')) continue;
    else if (entry.isFile()) yield { ...inside, fault: null };
    else if (entry.isSymbolicLink()) {
      const target = await statOf(inside.path);
      if (typeof target === 'string') yield { file: inside.file, path: null, fault: target };
      else if (target.isFile()) yield { ...inside, fault: null };
    }
  }
}

/** Entries by name, compared by UTF-16 code units so that no locale changes the order; or what is wrong. */
const entriesOf = async (path: string): Promise<readonly Dirent[] | string> => {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return describeFileFault(error);
  }
};

const statOf = async (path: string): Promise<Stats | string> => {
  try {
    return await stat(path);
  } catch (error) {
    return describeFileFault(error);
  }
};

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* pathOf(line);
  }
  yield* pathOf(rest);
}

/** A line's path; a list from another system may end its lines in CR LF. */
const pathOf = (line: string): readonly string[] => {
  const path = line.endsWith('\r') ? line.slice(0, -1) : line;
  return path === '' ? [] : [path];
};

const noSuchFile = 'no such file or folder';

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
