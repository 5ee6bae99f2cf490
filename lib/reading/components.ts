// Connected components of a mask (8-neighbours), by two passes and union-find.
// Rosenfeld and Pfaltz, "Sequential operations in digital picture processing", 1966.
import type { PixelBox } from './grey-image.ts';

export interface Component extends PixelBox {
  /** Its number in the label map, from 1. */
  readonly label: number;
  /** Pixels it holds. */
  readonly area: number;
  /** Those of them on the picture's outermost rows and columns. */
  readonly borderArea: number;
}

export interface Components {
  /** Row-major, 0 where the mask is not set. */
  readonly labels: Int32Array;
  readonly list: readonly Component[];
}

export const findComponents = (mask: Uint8Array, width: number, height: number): Components => {
  const labels = new Int32Array(mask.length);
  // No two pixels of a block of four can both begin a label.
  const parents = new Int32Array(((width + 1) >> 1) * ((height + 1) >> 1) + 1);
  let count = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      const above = y > 0 ? labels[i - width]! : 0;
      const left = x > 0 ? labels[i - 1]! : 0;
      const aboveRight = y > 0 && x + 1 < width ? labels[i - width + 1]! : 0;
      const aboveLeft = y > 0 && x > 0 ? labels[i - width - 1]! : 0;
      // What is above touches all the others; without it, only the upper right may be apart from the left ones.
      let label = above || left || aboveLeft;
      if (label === 0) label = aboveRight;
      else if (above === 0 && aboveRight !== 0) join(parents, label, aboveRight);
      if (label === 0) {
        count += 1;
        label = count;
        parents[label] = label;
      }
      labels[i] = label;
    }
  }
  return collect(labels, width, height, parents, count);
};

const rootOf = (parents: Int32Array, label: number): number => {
  let root = label;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]!]!;
    root = parents[root]!;
  }
  return root;
};

const join = (parents: Int32Array, a: number, b: number): void => {
  const first = rootOf(parents, a);
  const second = rootOf(parents, b);
  if (first < second) parents[second] = first;
  else parents[first] = second;
};

const collect = (
  labels: Int32Array,
  width: number,
  height: number,
  parents: Int32Array,
  count: number,
): Components => {
  const numbers = new Int32Array(count + 1);
  const found: { -readonly [K in keyof Component]: Component[K] }[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (labels[i] === 0) continue;
      const root = rootOf(parents, labels[i]!);
      let number = numbers[root]!;
      if (number === 0) {
        number = found.length + 1;
        numbers[root] = number;
        found.push({ label: number, area: 0, borderArea: 0, left: x, top: y, right: x + 1, bottom: y + 1 });
      }
      labels[i] = number;
      const component = found[number - 1]!;
      component.area += 1;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) component.borderArea += 1;
      if (x < component.left) component.left = x;
      if (x >= component.right) component.right = x + 1;
      component.bottom = y + 1;
    }
  }
  return { labels, list: found };
};
