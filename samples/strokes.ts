// How characters are written: for each a few allographs, each a list of strokes of the pen.
// A stroke is written as its points, "x y, x y, …" in hundredths: x from 0 to about 65, y from 0 (top) to 100.
// The pen glides through them on a smooth curve; a sharp corner is where one stroke ends and the next begins.

export type Point = readonly [x: number, y: number];
export type Stroke = readonly Point[];
export type Allograph = readonly Stroke[];

const allograph = (...strokes: readonly string[]): Allograph =>
  strokes.map(stroke =>
    stroke.split(', ').map((point): Point => {
      const [x = 0, y = 0] = point.split(' ').map(Number);
      return [x / 100, y / 100];
    }),
  );

const zeroRound = allograph('40 3, 20 9, 6 38, 9 76, 27 98, 50 87, 60 52, 54 18, 38 3, 27 10');

const oneStick = allograph('34 0, 31 34, 28 70, 27 100');

const oneFlag = allograph('20 20, 28 13, 36 1', '36 1, 33 40, 31 100');

const twoPlain = allograph('5 24, 15 7, 36 1, 54 14, 50 38, 30 68, 4 97', '4 97, 30 94, 63 97');

const twoLooped = allograph('8 26, 20 5, 42 3, 53 20, 44 48, 24 78, 8 95, 3 86, 14 80, 32 91, 48 99, 64 90');

const threeRound = allograph(
  '8 13, 26 1, 49 8, 50 28, 36 42, 20 46',
  '20 46, 46 51, 59 71, 46 94, 20 99, 3 86',
);

const threeFlat = allograph(
  '6 4, 30 5, 55 2',
  '55 2, 42 20, 26 39',
  '26 39, 48 46, 58 68, 45 93, 20 99, 4 88',
);

const fourOpen = allograph('18 2, 13 28, 5 56', '5 56, 30 57, 64 54', '48 16, 46 55, 43 100');

const fourClosed = allograph('44 0, 27 30, 3 65', '3 65, 34 66, 65 63', '44 0, 45 50, 43 100');

const fivePlain = allograph(
  '15 5, 13 24, 10 45',
  '10 45, 30 37, 51 46, 58 69, 43 93, 20 99, 3 89',
  '15 5, 34 5, 57 1',
);

const sixPlain = allograph('45 1, 24 20, 9 50, 10 83, 29 99, 51 88, 55 67, 39 53, 20 60, 10 75');

const sevenPlain = allograph('3 7, 30 7, 61 3', '61 3, 45 35, 33 66, 26 100');

const sevenCrossed = allograph('4 13, 8 5, 32 7, 60 2', '60 2, 42 40, 24 100', '16 52, 36 50, 56 47');

const eightLoop = allograph(
  '52 15, 34 2, 14 11, 16 30, 35 45, 54 62, 55 85, 33 99, 10 86, 12 64, 32 46, 49 30, 52 14',
);

const nineStraight = allograph('53 13, 36 1, 14 9, 7 32, 22 47, 42 38, 53 13', '53 13, 52 50, 47 100');

const nineCurled = allograph('52 20, 40 3, 18 6, 7 26, 18 46, 40 42, 53 18, 55 42, 50 75, 34 96, 10 95');

const letterK = allograph('8 0, 7 50, 6 100', '58 3, 34 32, 8 56', '24 46, 42 72, 62 100');

const point = allograph('8 95, 11 98, 8 100');

const comma = allograph('12 92, 14 104, 4 120');

const dash = allograph('2 58, 24 56, 48 57');

/** Allographs by character; a sample names the one it is written with. */
export const allographs: Readonly<Record<string, readonly Allograph[]>> = {
  '0': [zeroRound],
  '1': [oneStick, oneFlag],
  '2': [twoPlain, twoLooped],
  '3': [threeRound, threeFlat],
  '4': [fourOpen, fourClosed],
  '5': [fivePlain],
  '6': [sixPlain],
  '7': [sevenPlain, sevenCrossed],
  '8': [eightLoop],
  '9': [nineStraight, nineCurled],
  K: [letterK],
  '.': [point],
  ',': [comma],
  '-': [dash],
};
