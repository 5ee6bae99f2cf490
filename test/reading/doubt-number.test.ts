// What a surely read number may hide: another beside it, a stroke that was not read, a part beyond the picture's edge, a fine line through it.
import { describe, expect, it } from 'vitest';
import { isBracketed } from '../../lib/reading/bracketed.ts';
import { isCutAlong, isCutByEdge } from '../../lib/reading/cut-by-edge.ts';
import { doubtNumber } from '../../lib/reading/doubt-number.ts';
import { crop, type GreyImage, type PixelBox } from '../../lib/reading/grey-image.ts';
import { judgeNumber } from '../../lib/reading/judge-number.ts';
import { standsApart } from '../../lib/reading/number/stands-apart.ts';
import { stepsDown } from '../../lib/reading/number/steps-down.ts';
import { lookAt } from '../../lib/reading/sight.ts';
import { isStruckThrough } from '../../lib/reading/struck-through.ts';
import { leavesStroke } from '../../lib/reading/unread-stroke.ts';
import { leavesCutDigit, leavesWriting, lookAround } from '../../lib/reading/unread-writing.ts';
import { beside, drawn, mapped, onPaper, seven } from './drawing.ts';

const digit = drawn(seven, { zoom: 4 });
const margin = 40;

/** Sevens with these gaps between them, in pixels, on paper; and where they stand. */
const row = (
  ...gaps: readonly number[]
): { readonly picture: GreyImage; readonly digits: readonly PixelBox[] } => {
  const picture = onPaper(
    gaps.reduce((left, gap) => beside(left, digit, gap), digit),
    margin,
  );
  const lefts = [margin];
  for (const gap of gaps) lefts.push(lefts.at(-1)! + digit.width + gap);
  const digits = lefts.map(left => ({
    left,
    top: margin,
    right: left + digit.width,
    bottom: margin + digit.height,
  }));
  return { picture, digits };
};

const around = (digits: readonly PixelBox[]): PixelBox => ({ ...digits[0]!, right: digits.at(-1)!.right });

describe('standsApart', () => {
  const apart = (
    gaps: readonly number[],
    text: string,
    change = (picture: GreyImage) => picture,
  ): boolean => {
    const { picture, digits } = row(...gaps);
    return standsApart(
      digits.map(box => ({ box })),
      text,
      change(picture),
    );
  };

  it('is true where one gap is far wider than the others, and wider than a digit is high', () => {
    expect(apart([8, 8, 60, 8], '77777')).toBe(true);
    expect(apart([8, 8, 20, 8], '77777')).toBe(false);
    expect(apart([50, 60, 55, 52], '77777')).toBe(false);
  });

  it('is true where of two gaps one is that wide', () => {
    expect(apart([60, 8], '777')).toBe(true);
    expect(apart([8, 60], '777')).toBe(true);
    expect(apart([60, 50], '777')).toBe(false);
    expect(apart([20, 8], '777')).toBe(false);
  });

  it('is true of two digits only where they stand very far from each other', () => {
    expect(apart([100], '77')).toBe(true);
    expect(apart([60], '77')).toBe(false);
  });

  it('is false where a mark stands in the wide gap', () => {
    expect(apart([8, 8, 60, 8], '777-77')).toBe(false);
  });

  it('is true where a rule runs between some digits, and false where it does between most', () => {
    const rule = (at: number) => (picture: GreyImage) =>
      mapped(picture, (v, x) => (x >= at && x < at + 2 ? 0 : v));
    const [first, second] = row(20, 20, 20).digits.map(({ right }) => right + 8);
    expect(apart([20, 20, 20], '7777', rule(second!))).toBe(true);
    expect(apart([20, 20], '777', picture => rule(second!)(rule(first!)(picture)))).toBe(false);
    expect(apart([20, 20, 20], '7777')).toBe(false);
  });
});

