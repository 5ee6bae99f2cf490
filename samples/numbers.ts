// Numbers of several digits, with what stands around them on forms and envelopes.
import { black, type Drawing, read, scene, severalLines, unsure, white, written } from './drawing.ts';
import { plain, ruled, toSharp } from './sheet.ts';

const ink = { colour: black, opacity: 1 };

export const numbers: readonly Drawing[] = [
  read('house-number.jpg', '142', 'three digits side by side', async () => {
    const sheet = await scene(176, {
      width: 640,
      height: 400,
      ground: plain([226, 232, 238]),
      writing: { digits: '142', x: 320, y: 200, height: 200, pen: 16, slant: 6, seed: 176 },
      ink: { colour: [26, 40, 70], opacity: 0.97 },
      grain: 2,
    });
    return toSharp(sheet).jpeg({ quality: 75 }).toBuffer();
  }),
  written('amount.jpg', '4760', '47,60', 'an amount with a comma', async () => {
    const sheet = await scene(201, {
      width: 420,
      height: 150,
      ground: plain([240, 243, 236]),
      writing: { digits: '47,60', x: 205, y: 70, height: 74, pen: 6, slant: 9, seed: 201 },
      ink: { colour: [30, 44, 120], opacity: 0.95 },
      grain: 2,
    });
    return toSharp(sheet).jpeg({ quality: 80 }).toBuffer();
  }),
  read('ruled-field.png', '83052', 'five digits on the rule of a form', async () => {
    const sheet = await scene(212, {
      width: 460,
      height: 130,
      ground: ruled(white, [150, 150, 150], 114, 3),
      writing: { digits: '83052', x: 226, y: 77, height: 72, pen: 5, slant: 7, seed: 212 },
      ink,
    });
    return toSharp(sheet).png({ palette: true, colours: 32 }).toBuffer();
  }),
  read('touching-pair.png', '30', 'two digits that touch', async () => {
    const sheet = await scene(223, {
      width: 220,
      height: 160,
      ground: plain([246, 246, 240]),
      writing: { digits: '30', x: 108, y: 80, height: 96, pen: 8, slant: 5, spacing: 0.7, seed: 223 },
      ink,
    });
    return toSharp(sheet).png({ palette: true, colours: 32 }).toBuffer();
  }),
  severalLines('two-rows.png', '2036|518', 'two numbers, one below the other', async () => {
    const sheet = await scene(234, {
      width: 420,
      height: 300,
      ground: plain(white),
      writing: [
        { digits: '2036', x: 200, y: 90, height: 84, pen: 7, slant: 6, seed: 234 },
        { digits: '518', x: 180, y: 222, height: 64, pen: 6, slant: 6, seed: 235 },
      ],
      ink,
    });
    return toSharp(sheet).png({ palette: true, colours: 32 }).toBuffer();
  }),
  unsure('letter.png', 'a letter: whatever is guessed, it is not accepted', async () => {
    const sheet = await scene(245, {
      width: 240,
      height: 240,
      ground: plain([250, 248, 240]),
      writing: { digits: 'K', x: 122, y: 120, height: 130, pen: 10, slant: 4, seed: 245 },
      ink,
    });
    return toSharp(sheet).png({ palette: true, colours: 32 }).toBuffer();
  }),
];
