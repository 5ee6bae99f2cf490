// Bodies that the OpenAPI document shows. The page's help makes programs of them, and a test runs these.

/** `image/*`: a file of the caller's, which cannot be written down here. */
export const fileExamples = {
  file: { summary: 'One picture, as it is', externalValue: 'picture.jpg' },
};

/** Files by their names. */
export const formExamples = {
  form: {
    summary: 'Several pictures, as a form',
    value: { expect: 'number', image: ['picture.jpg', 'second.jpg'] },
  },
};

/** A seven of 28 x 28 pixels. */
const seven =
  'iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAAAAABXZoBIAAAAKklEQVR4nGP4jwcwDFJJBhRAH0kkR5ApiSxFH0lUKXpIoksRL4kJBp0kAF1NpXdq/2f0AAAAAElFTkSuQmCC';

const [paper, ink] = [255, 0];
const sevenInPixels = [
  '........',
  '.#####..',
  '.....#..',
  '....#...',
  '....#...',
  '...#....',
  '...#....',
  '........',
].map(row => Array.from(row, pixel => (pixel === '#' ? ink : paper)));

export const jsonExamples = {
  data: {
    summary: 'Encoded pictures in JSON',
    value: { images: [{ data: `data:image/png;base64,${seven}` }], expect: 'digit' },
  },
  pixels: { summary: 'Grey levels in JSON', value: { images: [{ pixels: sevenInPixels }] } },
  stored: {
    summary: 'A picture that lies in the bucket',
    value: { images: [{ bucket: 'digitdrop', key: 'inbox/zip.png' }], maxError: 0.005 },
  },
};
