// An image as a request names it.

/** One image of a request, in the form it came. */
export type AskedImage =
  | { readonly form: 'bytes'; readonly bytes: Uint8Array }
  | { readonly form: 'pixels'; readonly pixels: readonly (readonly number[])[] }
  | { readonly form: 'stored'; readonly bucket: string; readonly key: string };
