import { mayBeZawgyi, toUnicode } from '../language/encoding.js';
import { identify } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { gramHash } from '../language/segment.js';
import { bm25, put, scoreBy, scoresFor } from './bm25.js';
import type { Bm25, Scores } from './bm25.js';
import { filing } from './postings.js';
import type { Postings } from './postings.js';
import { soundsIn, soundsMeant, tokensOf } from './tokens.js';
import type { Reading, Tokens } from './tokens.js';

/**
 * The words of the knowledge base, ready to be asked. A document is one entry over all its languages, compared as a
 * whole: BM25 over four lists of its pooled texts. Chosen by measurement against search libraries, syllables, rank fusion,
 * the single text most like the question, and hashed vectors.
 */

/** How a question scored, and how much evidence it carries. */
export interface Scored {
  /** One value per document from 0 to about 2; theirs who asked until the next question, whose values stand in the same memory. */
  scores: Float64Array;
  /** The documents with a score, each once: in a large base few of all. */
  found: Uint32Array;
  /** What a document that is not found scores on average: more than 0 only where a large base was not read in full. */
  others: number;
  /** Sum of the rarity of the question's character n-grams: two words say less than a sentence. */
  evidence: number;
  /** The question as it was read: of a text that may be Zawgyi, the reading that found more. */
  reading: Reading;
}

export interface WordIndex {
  /** Number of documents. */
  readonly size: number;
  readonly data: WordIndexData;
  /** Scores every document for a question as it was typed, unless `asRead` in the better of two readings where it may be Zawgyi. Total on any string. */
  ask(question: string, asRead?: boolean): Scored;
  /** Scores every document for a sentence of the base as if it were written nowhere. */
  askUnwritten(sentence: string): Omit<Scored, 'reading'>;
  /** The documents in which somebody says just this, letter for letter. */
  written(tokens: Tokens): readonly number[];
}

/** The index as plain data, which another thread can hand over without a copy and a file can hold. */
export interface WordIndexData {
  lists: Record<keyof Lists, Postings>;
  /** A hash of each text that people say, to know it again, in ascending order; and its document. */
  hashes: Uint32Array<ArrayBuffer>;
  documentOf: Uint32Array<ArrayBuffer>;
}

type Lists = Record<'words' | 'folded' | 'exact' | 'sounds', Bm25>;

/** Words count half beside all n-grams: measured on a half of 16 sets, figures from the other half. */
const WORDS_WEIGHT = 0.5;
/** Where folding changes the question (Vietnamese), n-grams with and without diacritics share the weight. */
const SHARED_WEIGHT = 0.5;
/**
 * Letters and sounds of a romanised question are added: by words alone, of 100 left out of the base in Burmese 83 are then found first, by the
 * higher of both 74; in Thai, Lao and Khmer 85 and 80. Each counts so much that a base from which nothing was learned answers no more of them than
 * of others.
 */
const HEARD_WEIGHT = 0.7;
/** A question of this many code units holds more than anybody asks at once; what follows cannot slow the search. */
const LONGEST_QUESTION = 1_000;

/** All texts of one entry, in any order and language. */
export interface Pool {
  /** Such as people say themselves: a question may be like one of them. */
  said: readonly string[];
  /** What else stands in it: its words count, but no question is like it. */
  told: readonly string[];
}

/** Builds the index of documents. */
export function wordIndex(documents: readonly Pool[]): WordIndex {
  const [words, folded, exact, sounds] = [filing(), filing(), filing(), filing()];
  const saidIn: number[] = [];
  documents.forEach(({ said, told }, document) => {
    [...said, ...told].forEach((text, n) => {
      const tokens = tokensOf(normalise(text));
      words.add(tokens.words);
      folded.add(tokens.folded);
      // Only texts that folding changes: for all others the folded list is the same.
      exact.add(tokens.exact ?? []);
      if (n >= said.length) return;
      // Of what is only told too, it finds less, in a list twice as long.
      sounds.add(soundsIn(tokens.text));
      saidIn.push(gramHash(tokens.text) * MOST_DOCUMENTS + document);
    });
    for (const list of [words, folded, exact, sounds]) list.end();
  });
  return wordIndexOf({
    lists: { words: words.postings(), folded: folded.postings(), exact: exact.postings(), sounds: sounds.postings() },
    ...byHash(saidIn),
  });
}

