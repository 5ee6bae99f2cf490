// Pictures at half their size, where only places or levels are sought; and without their grain.
import type { GreyImage } from './grey-image.ts';

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

/** Each sample with its neighbours, weighed 1, 2, 1 both ways; the border keeps its own. */
export const smooth = ({ width, height, data }: GreyImage): GreyImage => {
  const across = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      across[i] = (data[i - 1]! + 2 * data[i]! + data[i + 1]!) / 4;
    }
  }
  const both = across.slice();
  for (let i = width; i < data.length - width; i++) {
    both[i] = (across[i - width]! + 2 * across[i]! + across[i + width]!) / 4;
  }
  return { width, height, data: both };
};
