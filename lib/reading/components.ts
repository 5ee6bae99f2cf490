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
  const parents: number[] = [0];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root]!;
    while (parents[label] !== root) [label, parents[label]] = [parents[label]!, root];
    return root;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      let label = 0;
      const touch = (neighbour: number) => {
        if (neighbour === 0) return;
        if (label === 0) label = rootOf(neighbour);
        else parents[rootOf(neighbour)] = rootOf(label);
      };
      if (x > 0) touch(labels[i - 1]!);
      if (y > 0) {
        if (x > 0) touch(labels[i - width - 1]!);
        touch(labels[i - width]!);
        if (x + 1 < width) touch(labels[i - width + 1]!);
      }
      if (label === 0) {
        label = parents.length;
        parents.push(label);
      }
      labels[i] = label;
    }
  }
  return collect(labels, width, height, rootOf);
};

const collect = (
  labels: Int32Array,
  width: number,
  height: number,
  rootOf: (label: number) => number,
): Components => {
  const numbers = new Map<number, number>();
  const found: { -readonly [K in keyof Component]: Component[K] }[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (labels[i] === 0) continue;
      const root = rootOf(labels[i]!);
      let number = numbers.get(root);
      if (number === undefined) {
        number = found.length + 1;
        numbers.set(root, number);
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
