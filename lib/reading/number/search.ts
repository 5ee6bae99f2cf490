// CTC prefix beam search: the likeliest texts of a lattice, each with the probability of all its alignments together.
// Graves 2006, section 3.2; the beam is Hannun et al. 2014's ("First-pass large vocabulary continuous speech
// recognition using bi-directional recurrent DNNs"), without a language model. models/training/number/decode.py does
// the same; here in probabilities scaled anew each frame instead of logarithms.
import { heapify, takeBest } from './heap.ts';
import { blankClass } from './lattice.ts';
import { createPrefixTrie } from './prefix-trie.ts';

/** What a search may keep to: a machine that reads a text class by class. */
export interface Automaton {
  readonly start: number;
  /** The state after one more class; below 0 where no text that goes on from there obeys. */
  readonly next: (state: number, code: number) => number;
  readonly accepts: (state: number) => boolean;
  /** Classes that any obeying text has still to come, at least. */
  readonly leastLeft: (state: number) => number;
}

export interface SearchLimits {
  /** Texts kept from frame to frame. */
  readonly width: number;
  /** Classes below this probability in a frame are not tried there. */
  readonly least: number;
  /** Texts kept in each state of the automaton, so that no state crowds out the others. */
  readonly perState: number;
}

/** As models/training/number/decode.py has it. */
export const freeLimits: SearchLimits = Object.freeze({ width: 12, least: 1e-4, perState: 12 });

/** Every text obeys. */
const anything: Automaton = Object.freeze({
  start: 0,
  next: () => 0,
  accepts: () => true,
  leastLeft: () => 0,
});

export interface FoundText {
  readonly codes: readonly number[];
  readonly logProbability: number;
}

/** The texts under way: a node of the trie each, and the probabilities of its alignments. */
interface Beam {
  count: number;
  readonly nodes: Int32Array;
  /** Of the alignments that end in a blank. */
  readonly blank: Float64Array;
  /** Of those that end in the text's last class. */
  readonly full: Float64Array;
}

const createBeam = (width: number): Beam => ({
  count: 0,
  nodes: new Int32Array(width),
  blank: new Float64Array(width),
  full: new Float64Array(width),
});

/**
 * `probabilities`: frames x classes, row-major. → Texts that the automaton accepts, likeliest first, `width` at most;
 * none where nothing obeys. Time and memory grow with frames * width * classes, whatever the lattice holds.
 */
export const searchTexts = (
  probabilities: Float64Array,
  classes: number,
  { width, least, perState }: SearchLimits = freeLimits,
  automaton: Automaton = anything,
): readonly FoundText[] => {
  const frames = Math.floor(probabilities.length / classes);
  const trie = createPrefixTrie(1 + frames * width, automaton.start);
  const { parents, codes, states } = trie;
  /** Each node's place in the beam, or -1. */
  const placeOf = new Int32Array(1 + frames * width).fill(-1);
  /** By place * classes + class: the probability of going on so; class 0 is the text as it stands. */
  const scores = new Float64Array(width * classes);
  const nextStates = new Int32Array(width * classes);
  const steps = new Int32Array(width * classes);
  const tried = new Int32Array(classes);
  const stayBlank = new Float64Array(width);
  const stayFull = new Float64Array(width);
  const inBeam = new Uint8Array(width * classes);
  const kept = new Map<number, number>();
  let beam = createBeam(width);
  let grown = createBeam(width);
  let logScale = 0;
  beam.count = 1;
  beam.blank[0] = 1;
  placeOf[0] = 0;

  for (let frame = 0; frame < frames; frame++) {
    const row = frame * classes;
    const left = frames - frame;
    let triedCount = 0;
    for (let code = 0; code < classes; code++)
      if (code !== blankClass && probabilities[row + code]! > least) tried[triedCount++] = code;

    inBeam.fill(0, 0, beam.count * classes);
    for (let place = 0; place < beam.count; place++) {
      const node = beam.nodes[place]!;
      const code = codes[node]!;
      stayBlank[place] = (beam.blank[place]! + beam.full[place]!) * probabilities[row + blankClass]!;
      stayFull[place] = node === 0 ? 0 : beam.full[place]! * probabilities[row + code]!;
      const parent = node === 0 ? -1 : parents[node]!;
      const before = parent < 0 ? -1 : placeOf[parent]!;
      if (before < 0) continue;
      inBeam[before * classes + code] = 1;
      if (probabilities[row + code]! <= least) continue;
      const reach = beam.blank[before]! + (codes[parent] === code ? 0 : beam.full[before]!);
      stayFull[place]! += reach * probabilities[row + code]!;
    }

    let count = 0;
    for (let place = 0; place < beam.count; place++) {
      const state = states[beam.nodes[place]!]!;
      const last = codes[beam.nodes[place]!]!;
      const blank = beam.blank[place]!;
      const total = blank + beam.full[place]!;
      const stay = place * classes;
      const stayed = stayBlank[place]! + stayFull[place]!;
      if (stayed > 0 && automaton.leastLeft(state) < left) {
        scores[stay] = stayed;
        nextStates[stay] = state;
        steps[count++] = stay;
      }
      for (let k = 0; k < triedCount; k++) {
        const code = tried[k]!;
        const step = stay + code;
        const score = (code === last ? blank : total) * probabilities[row + code]!;
        if (score === 0 || inBeam[step] === 1) continue;
        const next = automaton.next(state, code);
        if (next < 0 || automaton.leastLeft(next) >= left) continue;
        scores[step] = score;
        nextStates[step] = next;
        steps[count++] = step;
      }
    }
    if (count === 0) return [];

    for (let place = 0; place < beam.count; place++) placeOf[beam.nodes[place]!] = -1;
    kept.clear();
    grown.count = 0;
    heapify(steps, scores, count);
    const scale = 1 / scores[steps[0]!]!;
    for (; count > 0 && grown.count < width; count--) {
      const step = takeBest(steps, scores, count);
      const state = nextStates[step]!;
      const sameState = kept.get(state) ?? 0;
      if (sameState >= perState) continue;
      kept.set(state, sameState + 1);
      const place = Math.floor(step / classes);
      const code = step - place * classes;
      const to = grown.count++;
      const stays = code === 0;
      const node = stays ? beam.nodes[place]! : trie.childOf(beam.nodes[place]!, code, state);
      grown.nodes[to] = node;
      grown.blank[to] = stays ? stayBlank[place]! * scale : 0;
      grown.full[to] = stays ? stayFull[place]! * scale : scores[step]! * scale;
      placeOf[node] = to;
    }
    logScale -= Math.log(scale);
    [beam, grown] = [grown, beam];
  }

  const found: FoundText[] = [];
  for (let place = 0; place < beam.count; place++) {
    const node = beam.nodes[place]!;
    if (!automaton.accepts(states[node]!)) continue;
    const logProbability = logScale + Math.log(beam.blank[place]! + beam.full[place]!);
    found.push({ codes: trie.codesTo(node), logProbability });
  }
  return found.sort((a, b) => b.logProbability - a.logProbability);
};
