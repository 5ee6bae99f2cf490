// A form's printed lines around what is written: those of cells read as 1s and are painted over, and where there is one
// frame, the number is in it.
import { findUprights } from './cells.ts';
import { findCells } from './form-cells.ts';
import { findFrame } from './form-frame.ts';
import { type GreyImage, type PixelBox, partAround } from './grey-image.ts';
import { findLineMarks } from './line-marks.ts';
import { withoutLines } from './paint-over.ts';
import { halve } from './rescale.ts';

/** Lower pictures are crops around a character. */
const leastHeight = 32;
/** Longest side that lines are sought at. */
const searchSide = 1000;
/** What stays around a frame, in its heights: strokes run out of it. */
const around = 0.1;

export interface FormField {
  /** Without the lines; the same picture where there are none. */
  readonly picture: GreyImage;
  /** The one frame's place; null where there is none, or several. */
  readonly frame: PixelBox | null;
}

/** @param picture paper light, ink dark, evenly lit. */
export const withoutFormLines = (picture: GreyImage): FormField => {
  if (picture.height < leastHeight) return { picture, frame: null };
  let small = picture;
  let scale = 1;
  while (Math.max(small.width, small.height) > searchSide) {
    small = halve(small);
    scale *= 2;
  }
  const marks = findLineMarks(small);
  const uprights = findUprights(marks);
  const cells = findCells(uprights, marks);
  if (cells.uprights.length > 0) return { picture: withoutLines(picture, cells, scale), frame: null };
  const frame = findFrame(uprights, marks);
  if (frame === null) return { picture, frame: null };
  const { left, top, right, bottom } = frame.box;
  const margin = around * (bottom - top) * scale;
  const box = { left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale };
  return { picture: withoutLines(picture, frame, scale), frame: partAround(picture, box, margin, margin) };
};
