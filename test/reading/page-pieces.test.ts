// Pieces of pages: what stands beside the writing is neither read nor allowed to hide that something was read amiss.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { crop, type GreyImage } from '../../lib/reading/grey-image.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions, type ReadOptions } from '../../lib/reading/options.ts';
import { withoutPageEdges } from '../../lib/reading/page-edges.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { asPixels, beside, drawn, mapped, noise, one, onPaper, seven } from './drawing.ts';

let reader: Reader;
beforeAll(async () => {
  const store = { get: async () => null };
  reader = await openReader({ log: createLog('silent'), modelUri: null, store });
});

const read = (picture: GreyImage, options: ReadOptions = defaultOptions) =>
  reader.readPixels({ pixels: asPixels(picture), options });

/**
 * What a promise of 1% accepts, or else the status. A number made of blocks is unusual: the default promise leaves it to a
 * person though it is read right, and a piece of it is accepted here the sooner.
 */
const acceptedOrStatus = async (picture: GreyImage): Promise<string | null> => {
  const { status, value } = await read(picture, { ...defaultOptions, maxError: 0.01 });
  return status === 'accepted' ? value : status;
};

const page = onPaper(drawn(seven, { zoom: 4 }), 80);
const grain = noise(0.01);
/** A page piece from a book: a black edge with a soft shadow over the left quarter. */
const inBook = mapped(page, (v, x) => Math.max(0, (x < 50 ? 0.05 : x < 54 ? 0.5 : v) + grain()));

describe('withoutPageEdges', () => {
  it('cuts a black band away, its shadow with it, and leaves the writing', () => {
    const box = withoutPageEdges(inBook);
    expect(box.left).toBeGreaterThanOrEqual(54);
    expect(box.left).toBeLessThan(75);
    expect([box.top, box.right, box.bottom]).toEqual([0, page.width, page.height]);
  });

  it('cuts the grey edges of the other leaves away with it, where they end', () => {
    // Darker and lighter leaves, one of them nearly white, over a seventh of what is right of the dark edge.
    const leaves = [0.6, 0.75, 0.85, 0.85, 0.6, 0.55, 0.7, 0.9, 0.98, 0.85, 0.8, 0.88];
    const book = mapped(inBook, (v, x) => (x < 54 || x >= 78 ? v : leaves[(x - 54) >> 1]! + grain()));
    const { left } = withoutPageEdges(book);
    expect(left).toBeGreaterThanOrEqual(78);
    expect(left).toBeLessThan(80);
    // The same leaves, and no dark edge beside them.
    const alone = mapped(book, (v, x) => (x < 54 ? 1 + grain() : v));
    expect(withoutPageEdges(alone).left).toBe(0);
  });

  it('cuts no paper away that lies in shade, with writing on it', () => {
    const shaded = mapped(page, (v, _, y) => v * (y < 0.55 * page.height ? 0.62 : 1) + grain());
    expect(withoutPageEdges(shaded).top).toBe(0);
    const falling = mapped(page, (v, x) => (v < 0.5 ? 0.7 : v) * (1 - (0.3 * x) / page.width) + grain());
    expect(withoutPageEdges(falling).right).toBe(page.width);
    // The same band where it is as dark as ink.
    const dark = mapped(page, (v, _, y) => (y < 0.55 * page.height ? 0.05 : v) + grain());
    expect(withoutPageEdges(dark).top).toBeGreaterThan(0.5 * page.height);
  });

  it('cuts nothing from a clean page, a dark ground, or a digit that fills its crop', () => {
    for (const picture of [
      page,
      mapped(page, v => 1 - v),
      drawn(seven, { zoom: 8 }),
      drawn(one, { zoom: 8 }),
    ]) {
      const { width, height } = picture;
      expect(withoutPageEdges(picture)).toEqual({ left: 0, top: 0, right: width, bottom: height });
    }
  });
});

describe('a number on paper that darkens from one side to the other', () => {
  it('is read whole, however faint the pen, or left to a person', async () => {
    const digits = [seven, one, seven, seven].map(rows => drawn(rows, { zoom: 5 }));
    const row = digits.reduce((left, right) => beside(left, right, 22));
    const outcomes = [];
    for (const ink of [0.2, 0.5, 0.65, 0.75])
      for (const fall of [0.1, 0.2, 0.3, 0.4]) {
        const shade = noise(0.02, 7);
        const page = mapped(
          onPaper(row, 30),
          (v, x) => (v < 0.5 ? ink : 0.95) * (1 - (fall * x) / 280) + shade(),
        );
        outcomes.push(await acceptedOrStatus(page));
      }
    expect(outcomes.filter(outcome => !['7177', 'review', 'rejected'].includes(outcome ?? ''))).toEqual([]);
    expect(outcomes.filter(outcome => outcome === '7177').length).toBeGreaterThanOrEqual(8);
  });
});