describe('doubtNumber', () => {
  const doubtRead = (text: string, sure: readonly number[]) => {
    const { picture, digits } = row(12);
    const read = {
      best: { text, value: '77', confidence: 0.99 },
      others: [],
      obeys: true,
      digits: digits.map((box, i) => ({ value: '7', confidence: sure[i]!, alternatives: [], box })),
      forms: [],
    };
    const box = { left: 0, top: 0, right: picture.width, bottom: picture.height };
    const place = {
      box,
      part: box,
      crop: picture,
      toPicture: (x: number, y: number) => ({ x, y }),
      read,
      worth: 0.99,
    };
    const sight = lookAt(picture, true, box, 1);
    const judged = judgeNumber(read, sight.toOriginal, { maxError: 0.005, threshold: 0.9 });
    expect(judged.status).toBe('accepted');
    return doubtNumber(judged, place, sight, null);
  };

  it('is no surer of a number than of a digit of it that may as well be another', () => {
    expect(doubtRead('77', [0.99, 0.6])).toMatchObject({ status: 'accepted', confidence: 0.99 });
    expect(doubtRead('77', [0.99, 0.2])).toMatchObject({
      status: 'review',
      reason: 'low-confidence',
      value: '77',
      confidence: 0.2,
    });
  });

  it.each([
    ['77', 'accepted'],
    ['7€7', 'accepted'],
    ['7-7=', 'accepted'],
    ['*77', 'accepted'],
    ['7=7', 'review'],
    ['7+7', 'review'],
  ])('of %s says %s: what is calculated is no number', (text, status) => {
    expect(doubtRead(text, [0.99, 0.99]).status).toBe(status);
  });
});

describe('leavesStroke', () => {
  const stroke = drawn(Array<string>(digit.height).fill('##'), { zoom: 2 });
  const upright = drawn(Array<string>(digit.height / 4).fill('#'), { zoom: 4 });
  const shorter = drawn(Array<string>(digit.height / 8).fill('#'), { zoom: 4 });
  const { digits } = row(12, 12);
  /** Three sevens with something beside them, `gap` pixels off. */
  const withStroke = (side: 'left' | 'right', what: GreyImage, gap = 20): GreyImage => {
    const sevens = crop(row(12, 12).picture, around(digits));
    return onPaper(side === 'right' ? beside(sevens, what, gap) : beside(what, sevens, gap), margin);
  };
  const moved = (by: number) => digits.map(box => ({ ...box, left: box.left + by, right: box.right + by }));

  it('is true of one beside the number, on either side, that is as high as a digit', () => {
    expect(leavesStroke(withStroke('right', upright), digits, '777')).toBe(true);
    expect(leavesStroke(withStroke('left', upright), moved(24), '777')).toBe(true);
  });

  it('is true where the box of the last digit reaches over the stroke', () => {
    const over = digits.with(2, { ...digits[2]!, right: digits[2]!.right + 24 });
    expect(leavesStroke(withStroke('right', upright), over, '777')).toBe(true);
  });

  it('is false where the stroke was read, as a digit or as a mark', () => {
    const read = { ...digits[2]!, left: digits[2]!.right + 20, right: digits[2]!.right + 24 };
    expect(leavesStroke(withStroke('right', upright), [...digits, read], '7771')).toBe(false);
    expect(leavesStroke(withStroke('right', upright), digits, '777/')).toBe(false);
    expect(leavesStroke(withStroke('left', upright), moved(24), '/777')).toBe(false);
  });

  it('is false of no stroke, a short one, one far off, a border, and one that runs out of the picture', () => {
    expect(leavesStroke(row(12, 12).picture, digits, '777')).toBe(false);
    expect(leavesStroke(withStroke('right', shorter), digits, '777')).toBe(false);
    expect(leavesStroke(withStroke('right', upright, 3 * digit.height), digits, '777')).toBe(false);
    const down = moved(0).map(box => ({ ...box, top: box.top + 24, bottom: box.bottom + 24 }));
    expect(leavesStroke(withStroke('right', stroke), down, '777')).toBe(false);
    const wide = withStroke('right', upright);
    const at = digits[2]!.right + 20;
    const cell = mapped(wide, (v, x) => (x >= at && x < at + 4 ? 0 : v));
    expect(leavesStroke(cell, digits, '777')).toBe(false);
  });
});

