// The sheet of the surest errors: their pictures are fetched once more, only as many as are shown.
import { drawErrorSheet, type ErrorTile } from '../evaluation/error-sheet.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import { pictureOf } from '../evaluation/picture.ts';
import { encodePng } from '../reading/encode-png.ts';
import { limits } from '../reading/limits.ts';
import { findLabelled } from './labelled-files.ts';
import type { OutputFile } from './open-to-write.ts';
import { readBounded } from './read-bounded.ts';

/** As many as one looks through at a sitting. */
export const mostErrorsShown = 60;

/** @param folder absolute, of the labels @param errors wrong readings, the surest first */
export const writeErrorSheet = async (
  file: OutputFile,
  folder: string,
  errors: readonly Outcome[],
): Promise<void> => {
  const tiles: ErrorTile[] = [];
  for (const outcome of errors.slice(0, mostErrorsShown)) {
    const found = await findLabelled(folder, outcome.filename);
    const body = found.fault === null ? (await readBounded(found.path, limits.maxBytes)).body : null;
    tiles.push({ outcome, picture: body === null ? null : await pictureOf(body) });
  }
  await file.write(encodePng(drawErrorSheet(tiles)));
};