describe('a number over which the edge of a shadow falls', () => {
  it('is read whole, however deep the shadow, or left to a person', async () => {
    const digits = [seven, one, seven, seven].map(rows => drawn(rows, { zoom: 5 }));
    const row = onPaper(
      digits.reduce((left, right) => beside(left, right, 22)),
      30,
    );
    const outcomes = [];
    for (const ink of [0.15, 0.4])
      for (const light of [0.75, 0.6, 0.45])
        for (const edge of [0.3, 0.5, 0.7]) {
          const grain = noise(0.02, 7);
          const isShaded = (x: number, y: number) => x + 0.3 * y < edge * row.width;
          const page = mapped(
            row,
            (v, x, y) => (v < 0.5 ? ink : 0.9) * (isShaded(x, y) ? light : 1) + grain(),
          );
          outcomes.push(await acceptedOrStatus(page));
        }
    expect(outcomes.filter(outcome => !['7177', 'review', 'rejected'].includes(outcome ?? ''))).toEqual([]);
    expect(outcomes.filter(outcome => outcome === '7177').length).toBeGreaterThanOrEqual(12);
  });
});

describe('a digit on a page piece', () => {
  it('is read beside a book edge, and its box is told in the whole picture', async () => {
    const reading = await read(inBook);
    expect([reading.status, reading.value]).toEqual(['accepted', '7']);
    expect(Math.abs(reading.digits[0]!.box.x - 80)).toBeLessThanOrEqual(2);
  });

  it('is read beside a margin rule and over an underline', async () => {
    const ruled = mapped(page, (v, x, y) =>
      x === 180 || x === 181 || (y >= 136 && y < 139 && x > 70 && x < 126) ? 0.2 : v,
    );
    const reading = await read(ruled);
    expect([reading.status, reading.value]).toEqual(['accepted', '7']);
  });

  it('is read over print at the foot of the page, and its box is its own', async () => {
    // Words of strokes 8 pixels high, far below the digit.
    const isPrint = (x: number, y: number) =>
      y >= page.height - 16 && y < page.height - 8 && x > 20 && x < 150 && x % 7 < 3 && x % 40 > 6;
    const reading = await read(mapped(page, (v, x, y) => (isPrint(x, y) ? 0.2 : v)));
    expect([reading.status, reading.value]).toEqual(['accepted', '7']);
    expect(reading.digits[0]!.box.height).toBeLessThan(60);
  });

  it('is read beside the lines of a table that meet, wherever they end', async () => {
    const small = onPaper(drawn(seven, { zoom: 3 }), 120);
    const { width, height } = small;
    const isLine = (x: number, y: number) =>
      (y >= 7 && y < 10 && x > 30 && x < width - 8) ||
      (x >= width - 11 && x < width - 8 && y > 7 && y < height - 14);
    const reading = await read(mapped(small, (v, x, y) => (isLine(x, y) ? 0.2 : v)));
    expect([reading.status, reading.value]).toEqual(['accepted', '7']);
    expect(reading.digits[0]!.box.height).toBeLessThan(45);
  });

  it('is read in a tight crop, thin or bold', async () => {
    expect((await read(drawn(seven, { zoom: 8 }))).value).toBe('7');
    const bold = mapped(drawn(seven, { zoom: 24 }), v => v);
    expect((await read(bold)).value).toBe('7');
  });

  it('is not accepted alone when the other upright beside it may be a 1', async () => {
    const bar = { width: 5, height: 96, data: new Float32Array(5 * 96) };
    const tight = beside(bar, drawn(seven, { zoom: 8 }), 40);
    const reading = await read(tight);
    expect(reading.status).toBe('review');
  });

  it('is not accepted when a frame may have taken strokes along', async () => {
    const framed = mapped(page, (v, x, y) =>
      x < 2 || y < 2 || x >= page.width - 2 || y >= page.height - 2 ? 0 : x > 82 && x < 86 ? 0 : v,
    );
    expect((await read(framed)).status).not.toBe('accepted');
  });

  it('is read in a printed box that it does not touch, and on a sheet on a dark table', async () => {
    const isLine = (at: number, low: number, high: number) =>
      Math.abs(at - low) < 2 || Math.abs(at - high) < 2;
    const boxed = mapped(page, (v, x, y) => {
      const within = x >= 39 && x <= 157 && y >= 39 && y <= 169;
      return within && (isLine(x, 40, 156) || isLine(y, 40, 168)) ? 0.2 : v;
    });
    const inBox = await read(boxed);
    expect([inBox.status, inBox.value]).toEqual(['accepted', '7']);
    // The sheet lies a few degrees off: its upper edge falls towards the right.
    const table = onPaper(page, 60, 0.25);
    const onTable = mapped(table, (v, x, y) =>
      y < 60 + x / 12 || y > table.height - 70 + x / 12 ? 0.25 : v,
    );
    const reading = await read(onTable);
    expect([reading.status, reading.value]).toEqual(['accepted', '7']);
    expect(Math.abs(reading.digits[0]!.box.x - 140)).toBeLessThanOrEqual(3);
  });

  it('is nothing on a ruled blank field', async () => {
    const ruled = mapped(page, (_v, _x, y) => (y % 40 === 20 || y % 40 === 21 ? 0.3 : 0.95));
    const reading = await read(ruled);
    expect([reading.status, reading.reason]).toEqual(['rejected', 'blank']);
  });

  it('is read on squared paper where the pen is stronger, and doubted where it is not', async () => {
    const squared = (line: number) =>
      mapped(page, (v, x, y) => (x % 12 === 0 || y % 12 === 0 ? Math.min(v, line) : v));
    expect((await read(squared(0.9))).value).toBe('7');
    expect((await read(squared(0))).status).not.toBe('accepted');
    const empty = mapped(page, (_v, x, y) => (x % 12 === 0 || y % 12 === 0 ? 0.2 : 1));
    expect((await read(empty)).status).not.toBe('accepted');
  });
});