describe('isCutByEdge', () => {
  const { picture, digits } = row(12, 12, 12);
  const upTo = (right: number) => crop(picture, { left: 0, top: 0, right, bottom: picture.height });

  it('is true where a part of the next digit runs out of the picture', () => {
    const last = digits[3]!;
    expect(isCutByEdge(upTo(last.left + 14), around(digits.slice(0, 3)))).toBe(true);
    expect(
      isCutByEdge(upTo(last.left + 14), around([...digits.slice(0, 3), { ...last, right: last.left + 14 }])),
    ).toBe(true);
    const turned = mapped(upTo(last.left + 14), (_v, x, y) => {
      const width = last.left + 14;
      return upTo(width).data[y * width + (width - 1 - x)]!;
    });
    expect(
      isCutByEdge(turned, { ...around(digits.slice(0, 3)), left: 28, right: turned.width - margin }),
    ).toBe(true);
  });

  it('is told of a turned row as well, whose box does not fall on whole pixels', () => {
    const last = digits[3]!;
    const box = around(digits.slice(0, 3));
    const turned = { ...box, top: box.top + 0.4, bottom: box.bottom + 0.4 };
    expect(isCutByEdge(upTo(last.left + 14), turned)).toBe(true);
  });

  it('is false where the number has room, or the picture is cut close on all sides', () => {
    expect(isCutByEdge(picture, around(digits))).toBe(false);
    const close = crop(picture, { ...around(digits), top: margin - 2, bottom: margin + digit.height + 2 });
    expect(isCutByEdge(close, { left: 0, top: 2, right: close.width, bottom: 2 + digit.height })).toBe(false);
  });

  it('is false of a rule that runs across the picture, of an edge beside it, and of strokes far from the number', () => {
    const ruled = mapped(picture, (v, _x, y) => (y >= 60 && y < 66 ? 0 : v));
    const edged = mapped(picture, (v, x) => (x < 3 ? 0 : v));
    const far = onPaper(picture, 60);
    const beyond = mapped(far, (v, x, y) => (x < 10 && y >= 110 && y < 130 ? 0 : v));
    const moved = digits.map(box => ({
      left: box.left + 60,
      right: box.right + 60,
      top: box.top + 60,
      bottom: box.bottom + 60,
    }));
    expect(isCutByEdge(ruled, around(digits))).toBe(false);
    expect(isCutByEdge(edged, around(digits))).toBe(false);
    expect(isCutByEdge(beyond, around(moved))).toBe(false);
  });
});

describe('isStruckThrough', () => {
  const { picture, digits } = row(12, 12, 12);
  const lined = (from: number, to: number, slope = 0): GreyImage =>
    mapped(picture, (v, x, y) => {
      const on = Math.abs(y - 64 - slope * (x - picture.width / 2)) < 1;
      return on && x >= from && x < to ? 0.2 : v;
    });
  const { left, right } = around(digits);

  it('is true of a line from end to end, level or leaning', () => {
    expect(isStruckThrough(lined(left - 8, right + 8), around(digits))).toBe(true);
    expect(isStruckThrough(lined(left - 8, right + 8, 0.08), around(digits))).toBe(true);
  });

  it('is true of one from corner to corner, either way, that a hand has bent a little', () => {
    const { top, bottom } = around(digits);
    const crossed = (from: number, to: number) =>
      mapped(picture, (v, x, y) => {
        const share = (x - left) / (right - left);
        const at = from + (to - from) * share + Math.sin(7 * share);
        return x >= left - 4 && x < right + 4 && Math.abs(y - at) < 1 ? 0.2 : v;
      });
    expect(isStruckThrough(crossed(bottom + 5, top - 5), around(digits))).toBe(true);
    expect(isStruckThrough(crossed(top, bottom), around(digits))).toBe(true);
    const pair = row(12);
    expect(isStruckThrough(pair.picture, around(pair.digits))).toBe(false);
  });

  it('is false without one, of one through half the number, of a rule, and of one digit', () => {
    expect(isStruckThrough(picture, around(digits))).toBe(false);
    expect(isStruckThrough(lined(left - 8, (left + right) / 2), around(digits))).toBe(false);
    expect(isStruckThrough(lined(0, picture.width), around(digits))).toBe(false);
    expect(isStruckThrough(lined(left - 8, right + 8), digits[0]!)).toBe(false);
  });
});

