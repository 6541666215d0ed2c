import { largest, positionsOfLargest } from './largest.js';
import { asked, countIn, countsIn, holding, rarity } from './postings.js';
import type { Postings } from './postings.js';

/** Saturation of repeated tokens: the value of Robertson and Zaragoza (2009). */
const K1 = 1.2;
/** Weight of a document's length: theirs too. */
const B = 0.75;
/** What a question repeats saturates too, later: so 0.1 of 100 more are found first on 14 public sets than where it counts in full. */
const K3 = 3;

/** Of so many documents a question reads a part; of fewer all, for a long story too. */
const MANY_FROM = 2 ** 12;
/**
 * Postings that it then reads, in all its lists: the rarest tokens' first. What is left stands in many documents, tells little, and
 * is looked up of those alone that lead by all that tells more, as long as they can still come among the first. Of 100,000 entries
 * this finds the same first five as reading all for 300 of 300 questions; a quarter fewer lose the first of one.
 */
const MOST_POSTINGS = 2 ** 12;
/** Those that lead. Half as many lose the first entry of one question in 900. */
const LEADING = 2 ** 10;
/** They go on while they can reach the tenth: five topics are told, and some have more than one entry that fits. */
const FIRST = 10;
/** What the place of an entry may still add (`fit.ts`). */
const RAISED = 1.1;
/** Of what is left, so much more than the tenth a document may yet get: those like each other hold the same. Measured with `LEADING`. */
const REACH = 0.35;
/** So many tokens are looked up before it is asked again who goes on. */
const STRIDE = 2;
/**
 * Who holds a rare token writes the question's language, and has of what is left what those have that hold its commonest token; so
 * much more, measured, for what goes with the rare one.
 */
const KINDRED = 2;

/** Documents to be scored by BM25. */
export interface Bm25 {
  /** Number of documents. */
  readonly size: number;
  /** What a question asks of this list. */
  weigh(asking: Asking): Weighed;
  /** Adds what a token gives to the scores of all documents that hold it. */
  read(term: Term, into: Scores): void;
  /** The same of some documents, ascending. */
  look(term: Term, documents: Uint32Array, into: Scores): void;
  /** The score of one document, divided by the ideal, as if these tokens had not been written in it once. */
  scoreWithout(tokens: readonly number[], document: number): number;
}

/** What one question after the other is scored in: its work so grows with what it finds, not with the base. */
export interface Scores {
  /** By document; 0 where nothing was found. */
  readonly values: Float64Array;
  /** The documents with a score: the first `count` of these. */
  readonly found: Uint32Array;
  count: number;
}

/** Nothing found yet, of so many documents. */
export function scoresFor(size: number): Scores {
  return { values: new Float64Array(size), found: new Uint32Array(size), count: 0 };
}

/** Gives a document another score. */
export function put(into: Scores, document: number, score: number): void {
  if (into.values[document] === 0) into.found[into.count++] = document;
  into.values[document] = score;
}

/** What a question asks of one list: hashes, and the weight of the list, above 0. */
export interface Asking {
  tokens: readonly number[];
  weight: number;
}

/** A token that a question asks for: its place in a list, what it counts there, and how many documents hold it. */
interface Term {
  list: Bm25;
  place: number;
  factor: number;
  holding: number;
}

interface Weighed {
  /** The highest score a document could have. */
  ideal: number;
  terms: Term[];
}

/**
 * Scores the documents by `weight` × their score in each list, divided by the question's ideal score. Returns the ideals, and what
 * a document scores on average that has none. A question touches only its own tokens.
 */
export function scoreBy(lists: readonly (Asking & { list: Bm25 })[], into: Scores): { ideals: number[]; others: number } {
  const { values, found } = into;
  for (let at = 0; at < into.count; at += 1) values[found[at]!] = 0;
  into.count = 0;
  const weighed = lists.map(({ list, ...asking }) => list.weigh(asking));
  const { rare, common } = byRarity(weighed.flatMap(({ terms }) => terms), values.length);
  for (const term of rare) term.list.read(term, into);
  return { ideals: weighed.map(({ ideal }) => ideal), others: common.length === 0 ? 0 : lookUp(common, into) };
}

/** All terms as they come, of few documents; else the rare ones, and apart from them those that many documents hold. */
function byRarity(terms: Term[], size: number): Record<'rare' | 'common', Term[]> {
  if (size < MANY_FROM) return { rare: terms, common: [] };
  terms.sort((a, b) => a.holding - b.holding);
  let read = 0;
  // The rarest is read in any case.
  const rare = terms.filter(({ holding }, n) => (read += holding) <= MOST_POSTINGS || n === 0);
  return { rare, common: terms.slice(rare.length) };
}

