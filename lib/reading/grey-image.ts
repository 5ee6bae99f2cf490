// The one grey-image type of the house, for pictures and for ink alike.

/** Row-major samples, 0 to 1. In a picture 0 is black; in an ink map 0 is paper and 1 is full ink. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A rectangle of whole pixels; `right` and `bottom` lie outside it. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const boxWidth = (box: PixelBox): number => box.right - box.left;
export const boxHeight = (box: PixelBox): number => box.bottom - box.top;

/** Is a box's middle in another, or no further than `margin` pixels from it? */
export const hasMiddleIn = (box: PixelBox, { left, top, right, bottom }: PixelBox, margin = 0): boolean => {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return (
    x >= box.left - margin && x <= box.right + margin && y >= box.top - margin && y <= box.bottom + margin
  );
};

export const unionOf = (a: PixelBox, b: PixelBox): PixelBox => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});

/** The whole pixels of `image` that a box, so much larger on its sides, takes in. */
export const partAround = (
  { width, height }: Pick<GreyImage, 'width' | 'height'>,
  box: PixelBox,
  across: number,
  down: number,
): PixelBox => ({
  left: Math.max(0, Math.floor(box.left - across)),
  top: Math.max(0, Math.floor(box.top - down)),
  right: Math.min(width, Math.ceil(box.right + across)),
  bottom: Math.min(height, Math.ceil(box.bottom + down)),
});

/** The part of `image` inside `box`; the image itself where that is all of it. */
export const crop = (image: GreyImage, box: PixelBox): GreyImage => {
  const width = boxWidth(box);
  const height = boxHeight(box);
  if (width === image.width && height === image.height) return image;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (box.top + y) * image.width + box.left;
    data.set(image.data.subarray(start, start + width), y * width);
  }
  return { width, height, data };
};
