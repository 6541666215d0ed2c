/**
 * Which text holds which token how often: an inverted index as plain typed arrays, so that it can be written to a file
 * and read back as it stands. Tokens are 32-bit hashes, folded into buckets.
 */
export interface Postings {
  /** Number of tokens of each text. */
  lengths: Uint32Array<ArrayBuffer>;
  /** Where each bucket's postings begin; one more than there are buckets, a power of two. */
  starts: Uint32Array<ArrayBuffer>;
  /** Texts that hold a bucket's token, in order, and how often each does. */
  texts: Uint32Array<ArrayBuffer>;
  counts: Uint16Array<ArrayBuffer>;
}

/** Hashes are folded into at most this many buckets; measured, a million loses nothing against exact tokens. */
const MOST_BUCKETS = 2 ** 20;
const FEWEST_BUCKETS = 2 ** 16;
/** The most that a count can hold. */
const MOST_COUNTED = 2 ** 16 - 1;

/** Files the tokens of texts, each a list of 32-bit hashes with repetitions. */
export function postingsOf(texts: readonly (readonly number[])[]): Postings {
  const lengths = Uint32Array.from(texts, (tokens) => tokens.length);
  const mask = bucketsFor(lengths.reduce((sum, length) => sum + length, 0)) - 1;
  // The sorted buckets of each text hold a token's repetitions side by side.
  const sorted = texts.map((tokens) => Uint32Array.from(tokens, (token) => token & mask).sort());
  const starts = new Uint32Array(mask + 2);
  for (const buckets of sorted) eachRun(buckets, (bucket) => (starts[bucket + 1]! += 1));
  for (let bucket = 0; bucket <= mask; bucket += 1) starts[bucket + 1]! += starts[bucket]!;

  const filed: Postings = { lengths, starts, texts: new Uint32Array(starts[mask + 1]!), counts: new Uint16Array(starts[mask + 1]!) };
  const next = starts.slice();
  sorted.forEach((buckets, text) =>
    eachRun(buckets, (bucket, count) => {
      const at = next[bucket]!++;
      filed.texts[at] = text;
      filed.counts[at] = Math.min(count, MOST_COUNTED);
    }),
  );
  return filed;
}

/** The bucket of a token. */
export function bucketOf({ starts }: Postings, token: number): number {
  return token & (starts.length - 2);
}

/** How often each bucket is asked for. */
export function asked(postings: Postings, tokens: readonly number[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const token of tokens) {
    const bucket = bucketOf(postings, token);
    times.set(bucket, (times.get(bucket) ?? 0) + 1);
  }
  return times;
}

/** How often a text holds a bucket's token; its postings lie in the order of texts. */
export function countIn({ starts, texts, counts }: Postings, text: number, bucket: number): number {
  let low = starts[bucket]!;
  let high = starts[bucket + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (texts[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low < starts[bucket + 1]! && texts[low] === text ? counts[low]! : 0;
}

/** How rare a token is that this many of `all` texts hold, after Robertson and Sparck Jones; never negative. By number of texts. */
export function rarities(all: number): Float64Array {
  return Float64Array.from({ length: all + 1 }, (_, holding) => Math.log(1 + (all - holding + 0.5) / (holding + 0.5)));
}

/** Sixteen buckets a token keep collisions rare, so that a word nobody wrote finds nothing; a small base stays small. */
function bucketsFor(tokens: number): number {
  return Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, 2 ** Math.ceil(Math.log2(16 * Math.max(1, tokens)))));
}

function eachRun(sorted: Uint32Array, visit: (value: number, times: number) => void): void {
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    visit(sorted[from]!, to - from);
    from = to;
  }
}