/**
 * Looks up common terms, the weightiest first, of the documents that lead, and of fewer and fewer: who can no longer come among the
 * first gets what is to be expected of the rest. Returns what all get on average.
 */
function lookUp(common: readonly Term[], into: Scores): number {
  const { values } = into;
  const commonest = Math.max(...common.map(({ holding }) => holding));
  const terms = common.map((term) => {
    /** What a document of usual length gets that holds it once: about what each does that holds it. */
    const once = term.factor / (K1 + 1);
    return { term, average: (once * term.holding) / values.length, reach: REACH * once, expected: Math.min((KINDRED * once * term.holding) / commonest, once) };
  });
  terms.sort((a, b) => b.reach - a.reach);
  const sum = (of: 'average' | 'reach' | 'expected'): number => terms.reduce((all, term) => all + term[of], 0);
  let [left, reach] = [sum('expected'), sum('reach')];
  let documents = into.found.subarray(0, into.count);
  const add = (to: Uint32Array, score: number): void => {
    for (let n = 0; n < to.length; n += 1) values[to[n]!]! += score;
  };
  const goOnWith = (those: Uint32Array): void => {
    add(documents, left);
    add(those, -left);
    documents = those;
  };
  for (let n = 0; n < terms.length; n += 1) {
    const next = terms[n]!;
    if (n % STRIDE === 0) {
      const least = values[largest(values, FIRST, documents).at(-1)!]! / RAISED - reach;
      const those = documents.filter((document) => values[document]! >= least);
      goOnWith(n === 0 ? positionsOfLargest(values, LEADING, those) : those);
    }
    next.term.list.look(next.term, documents, into);
    left -= next.expected;
    reach -= next.reach;
  }
  return sum('average');
}

/** What a token counts that a question says so many times. */
function said(times: number): number {
  return (times * (K3 + 1)) / (times + K3);
}

export function bm25(postings: Postings): Bm25 {
  const { lengths, starts, texts, counts } = postings;
  const size = lengths.length;
  let all = 0;
  for (let n = 0; n < size; n += 1) all += lengths[n]!;
  const usual = Math.max(1, all / Math.max(1, size));
  /** Long documents hold more words by chance: how much a length takes from each. */
  const [least, slope] = [K1 * (1 - B), (K1 * B) / usual];
  const rarityOf = (place: number): number => rarity(size, holding(postings, place));
  const counted = new Uint8Array(LEADING);
  const list: Bm25 = {
    size,
    weigh({ tokens, weight }) {
      // A token nobody wrote has the greatest rarity there is: it is evidence that nothing here fits.
      let [ideal, unknown] = [0, tokens.length];
      const terms = Array.from(asked(postings, tokens), ([place, times]): Term => {
        const factor = said(times) * rarityOf(place);
        ideal += factor;
        unknown -= times;
        return { list, place, factor, holding: holding(postings, place) };
      });
      ideal += unknown * rarityOf(-1);
      for (const term of terms) term.factor *= (weight * (K1 + 1)) / ideal;
      return { ideal, terms };
    },
    read({ place, factor }, into) {
      const { values } = into;
      const end = starts[place + 1]!;
      for (let at = starts[place]!; at < end; at += 1) {
        const document = texts[at]!;
        const count = counts[at]!;
        put(into, document, values[document]! + (factor * count) / (count + least + slope * lengths[document]!));
      }
    },
    look({ place, factor }, documents, { values }) {
      countsIn(postings, documents, place, counted);
      for (let n = 0; n < documents.length; n += 1) {
        const count = counted[n]!;
        if (count > 0) values[documents[n]!]! += (factor * count) / (count + least + slope * lengths[documents[n]!]!);
      }
    },
    scoreWithout(tokens, document) {
      const rest = least + slope * Math.max(0, lengths[document]! - tokens.length);
      let ideal = 0;
      let score = 0;
      for (const [place, times] of asked(postings, tokens)) {
        ideal += said(times) * rarityOf(place);
        const count = countIn(postings, document, place) - times;
        if (count > 0) score += (said(times) * rarityOf(place) * count * (K1 + 1)) / (count + rest);
      }
      return ideal === 0 ? 0 : score / ideal;
    },
  };
  return list;
}
