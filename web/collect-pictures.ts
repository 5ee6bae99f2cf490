// Pictures out of what a browser hands over: files, folders, what was dropped, what was pasted.
import type { Picture } from './items.ts';

const endings = /\.(jpe?g|png|webp|gif|tiff?|avif|bmp|svg|heic)$/i;

const isPicture = ({ name, type }: File): boolean => type.startsWith('image/') || endings.test(name);

export interface Collected {
  readonly pictures: readonly Picture[];
  /** Files of a folder that are no pictures, by their names. What is chosen by itself is always taken. */
  readonly passedOver: number;
}

export const ofFiles = (files: Iterable<File>): Collected => ({
  pictures: [...files].map(file => ({ name: file.name, file })),
  passedOver: 0,
});

const ofFolder = (files: readonly { readonly path: string; readonly file: File }[]): Collected => {
  const taken = files.filter(({ file }) => isPicture(file));
  return {
    pictures: taken
      .map(({ path, file }) => ({ name: path, file }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    passedOver: files.length - taken.length,
  };
};

export const ofChosenFolder = (files: Iterable<File>): Collected =>
  ofFolder([...files].map(file => ({ path: file.webkitRelativePath || file.name, file })));

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A browser lists a folder in parts, until a part is empty. */
const listAll = async (entry: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> => {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
};

const walk = async (entry: FileSystemEntry): Promise<readonly { path: string; file: File }[]> => {
  if (entry.isFile)
    return [{ path: entry.fullPath.slice(1), file: await fileOf(entry as FileSystemFileEntry) }];
  const inside = await Promise.all((await listAll(entry as FileSystemDirectoryEntry)).map(walk));
  return inside.flat();
};

/** To be called while the event is still being handled: what was dropped is gone afterwards. */
export const ofTransfer = async (transfer: DataTransfer): Promise<Collected> => {
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? []);
  const files = [...transfer.files];
  const folders = entries.filter(entry => entry.isDirectory);
  if (folders.length === 0) return ofFiles(files);
  const single = entries.filter(entry => entry.isFile).map(entry => fileOf(entry as FileSystemFileEntry));
  const [alone, inFolders] = await Promise.all([Promise.all(single), Promise.all(folders.map(walk))]);
  const { pictures, passedOver } = ofFolder(inFolders.flat());
  return { pictures: [...ofFiles(alone).pictures, ...pictures], passedOver };
};
