// ETags as conditional headers list them.

const unquote = (etag: string): string => etag.trim().replace(/^"|"$/g, '');

/** True where the list of ETags in an `If-Match` or `If-None-Match` names this one. */
export const namesEtag = (list: string, etag: string): boolean =>
  list.split(',').some(one => one.trim() === '*' || unquote(one.trim().replace(/^W\//, '')) === etag);
