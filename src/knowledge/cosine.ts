import { asked, rarities } from './postings.js';
import type { Postings } from './postings.js';

/** Short texts compared one by one: 1 where a question holds the same tokens as a text, 0 where it shares none. */
export interface Cosine {
  /** Number of texts. */
  readonly size: number;
  /** The likeness of each text to the question. */
  likeness(tokens: readonly number[]): Float64Array;
}

/** Cosine of TF-IDF vectors, with the logarithm of repetitions. */
export function cosine(postings: Postings): Cosine {
  const { lengths, starts, texts, counts } = postings;
  const rare = rarities(lengths.length);
  const rarityOf = (bucket: number): number => rare[starts[bucket + 1]! - starts[bucket]!]!;
  const repeated = Float64Array.from({ length: 1 + counts.reduce((most, count) => Math.max(most, count), 0) }, (_, count) => 1 + Math.log(Math.max(1, count)));

  const squares = new Float64Array(lengths.length);
  for (let bucket = 0, at = 0; at < texts.length; bucket += 1) {
    const square = rarityOf(bucket) ** 2;
    for (; at < starts[bucket + 1]!; at += 1) squares[texts[at]!]! += square * repeated[counts[at]!]! ** 2;
  }
  const inverse = squares.map((square) => (square === 0 ? 0 : 1 / Math.sqrt(square)));

  return {
    size: lengths.length,
    likeness(tokens) {
      const shared = new Float64Array(lengths.length);
      let square = 0;
      for (const [bucket, times] of asked(postings, tokens)) {
        const weight = rarityOf(bucket) * (1 + Math.log(times));
        square += weight * weight;
        const factor = weight * rarityOf(bucket);
        for (let at = starts[bucket]!; at < starts[bucket + 1]!; at += 1) shared[texts[at]!]! += factor * repeated[counts[at]!]!;
      }
      const length = Math.sqrt(square);
      return length === 0 ? shared : shared.map((value, text) => (value * inverse[text]!) / length);
    },
  };
}
