/**
 * An inverted index scored by BM25 over tokens that are already hashes. Everything lies in typed arrays: 300 entries in
 * six languages take some 20 MB, and a question touches only its own tokens.
 */

/** Saturation of repeated tokens and weight of a document's length: the values of Robertson and Zaragoza (2009). */
const K1 = 1.2;
const B = 0.75;
/** Hashes are folded into at most this many buckets; measured, a million loses nothing against exact tokens. */
const MOST_BUCKETS = 2 ** 20;
const FEWEST_BUCKETS = 2 ** 16;

export interface Bm25 {
  /** Number of documents. */
  readonly size: number;
  readonly data: Bm25Data;
  /** Adds `weight` × the score of each document, divided by the question's ideal score, to `scores`. Returns the ideal. */
  score(tokens: readonly number[], weight: number, scores: Float64Array): number;
  /** The score of one document, divided by the ideal, as if these tokens had not been written in it once. */
  scoreWithout(tokens: readonly number[], document: number): number;
}

/** The index as plain data, which another thread can hand over without a copy. */
export interface Bm25Data {
  /** Tokens of each document. */
  lengths: Float64Array<ArrayBuffer>;
  /** Where the postings of each bucket begin; one more marks the end. */
  starts: Uint32Array<ArrayBuffer>;
  rarities: Float32Array<ArrayBuffer>;
  /** Documents of each posting, how often they hold the token, and what that adds to a score. */
  postings: Uint32Array<ArrayBuffer>;
  counts: Uint16Array<ArrayBuffer>;
  impacts: Float32Array<ArrayBuffer>;
}

/** Builds the index of `documents`, each a list of 32-bit hashes with repetitions. */
export function bm25(documents: readonly (readonly number[])[]): Bm25 {
  return bm25Of(counted(documents));
}

function counted(documents: readonly (readonly number[])[]): Bm25Data {
  const size = documents.length;
  const lengths = Float64Array.from(documents, (tokens) => tokens.length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const mask = bucketsFor(all) - 1;
  const norm = normOf(lengths, all);
  const norms = lengths.map(norm);

  // The sorted buckets of each document hold a token's repetitions side by side.
  const sorted = documents.map((tokens) => Uint32Array.from(tokens, (token) => token & mask).sort());
  const starts = new Uint32Array(mask + 2);
  for (const buckets of sorted) eachRun(buckets, (bucket) => (starts[bucket + 1]! += 1));
  for (let bucket = 0; bucket <= mask; bucket += 1) starts[bucket + 1]! += starts[bucket]!;
  const rarities = Float32Array.from({ length: mask + 1 }, (_, bucket) => rarity(size, starts[bucket + 1]! - starts[bucket]!));

  const total = starts[mask + 1]!;
  const postings = new Uint32Array(total);
  const counts = new Uint16Array(total);
  const impacts = new Float32Array(total);
  const next = starts.slice();
  sorted.forEach((buckets, document) =>
    eachRun(buckets, (bucket, count) => {
      const at = next[bucket]!++;
      postings[at] = document;
      counts[at] = count;
      impacts[at] = impact(rarities[bucket]!, count, norms[document]!);
    }),
  );
  return { lengths, starts, rarities, postings, counts, impacts };
}

/** The index over data that was built before. */
export function bm25Of(data: Bm25Data): Bm25 {
  const { lengths, starts, rarities, postings, counts, impacts } = data;
  const mask = starts.length - 2;
  const norm = normOf(lengths, lengths.reduce((sum, length) => sum + length, 0));

  /** How often a document holds a bucket; its postings lie in the order of documents. */
  const countIn = (document: number, bucket: number): number => {
    let low = starts[bucket]!;
    let high = starts[bucket + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (postings[middle]! < document) low = middle + 1;
      else high = middle;
    }
    return low < starts[bucket + 1]! && postings[low] === document ? counts[low]! : 0;
  };

  return {
    size: lengths.length,
    data,
    score(tokens, weight, scores) {
      // A token nobody wrote has the greatest rarity there is: it is evidence that nothing here fits.
      const ideal = tokens.reduce((sum, token) => sum + rarities[token & mask]!, 0);
      if (ideal === 0) return 0;
      const factor = weight / ideal;
      for (const token of tokens) {
        const bucket = token & mask;
        for (let at = starts[bucket]!; at < starts[bucket + 1]!; at += 1) scores[postings[at]!]! += factor * impacts[at]!;
      }
      return ideal;
    },
    scoreWithout(tokens, document) {
      const asked = new Map<number, number>();
      for (const token of tokens) asked.set(token & mask, (asked.get(token & mask) ?? 0) + 1);
      const rest = norm(Math.max(0, lengths[document]! - tokens.length));
      let ideal = 0;
      let score = 0;
      for (const [bucket, times] of asked) {
        ideal += times * rarities[bucket]!;
        const count = countIn(document, bucket) - times;
        if (count > 0) score += times * impact(rarities[bucket]!, count, rest);
      }
      return ideal === 0 ? 0 : score / ideal;
    },
  };
}

/** Sixteen buckets a token keep collisions rare, so that a word nobody wrote finds nothing; a small base stays small. */
function bucketsFor(tokens: number): number {
  return Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, 2 ** Math.ceil(Math.log2(16 * Math.max(1, tokens)))));
}

/** Long documents hold more words by chance: how much a length takes from each. */
function normOf(lengths: Float64Array, all: number): (length: number) => number {
  const average = all / Math.max(1, lengths.length);
  return (length) => K1 * (1 - B + (B * length) / Math.max(1, average));
}

/** What `count` occurrences of a token of this rarity add. */
function impact(rare: number, count: number, norm: number): number {
  return (rare * count * (K1 + 1)) / (count + norm);
}

/** How rare a token is, after Robertson and Sparck Jones; never negative. */
function rarity(size: number, documents: number): number {
  return Math.log(1 + (size - documents + 0.5) / (documents + 0.5));
}

function eachRun(sorted: Uint32Array, visit: (value: number, times: number) => void): void {
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    visit(sorted[from]!, to - from);
    from = to;
  }
}