/** A filled disc, and a ring, in the middle of a picture of `side` pixels. */
const disc = (side: number, radius: number, hole = 0): GreyImage => ({
  width: side,
  height: side,
  data: new Float32Array(side * side).map((_, i) => {
    const far = Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2);
    return far <= radius && far >= hole ? 0.1 : 1;
  }),
});

describe('what is not one digit', () => {
  const verdict = async (picture: GreyImage) => {
    const { status, reason } = await read(picture);
    return [status, reason];
  };

  it('is a blot, or shadows', async () => {
    expect((await verdict(disc(200, 40)))[0]).not.toBe('accepted');
    const vignette = disc(200, 0).data.map((_, i) => {
      const far = Math.hypot((i % 200) - 100, Math.floor(i / 200) - 100);
      return 1 - 0.8 * (far / 142) ** 2;
    });
    expect((await read({ width: 200, height: 200, data: vignette })).status).not.toBe('accepted');
  });

  it('is a texture of thousands of pieces, told in bounded time', async () => {
    const dots = mapped({ width: 1600, height: 1600, data: new Float32Array(1600 * 1600) }, (_v, x, y) =>
      x % 32 < 6 && y % 32 < 24 ? 0 : 1,
    );
    // Of the processor's time: the tests beside this one take theirs.
    const started = process.cpuUsage();
    expect(await verdict(dots)).toEqual(['review', 'several-characters']);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(8000);
  });

  it('is a ring around a digit', async () => {
    const ring = disc(300, 140, 130);
    const circled = mapped(ring, (v, x, y) => {
      const inside = x >= 124 && x < 178 && y >= 114 && y < 186;
      return inside && drawn(seven, { zoom: 6 }).data[(y - 114) * 54 + (x - 124)] === 0 ? 0 : v;
    });
    expect(await verdict(circled)).toEqual(['review', 'several-characters']);
  });

  it('is a minus before a digit, which the text keeps; a point after it is no matter', async () => {
    const minus = mapped(page, (v, x, y) => (x >= 40 && x < 64 && y >= 100 && y < 105 ? 0 : v));
    expect(await read(minus)).toMatchObject({ value: '7', text: '-7' });
    const point = mapped(page, (v, x, y) => (x >= 124 && x < 128 && y >= 124 && y < 128 ? 0 : v));
    expect((await read(point)).status).toBe('accepted');
  });

  it("is a digit that the picture's edge cuts off", async () => {
    const { width, height } = page;
    const cut = crop(page, { left: 0, top: 0, right: 104, bottom: height });
    expect((await read(cut)).status).toBe('review');
    expect((await read(crop(page, { left: 0, top: 0, right: width - 70, bottom: height }))).status).toBe(
      'accepted',
    );
  });

  it('is two digits that touch', async () => {
    const touching = beside(drawn(seven, { zoom: 8 }), drawn(seven, { zoom: 8 }), 0);
    expect((await verdict(onPaper(touching, 40)))[0]).not.toBe('accepted');
  });
});
