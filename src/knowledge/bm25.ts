/**
 * An inverted index scored by BM25, over tokens that are already numbers. Postings lie in typed arrays: 300 entries in
 * six languages take a few megabytes, and a question touches only its own tokens.
 */

/** Saturation of repeated tokens and weight of a document's length: the values of Robertson and Zaragoza (2009). */
const K1 = 1.2;
const B = 0.75;

export interface Bm25 {
  /** Number of documents. */
  readonly size: number;
  /** Adds `weight` × the score of each document, divided by the question's ideal score, to `scores`. Returns the ideal. */
  score(tokens: Iterable<number>, weight: number, scores: Float64Array): number;
}

interface Posting {
  documents: number[];
  counts: number[];
}

/** Builds the index of `documents`, each a list of tokens with repetitions. */
export function bm25(documents: readonly Iterable<number>[]): Bm25 {
  const size = documents.length;
  const postings = new Map<number, Posting>();
  const lengths = new Float64Array(size);
  documents.forEach((tokens, document) => {
    for (const token of tokens) {
      lengths[document]! += 1;
      let posting = postings.get(token);
      if (posting === undefined) postings.set(token, (posting = { documents: [], counts: [] }));
      const last = posting.documents.length - 1;
      if (posting.documents[last] === document) posting.counts[last]! += 1;
      else {
        posting.documents.push(document);
        posting.counts.push(1);
      }
    }
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, size);
  const norms = lengths.map((length) => K1 * (1 - B + (B * length) / Math.max(1, average)));
  return packed(size, postings, norms);
}

/** How rare a token is, after Robertson and Sparck Jones; never negative. */
function rarity(size: number, documents: number): number {
  return Math.log(1 + (size - documents + 0.5) / (documents + 0.5));
}

function packed(size: number, postings: Map<number, Posting>, norms: Float64Array): Bm25 {
  const slots = new Map<number, number>();
  const total = [...postings.values()].reduce((sum, posting) => sum + posting.documents.length, 0);
  const starts = new Uint32Array(postings.size + 1);
  const documents = new Uint32Array(total);
  const impacts = new Float32Array(total);
  const idfs = new Float64Array(postings.size);
  let at = 0;
  for (const [token, posting] of postings) {
    const slot = slots.size;
    slots.set(token, slot);
    starts[slot] = at;
    idfs[slot] = rarity(size, posting.documents.length);
    posting.documents.forEach((document, n) => {
      const count = posting.counts[n]!;
      documents[at] = document;
      impacts[at] = (idfs[slot]! * count * (K1 + 1)) / (count + norms[document]!);
      at += 1;
    });
  }
  starts[slots.size] = at;
  /** A token nobody wrote counts as the rarest there is: it is evidence that nothing here fits. */
  const unknown = rarity(size, 0);

  return {
    size,
    score(tokens, weight, scores) {
      const known: { slot: number; times: number }[] = [];
      let ideal = 0;
      for (const [token, times] of counted(tokens)) {
        const slot = slots.get(token);
        ideal += times * (slot === undefined ? unknown : idfs[slot]!);
        if (slot !== undefined) known.push({ slot, times });
      }
      if (ideal === 0) return 0;
      for (const { slot, times } of known) {
        const factor = (times * weight) / ideal;
        for (let n = starts[slot]!; n < starts[slot + 1]!; n += 1) scores[documents[n]!]! += factor * impacts[n]!;
      }
      return ideal;
    },
  };
}

function counted(tokens: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
