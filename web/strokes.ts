// What has been drawn: strokes of points, and moving the pen with the keyboard.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Stroke = readonly Point[];

/** Adds a point to the last stroke. */
export const extend = (strokes: readonly Stroke[], point: Point): readonly Stroke[] => [
  ...strokes.slice(0, -1),
  [...(strokes.at(-1) ?? []), point],
];

const steps: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Where an arrow key moves the pen, within the sheet; null for any other key. */
export const movePen = (
  pen: Point,
  key: string,
  {
    stepPixels,
    width,
    height,
  }: { readonly stepPixels: number; readonly width: number; readonly height: number },
): Point | null => {
  const step = steps[key];
  if (step === undefined) return null;
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  return {
    x: clamp(pen.x + step.x * stepPixels, width),
    y: clamp(pen.y + step.y * stepPixels, height),
  };
};