describe('isCutAlong', () => {
  const { picture, digits } = row(12, 12, 12);
  const bottom = margin + digit.height - 14;
  const cut = crop(picture, { left: 0, top: 0, right: picture.width, bottom });
  const upTo = digits.map(box => ({ ...box, bottom }));

  it('is true where the lower part of most digits is missing, or the upper', () => {
    expect(isCutAlong(cut, upTo)).toBe(true);
    const over = mapped(cut, (_v, x, y) => cut.data[(cut.height - 1 - y) * cut.width + x]!);
    const under = upTo.map(box => ({ ...box, top: 0, bottom: cut.height - margin }));
    expect(isCutAlong(over, under)).toBe(true);
  });

  it('is false of whole digits, of a crop as close above, and of a rule along the edge', () => {
    expect(isCutAlong(picture, digits)).toBe(false);
    const close = crop(cut, { left: 0, top: margin - 1, right: cut.width, bottom });
    expect(
      isCutAlong(
        close,
        upTo.map(box => ({ ...box, top: 1, bottom: close.height })),
      ),
    ).toBe(false);
    const ruled = mapped(picture, (v, _x, y) => (y >= picture.height - 3 ? 0 : v));
    expect(
      isCutAlong(
        ruled,
        digits.map(box => ({ ...box, bottom: picture.height })),
      ),
    ).toBe(false);
  });
});

describe('leavesWriting', () => {
  const { picture, digits } = row(12, 12, 12);
  const small = drawn(seven, { zoom: 2 });
  /** The picture with another drawn into it, dark as it is. */
  const pasted = (what: GreyImage, left: number, top: number): GreyImage => {
    const onto = onPaper(picture, 0);
    return mapped(onto, (v, x, y) => {
      const inside = x >= left && y >= top && x < left + what.width && y < top + what.height;
      return inside ? Math.min(v, what.data[(y - top) * what.width + x - left]!) : v;
    });
  };
  const [first] = digits;
  const below = margin + digit.height + 4;

  it('is true of another number below or above, smaller too, and of one digit as high', () => {
    const pair = beside(small, small, 6);
    expect(leavesWriting(lookAround(pasted(pair, first!.left, below), digits, '7777'))).toBe(true);
    expect(leavesWriting(lookAround(pasted(pair, first!.left, 4), digits, '7777'))).toBe(true);
  });

  it('is false of nothing else, of one speck, and of a rule below', () => {
    expect(leavesWriting(lookAround(picture, digits, '7777'))).toBe(false);
    expect(
      leavesWriting(lookAround(pasted(drawn(seven, { zoom: 1 }), first!.left, below), digits, '7777')),
    ).toBe(false);
    const ruled = mapped(picture, (v, x, y) => (y >= below && y < below + 3 && x > 10 && x < 150 ? 0 : v));
    expect(leavesWriting(lookAround(ruled, digits, '7777'))).toBe(false);
  });

  it('is false of a comma that was read', () => {
    const comma = drawn(Array<string>(8).fill('##'), { zoom: 2 });
    const at = digits[1]!.right + 3;
    const lower = pasted(comma, at, margin + digit.height - 4);
    expect(leavesWriting(lookAround(lower, digits, '77,77'))).toBe(false);
  });
});

