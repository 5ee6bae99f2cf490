// One frame of the prefix search: each text under way stays or grows by a class, and the likeliest are kept.
import { heapify, takeBest } from './heap.ts';
import { blankClass } from './lattice.ts';
import { createPrefixTrie, type PrefixTrie } from './prefix-trie.ts';
import type { Automaton, SearchLimits } from './search.ts';

/** The texts under way: a node of the trie each, and the probabilities of its alignments so far. */
interface Beam {
  count: number;
  readonly nodes: Int32Array;
  /** Of the alignments that end in a blank. */
  readonly blank: Float64Array;
  /** Of those that end in the text's last class. */
  readonly full: Float64Array;
}

/** What a search works in; it is made once, and each frame overwrites what the last one left. */
export interface Bench {
  readonly trie: PrefixTrie;
  beam: Beam;
  grown: Beam;
  /** Natural logarithm of what the beam's probabilities were divided by so far. */
  logScale: number;
  /** Each node's place in the beam, or -1. */
  readonly placeOf: Int32Array;
  /** A step is a place in the beam * classes + the class it grows by; class 0 is the text as it stands. */
  readonly steps: Int32Array;
  /** By step: its probability, and the automaton's state after it. */
  readonly scores: Float64Array;
  readonly states: Int32Array;
  /** By step: 1 where the longer text is in the beam itself, and has had its share. */
  readonly shared: Uint8Array;
  readonly stayBlank: Float64Array;
  readonly stayFull: Float64Array;
  readonly tried: Int32Array;
  /** How many texts are kept in each of the automaton's states. */
  readonly kept: Map<number, number>;
}

export const createBench = (frames: number, classes: number, width: number, start: number): Bench => {
  const nodes = 1 + frames * width;
  const bench: Bench = {
    trie: createPrefixTrie(nodes, start),
    beam: createBeam(width),
    grown: createBeam(width),
    logScale: 0,
    placeOf: new Int32Array(nodes).fill(-1),
    steps: new Int32Array(width * classes),
    scores: new Float64Array(width * classes),
    states: new Int32Array(width * classes),
    shared: new Uint8Array(width * classes),
    stayBlank: new Float64Array(width),
    stayFull: new Float64Array(width),
    tried: new Int32Array(classes),
    kept: new Map(),
  };
  bench.beam.count = 1;
  bench.beam.blank[0] = 1;
  bench.placeOf[0] = 0;
  return bench;
};

const createBeam = (width: number): Beam => ({
  count: 0,
  nodes: new Int32Array(width),
  blank: new Float64Array(width),
  full: new Float64Array(width),
});

/** What each text of the beam is worth if nothing is added, or if the text before it grows to be it. */
export const weighStays = (
  { trie, beam, placeOf, shared, stayBlank, stayFull }: Bench,
  row: Float64Array,
  least: number,
): void => {
  const { parents, codes } = trie;
  shared.fill(0, 0, beam.count * row.length);
  for (let place = 0; place < beam.count; place++) {
    const node = beam.nodes[place]!;
    const code = codes[node]!;
    stayBlank[place] = (beam.blank[place]! + beam.full[place]!) * row[blankClass]!;
    stayFull[place] = node === 0 ? 0 : beam.full[place]! * row[code]!;
    const before = node === 0 ? -1 : placeOf[parents[node]!]!;
    if (before < 0) continue;
    shared[before * row.length + code] = 1;
    if (row[code]! <= least) continue;
    const repeats = codes[parents[node]!] === code;
    stayFull[place]! += (beam.blank[before]! + (repeats ? 0 : beam.full[before]!)) * row[code]!;
  }
};

/** Lists in `steps` what the texts may become, this frame and `framesLeft` more being there; gives their number. */
export const listSteps = (
  { trie, beam, steps, scores, states, shared, stayBlank, stayFull, tried }: Bench,
  row: Float64Array,
  { least, framesLeft, floor }: { least: number; framesLeft: number; floor: number },
  automaton: Automaton,
): number => {
  const classes = row.length;
  let triedCount = 0;
  for (let code = 0; code < classes; code++)
    if (code !== blankClass && row[code]! > least) tried[triedCount++] = code;
  let count = 0;
  for (let place = 0; place < beam.count; place++) {
    const node = beam.nodes[place]!;
    const state = trie.states[node]!;
    const blank = beam.blank[place]!;
    const stay = place * classes;
    const stayed = stayBlank[place]! + stayFull[place]!;
    if (stayed > floor && automaton.leastLeft(state) <= framesLeft) {
      scores[stay] = stayed;
      states[stay] = state;
      steps[count++] = stay;
    }
    for (let k = 0; k < triedCount; k++) {
      const code = tried[k]!;
      const step = stay + code;
      const score = (code === trie.codes[node] ? blank : blank + beam.full[place]!) * row[code]!;
      if (score <= floor || shared[step] === 1) continue;
      const next = automaton.next(state, code);
      if (next < 0 || automaton.leastLeft(next) > framesLeft) continue;
      scores[step] = score;
      states[step] = next;
      steps[count++] = step;
    }
  }
  return count;
};

/** Takes the likeliest of `count` steps, at least one, and makes the next beam of them, its best scaled to 1. */
export const keepBest = (bench: Bench, count: number, classes: number, { width, perState }: SearchLimits) => {
  const { trie, beam, grown, placeOf, steps, scores, states, kept } = bench;
  for (let place = 0; place < beam.count; place++) placeOf[beam.nodes[place]!] = -1;
  kept.clear();
  grown.count = 0;
  heapify(steps, scores, count);
  const scale = 1 / scores[steps[0]!]!;
  for (let left = count; left > 0 && grown.count < width; left--) {
    const step = takeBest(steps, scores, left);
    const state = states[step]!;
    const sameState = kept.get(state) ?? 0;
    if (sameState >= perState) continue;
    kept.set(state, sameState + 1);
    const place = Math.floor(step / classes);
    const code = step - place * classes;
    const stays = code === blankClass;
    const to = grown.count++;
    const node = stays ? beam.nodes[place]! : trie.childOf(beam.nodes[place]!, code, state);
    grown.nodes[to] = node;
    grown.blank[to] = stays ? bench.stayBlank[place]! * scale : 0;
    grown.full[to] = (stays ? bench.stayFull[place]! : scores[step]!) * scale;
    placeOf[node] = to;
  }
  bench.logScale -= Math.log(scale);
  bench.beam = grown;
  bench.grown = beam;
};
