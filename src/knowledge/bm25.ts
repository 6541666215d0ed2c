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
  /** The score of one document, divided by the ideal, as if these tokens had not been written in it once. */
  scoreWithout(tokens: Iterable<number>, document: number): number;
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
  const norm = (length: number): number => K1 * (1 - B + (B * length) / Math.max(1, average));
  return packed(size, postings, lengths, norm);
}

/** How rare a token is, after Robertson and Sparck Jones; never negative. */
function rarity(size: number, documents: number): number {
  return Math.log(1 + (size - documents + 0.5) / (documents + 0.5));
}

/** What `count` occurrences of a token of this rarity add. */
function impact(idf: number, count: number, norm: number): number {
  return (idf * count * (K1 + 1)) / (count + norm);
}

function packed(size: number, postings: Map<number, Posting>, lengths: Float64Array, norm: (length: number) => number): Bm25 {
  const norms = lengths.map(norm);
  const slots = new Map<number, number>();
  const total = [...postings.values()].reduce((sum, posting) => sum + posting.documents.length, 0);
  const starts = new Uint32Array(postings.size + 1);
  const documents = new Uint32Array(total);
  const counts = new Uint16Array(total);
  const impacts = new Float32Array(total);
  const idfs = new Float64Array(postings.size);
  let at = 0;
  for (const [token, posting] of postings) {
    const slot = slots.size;
    slots.set(token, slot);
    starts[slot] = at;
    idfs[slot] = rarity(size, posting.documents.length);
    posting.documents.forEach((document, n) => {
      documents[at] = document;
      counts[at] = posting.counts[n]!;
      impacts[at] = impact(idfs[slot]!, posting.counts[n]!, norms[document]!);
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
    scoreWithout(tokens, document) {
      const asked = counted(tokens);
      const rest = norm(Math.max(0, lengths[document]! - [...asked.values()].reduce((sum, times) => sum + times, 0)));
      let ideal = 0;
      let score = 0;
      for (const [token, times] of asked) {
        const slot = slots.get(token);
        const idf = slot === undefined ? unknown : idfs[slot]!;
        ideal += times * idf;
        const count = slot === undefined ? 0 : countIn(document, starts[slot]!, starts[slot + 1]!) - times;
        if (count > 0) score += times * impact(idf, count, rest);
      }
      return ideal === 0 ? 0 : score / ideal;
    },
  };

  /** Postings of a token lie in the order of documents. */
  function countIn(document: number, from: number, to: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (documents[middle]! < document) low = middle + 1;
      else high = middle;
    }
    return low < to && documents[low] === document ? counts[low]! : 0;
  }
}

function counted(tokens: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