describe('leavesCutDigit', () => {
  const { picture, digits } = row(12, 12, 12);
  const last = digits[3]!;
  const cut = crop(picture, { left: 0, top: 0, right: last.left + 14, bottom: picture.height });
  const three = digits.slice(0, 3);

  it('is true though the box of the last digit reaches to the side, and where the other side has no room', () => {
    const over = three.with(2, { ...three[2]!, right: cut.width });
    expect(leavesCutDigit(lookAround(cut, over, '777'))).toBe(true);
    const close = crop(cut, { left: margin, top: 0, right: cut.width, bottom: cut.height });
    const moved = over.map(box => ({ ...box, left: box.left - margin, right: box.right - margin }));
    expect(leavesCutDigit(lookAround(close, moved, '777'))).toBe(true);
  });

  it('is false of a whole number, of a sign that was read there, and of an edge', () => {
    expect(leavesCutDigit(lookAround(picture, digits, '7777'))).toBe(false);
    expect(leavesCutDigit(lookAround(cut, three, '777-'))).toBe(false);
    const edged = mapped(picture, (v, x) => (x >= picture.width - 3 ? 0 : v));
    expect(leavesCutDigit(lookAround(edged, digits, '7777'))).toBe(false);
  });
});

describe('stepsDown', () => {
  const at = (...tops: readonly number[]) =>
    tops.map((top, i) => ({ left: 40 * i, right: 40 * i + 25, top, bottom: top + 40 }));

  it('is true of two levels', () => {
    expect(stepsDown(at(10, 11, 9, 32, 30))).toBe(true);
    expect(stepsDown(at(40, 41, 12, 10))).toBe(true);
    const touching = at(10, 11, 10, 32, 31).with(2, { left: 80, right: 118, top: 10, bottom: 72 });
    expect(stepsDown(touching)).toBe(true);
  });

  it('is false of a level, a tilted, an uneven hand, and of raised cents', () => {
    expect(stepsDown(at(10, 12, 9, 11, 10))).toBe(false);
    expect(stepsDown(at(10, 20, 30, 40, 50))).toBe(false);
    expect(stepsDown(at(10, 24, 8, 22, 12))).toBe(false);
    expect(stepsDown(at(10, 40))).toBe(false);
    const cents = at(20, 20, 20, 0, 0).map((box, i) => (i > 2 ? { ...box, bottom: 20 } : box));
    expect(stepsDown(cents)).toBe(false);
  });
});

describe('isBracketed', () => {
  /** Two strokes, one at either end, whose middles stand out by so many pixels to the left and to the right. */
  const enclosed = (out: number, lean = 0) => {
    const [width, height] = [140, 100];
    const boxes = [20, 100].map(left => ({ left, top: 20, right: left + 24, bottom: 80 }));
    const at = (y: number) => out * (1 - ((y - 50) / 30) ** 2) - lean * (y - 50);
    const picture = mapped({ width, height, data: new Float32Array(width * height).fill(1) }, (_v, x, y) => {
      const isOn = y >= 20 && y < 80 && (Math.abs(x - 34 + at(y)) < 2 || Math.abs(x - 110 - at(y)) < 2);
      return isOn ? 0.1 : 1;
    });
    return { picture, digits: [boxes[0]!, { left: 60, top: 20, right: 80, bottom: 80 }, boxes[1]!] };
  };

  it('is true of strokes that bend away from what is between', () => {
    const { picture, digits } = enclosed(9);
    expect(isBracketed(picture, digits, '151')).toBe(true);
  });

  it('is false of straight ones, of ones that bend the other way, and where other digits stand at the ends', () => {
    expect(isBracketed(enclosed(0).picture, enclosed(0).digits, '151')).toBe(false);
    expect(isBracketed(enclosed(0, 0.1).picture, enclosed(0).digits, '151')).toBe(false);
    expect(isBracketed(enclosed(-9).picture, enclosed(0).digits, '151')).toBe(false);
    expect(isBracketed(enclosed(9).picture, enclosed(0).digits, '157')).toBe(false);
  });
});
