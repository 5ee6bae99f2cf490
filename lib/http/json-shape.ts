// A look at JSON's shape before it is parsed: 6 MB of brackets would take a hundred times that once parsed.

/** Far above what a request needs: images, their rows of pixels, names and short texts. */
const bounds = { depth: 16, containers: 100_000, strings: 20_000 } as const;

const [quote, backslash] = [0x22, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What of the shape is beyond all bounds, as "expected …, got more", or null. Says nothing of its syntax. */
export const findShapeFault = (json: Uint8Array): string | null => {
  let [depth, containers, strings, isInString] = [0, 0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (isInString) {
      if (byte === backslash) at++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) {
      isInString = true;
      if (++strings > bounds.strings) return `expected at most ${bounds.strings} names and texts, got more`;
    } else if (byte === openBracket || byte === openBrace) {
      if (++depth > bounds.depth)
        return `expected values nested at most ${bounds.depth} deep, got deeper ones`;
      if (++containers > bounds.containers)
        return `expected at most ${bounds.containers} arrays and objects, got more`;
    } else if (byte === closeBracket || byte === closeBrace) depth--;
  }
  return null;
};
