// Pictures at half their size, where only places are sought.
import type { GreyImage } from '../grey-image.ts';

/** The mean of each four pixels; an odd last row or column is left out. */
export const halve = ({ width, height, data }: GreyImage): GreyImage => {
  const across = width >> 1;
  const down = height >> 1;
  const half = new Float32Array(across * down);
  for (let y = 0; y < down; y++) {
    for (let x = 0, i = 2 * y * width; x < across; x++, i += 2) {
      half[y * across + x] = (data[i]! + data[i + 1]! + data[i + width]! + data[i + width + 1]!) / 4;
    }
  }
  return { width: across, height: down, data: half };
};
