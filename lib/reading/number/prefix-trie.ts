// The texts begun during a search, each a node under the text it goes on from; equal texts are the same node.

export interface PrefixTrie {
  readonly parents: Int32Array;
  /** The last class of each node's text; the root's is 0. */
  readonly codes: Int32Array;
  /** What a rule says of each node's text so far. */
  readonly states: Int32Array;
  /** The node of `parent`'s text with one more class, made where it is not there yet. */
  readonly childOf: (parent: number, code: number, state: number) => number;
  /** The classes of a node's text, left to right. */
  readonly codesTo: (node: number) => number[];
}

/** Room for `most` nodes; node 0 is the empty text, in the state `start`. */
export const createPrefixTrie = (most: number, start: number): PrefixTrie => {
  const parents = new Int32Array(most).fill(-1);
  const codes = new Int32Array(most);
  const states = new Int32Array(most);
  const firstChildren = new Int32Array(most).fill(-1);
  const siblings = new Int32Array(most).fill(-1);
  let count = 1;
  states[0] = start;
  return {
    parents,
    codes,
    states,
    childOf: (parent, code, state) => {
      for (let child = firstChildren[parent]!; child >= 0; child = siblings[child]!)
        if (codes[child] === code) return child;
      const child = count++;
      parents[child] = parent;
      codes[child] = code;
      states[child] = state;
      siblings[child] = firstChildren[parent]!;
      firstChildren[parent] = child;
      return child;
    },
    codesTo: node => {
      const found: number[] = [];
      for (let at = node; at > 0; at = parents[at]!) found.push(codes[at]!);
      return found.reverse();
    },
  };
};
