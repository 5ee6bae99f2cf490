// A binary heap of places by score: the best few of many without sorting them all. Williams, "Heapsort", 1964.

/** Orders `places[0..count)` so that the place with the greatest score comes first and children follow parents. */
export const heapify = (places: Int32Array, scores: Float64Array, count: number): void => {
  for (let i = (count >> 1) - 1; i >= 0; i--) sink(places, scores, count, i);
};

/** Moves the best place out of the heap to `places[count - 1]`, and gives it back; the heap is then one shorter. */
export const takeBest = (places: Int32Array, scores: Float64Array, count: number): number => {
  const best = places[0]!;
  places[0] = places[count - 1]!;
  places[count - 1] = best;
  sink(places, scores, count - 1, 0);
  return best;
};

const sink = (places: Int32Array, scores: Float64Array, count: number, from: number): void => {
  const moved = places[from]!;
  const score = scores[moved]!;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && scores[places[child + 1]!]! > scores[places[child]!]!) child += 1;
    if (scores[places[child]!]! <= score) break;
    places[at] = places[child]!;
    at = child;
  }
  places[at] = moved;
};