/** A hash and a document's number are sorted as one number, of 53 bits at most. */
const MOST_DOCUMENTS = 2 ** 21;

/** Which texts stand where, each once for a document. */
function byHash(saidIn: readonly number[]): Pick<WordIndexData, 'hashes' | 'documentOf'> {
  const sorted = Float64Array.from(new Set(saidIn)).sort();
  return { hashes: Uint32Array.from(sorted, (both) => Math.floor(both / MOST_DOCUMENTS)), documentOf: Uint32Array.from(sorted, (both) => both % MOST_DOCUMENTS) };
}

/** The index over data that was built before. */
export function wordIndexOf(data: WordIndexData): WordIndex {
  const lists: Lists = { words: bm25(data.lists.words), folded: bm25(data.lists.folded), exact: bm25(data.lists.exact), sounds: bm25(data.lists.sounds) };
  const { size } = lists.words;
  // A text that may be Zawgyi is read twice.
  const memory = [scoresFor(size), scoresFor(size)] as const;
  return { size, data, ask, askUnwritten, written };

  function ask(question: string, asRead = false): Scored {
    const typed = question.slice(0, LONGEST_QUESTION);
    const { locale, romanised } = identify(typed);
    const read = (text: string, into: Scores): Scored => {
      const reading = { tokens: tokensOf(normalise(text)), locale, romanised };
      return { ...score(reading, into), reading };
    };
    const asTyped = read(typed, memory[0]);
    return !asRead && mayBeZawgyi(typed) ? better(asTyped, read(toUnicode(typed), memory[1])) : asTyped;
  }

  function askUnwritten(sentence: string): Omit<Scored, 'reading'> {
    const tokens = tokensOf(normalise(sentence));
    const into = memory[0];
    const { evidence, others } = score({ tokens, locale: null, romanised: false }, into);
    for (const document of written(tokens)) put(into, document, WORDS_WEIGHT * lists.words.scoreWithout(tokens.words, document) + lists.folded.scoreWithout(tokens.folded, document));
    return { ...scored(into), others, evidence };
  }

  /** Each document as one pooled text. What is romanised is compared by sound with what people say in local letters too. */
  function score(reading: Reading, into: Scores): Omit<Scored, 'reading'> {
    const { words, folded, exact } = reading.tokens;
    const shared = exact === null ? 0 : SHARED_WEIGHT;
    const share = reading.romanised ? HEARD_WEIGHT : 1;
    const letters = [
      { list: lists.words, tokens: words, weight: share * WORDS_WEIGHT },
      ...(exact === null ? [] : [{ list: lists.exact, tokens: exact, weight: share * shared }]),
      { list: lists.folded, tokens: folded, weight: share * (1 - shared) },
    ];
    const heard = reading.romanised ? [{ list: lists.sounds, tokens: soundsMeant(reading), weight: share }] : [];
    const { ideals, others } = scoreBy([...letters, ...heard], into);
    return { ...scored(into), others, evidence: Math.max(...ideals.slice(letters.length - 1)) };
  }

  /** The documents of which a text has this hash. */
  function written(tokens: Tokens): readonly number[] {
    const { hashes, documentOf } = data;
    const first = firstAt(hashes, gramHash(tokens.text));
    let end = first;
    while (end < hashes.length && hashes[end] === hashes[first]) end += 1;
    return hashes[first] === gramHash(tokens.text) ? [...documentOf.subarray(first, end)] : [];
  }
}

function scored({ values, found, count }: Scores): Pick<Scored, 'scores' | 'found'> {
  return { scores: values, found: found.subarray(0, count) };
}

/** Where the first of some ascending numbers stands that is no less than this one. */
function firstAt(numbers: Uint32Array, number: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two readings of the same letters: one is nonsense and matches nothing. */
function better(one: Scored, other: Scored): Scored {
  return top(other) > top(one) ? other : one;
}

function top({ scores, found }: Scored): number {
  let most = 0;
  for (const n of found) most = Math.max(most, scores[n]!);
  return most;
}
