import { asked, MOST_COUNTED, rarity } from './postings.js';
import type { Postings } from './postings.js';

/** Short texts compared one by one: 1 where a question holds the same tokens as a text, 0 where it shares none. */
export interface Cosine {
  /** Number of texts. */
  readonly size: number;
  /** The likeness of each text to the question, good until the next one is asked. */
  likeness(tokens: readonly number[]): Float64Array;
}

/** The logarithm of repetitions, by how often a token stands in a text. */
const REPEATED = Float64Array.from({ length: 1 + MOST_COUNTED }, (_, count) => 1 + Math.log(Math.max(1, count)));

/** 1 by the length of each text's vector: a walk over all postings, done once where the index is built. */
export function inverseLengths({ lengths, starts, texts, counts }: Postings): Float64Array<ArrayBuffer> {
  const squares = new Float64Array(lengths.length);
  for (let bucket = 0; bucket < starts.length - 1; bucket += 1) {
    const [from, to] = [starts[bucket]!, starts[bucket + 1]!];
    if (from === to) continue;
    const square = rarity(lengths.length, to - from) ** 2;
    for (let at = from; at < to; at += 1) squares[texts[at]!]! += square * REPEATED[counts[at]!]! ** 2;
  }
  return squares.map((square) => (square === 0 ? 0 : 1 / Math.sqrt(square)));
}

/** Cosine of TF-IDF vectors, with the logarithm of repetitions. `inverse`: the `inverseLengths` of the same postings. */
export function cosine(postings: Postings, inverse: Float64Array): Cosine {
  const { lengths, starts, texts, counts } = postings;
  // One for all questions: that of a large base is a megabyte and more, and giving it back to the memory is a pause.
  const shared = new Float64Array(lengths.length);

  return {
    size: lengths.length,
    likeness(tokens) {
      shared.fill(0);
      let square = 0;
      for (const [bucket, times] of asked(postings, tokens)) {
        const [from, to] = [starts[bucket]!, starts[bucket + 1]!];
        const rare = rarity(lengths.length, to - from);
        const weight = rare * (1 + Math.log(times));
        square += weight * weight;
        const factor = weight * rare;
        for (let at = from; at < to; at += 1) shared[texts[at]!]! += factor * REPEATED[counts[at]!]!;
      }
      const length = Math.sqrt(square);
      if (length > 0) for (let text = 0; text < shared.length; text += 1) shared[text] = (shared[text]! * inverse[text]!) / length;
      return shared;
    },
  };
}
