// Printed words of forms and counters.
import { fontHeight, fontStep, glyphOf } from '../../lib/evaluation/bitmap-font.ts';
import type { Random } from '../../lib/random.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { type Canvas, createCanvas, drawLine, type Point } from './canvas.ts';

/** Without figures, and without a word that is one letter many would take for a digit. */
const words =
  'AMOUNT,DATE,NAME,PAY TO,TOTAL,PLACE,REF,NOTES,STREET,CITY,VALEUR,MONTANT,BETRAG,DATUM,NUMERO,FIRMA,CHEQUE,PER,KEINE,PHONE,NOM,FECHA,PESOS,EUROS,CODE,PAGE,ROW,YES/NO,N/A,NONE,VOID,COPY,PAID,SAMPLE'.split(
    ',',
  );

export const drawPrintedWord = (random: Random): Canvas => {
  const text = words[Math.floor(random.next() * words.length)]!;
  const step = random.between(2.8, 8.5);
  const canvas = createCanvas(
    (text.length * fontStep + 4) * step,
    (fontHeight + random.between(4, 7)) * step,
  );
  const top = (canvas.height - fontHeight * step) / 2;
  const pen = step * random.between(0.6, 1.3);
  for (const [i, character] of [...text].entries())
    drawGlyph(canvas, glyphOf(character), [(2 + i * fontStep) * step, top], step, pen);
  return canvas;
};

/** Joins each dot to its neighbours, aslant only where no dot lies between. */
const drawGlyph = (canvas: Canvas, glyph: GreyImage, [left, top]: Point, step: number, pen: number): void => {
  const isInked = (x: number, y: number): boolean =>
    x >= 0 && x < glyph.width && glyph.data[y * glyph.width + x] === 1;
  const at = (x: number, y: number): Point => [left + (x + 0.5) * step, top + (y + 0.5) * step];
  for (let y = 0; y < glyph.height; y += 1) {
    for (let x = 0; x < glyph.width; x += 1) {
      if (!isInked(x, y)) continue;
      const aslant = [-1, 1].filter(dx => !isInked(x + dx, y) && !isInked(x, y + 1));
      const next = [[1, 0], [0, 1], ...aslant.map(dx => [dx, 1])] as const;
      for (const [dx = 0, dy = 0] of [[0, 0], ...next])
        if (isInked(x + dx, y + dy)) drawLine(canvas, [at(x, y), at(x + dx, y + dy)], pen);
    }
  }
};
