/**
 * Texts by their letters: nodes in the order of their depth, so that the children of a node stand side by side. Plain
 * arrays, which a file or another thread can hold as they are.
 */
export interface Trie {
  /** The letter (UTF-16 unit) that leads to each node; the root has none. */
  letters: Uint16Array;
  /** The children of node `n` are the nodes from `children[n]` up to, not with, `children[n + 1]`; by their letters. */
  children: Uint32Array;
  /** The texts that end in node `n` are the numbers from `from[n]` up to, not with, `to[n]`. */
  from: Uint32Array;
  to: Uint32Array;
}

/** The trie of texts in order of their UTF-16 units; each is numbered by its place in that order. */
export function trieOf(sorted: readonly string[]): Trie {
  const letters = [0];
  const children: number[] = [];
  const ranges = [{ from: 0, to: sorted.length }];
  const ending: { from: number; to: number }[] = [];
  for (let n = 0, depth = 0, deeper = 1; n < ranges.length; n += 1) {
    if (n === deeper) {
      depth += 1;
      deeper = ranges.length;
    }
    const { from, to } = ranges[n]!;
    // What ends here is the shortest, and so first.
    let at = from;
    while (at < to && sorted[at]!.length === depth) at += 1;
    ending.push({ from, to: at });
    children.push(ranges.length);
    while (at < to) {
      const letter = sorted[at]!.charCodeAt(depth);
      const begins = at;
      while (at < to && sorted[at]!.charCodeAt(depth) === letter) at += 1;
      ranges.push({ from: begins, to: at });
      letters.push(letter);
    }
  }
  children.push(ranges.length);
  return {
    letters: Uint16Array.from(letters),
    children: Uint32Array.from(children),
    from: Uint32Array.from(ending, ({ from }) => from),
    to: Uint32Array.from(ending, ({ to }) => to),
  };
}

/** The child of a node by a letter; 0, which is nobody's child, where there is none. */
export function childOf({ letters, children }: Trie, node: number, letter: number): number {
  let low = children[node]!;
  let high = children[node + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = letters[middle]!;
    if (there === letter) return middle;
    if (there < letter) low = middle + 1;
    else high = middle;
  }
  return 0;
}
