// What has been drawn: strokes of points, painted as a pen would, and moving the pen with the keyboard.

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Of a pen that tells it, 0 to 1; mouse, finger and keys press evenly. */
  readonly pressure?: number;
}

export type Stroke = readonly Point[];

/** Adds a point to the last stroke. */
export const extend = (strokes: readonly Stroke[], point: Point): readonly Stroke[] => [
  ...strokes.slice(0, -1),
  [...(strokes.at(-1) ?? []), point],
];

const penPixels = 9;

/** Half as wide for the lightest touch as for a mouse, half as wide again for the firmest. */
const widthOf = ({ pressure = 0.5 }: Point): number => penPixels * (0.5 + pressure);

/** The part of a canvas' context that drawing takes. */
export interface Surface {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  readonly fillRect: (x: number, y: number, width: number, height: number) => void;
  readonly beginPath: () => void;
  readonly moveTo: (x: number, y: number) => void;
  readonly lineTo: (x: number, y: number) => void;
  readonly stroke: () => void;
}

/** The whole sheet anew: strokes are few. */
export const paintStrokes = (
  surface: Surface,
  strokes: readonly Stroke[],
  { width, height }: { readonly width: number; readonly height: number },
): void => {
  surface.fillStyle = '#fff';
  surface.fillRect(0, 0, width, height);
  surface.strokeStyle = '#15181b';
  surface.lineCap = 'round';
  surface.lineJoin = 'round';
  for (const stroke of strokes) paintStroke(surface, stroke);
};

/** One line as long as its width stays the same. */
const paintStroke = (surface: Surface, stroke: Stroke): void => {
  let [before] = stroke;
  if (before === undefined) return;
  let lineWidth: number | null = null;
  for (const point of stroke) {
    const width = widthOf(point);
    if (width !== lineWidth) {
      if (lineWidth !== null) surface.stroke();
      lineWidth = width;
      surface.lineWidth = width;
      surface.beginPath();
      surface.moveTo(before.x, before.y);
    }
    surface.lineTo(point.x, point.y);
    before = point;
  }
  surface.stroke();
};

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
