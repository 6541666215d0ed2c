import type { Locale } from '../core/locale.js';
import { mayBeZawgyi, toUnicode } from '../language/encoding.js';
import { searchedAs } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { gramHash, grams } from '../language/segment.js';
import { bm25 } from './bm25.js';
import type { Bm25 } from './bm25.js';
import { filing } from './postings.js';
import type { Postings } from './postings.js';
import { tokensOf } from './tokens.js';
import type { Tokens } from './tokens.js';

/**
 * The words of the knowledge base, ready to be asked. A document is one entry over all its languages, compared as a
 * whole: BM25 over four lists of its pooled texts. Chosen by measurement against search libraries, syllables, rank fusion,
 * the single text most like the question, and hashed vectors.
 */

/** How a question scored: one value per document from 0 to about 2, and how much evidence the question carries. */
export interface Scored {
  scores: Float64Array;
  /** Sum of the rarity of the question's character n-grams: two words say less than a sentence. */
  evidence: number;
  /** The question as it was read: of a text that may be Zawgyi, the reading that found more. */
  reading: Reading;
}

export interface Reading {
  tokens: Tokens;
  /** Language of the question, where it can be told. */
  locale: Locale | null;
  /** Burmese in Latin letters. */
  romanised: boolean;
}

export interface WordIndex {
  /** Number of documents. */
  readonly size: number;
  readonly data: WordIndexData;
  /** Scores every document for a question as it was typed, unless `asRead` in the better of two readings where it may be Zawgyi. Total on any string. */
  ask(question: string, asRead?: boolean): Scored;
  /** Scores every document for a sentence of the base as if it were written nowhere. */
  askUnwritten(sentence: string): Pick<Scored, 'scores' | 'evidence'>;
  /** The documents in which somebody says just this, letter for letter. */
  written(tokens: Tokens): readonly number[];
}

/** The index as plain data, which another thread can hand over without a copy and a file can hold. */
export interface WordIndexData {
  lists: Record<keyof Lists, Postings>;
  /** Each text that people say: its document, and a hash of it to know it again. */
  documentOf: Uint32Array<ArrayBuffer>;
  hashes: Uint32Array<ArrayBuffer>;
}

type Lists = Record<'words' | 'folded' | 'exact' | 'sounds', Bm25>;

/** Words count half beside all n-grams: measured on a half of 16 sets, figures from the other half. */
const WORDS_WEIGHT = 0.5;
/** Where folding changes the question (Vietnamese), n-grams with and without diacritics share the weight. */
const SHARED_WEIGHT = 0.5;
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
  const documentOf: number[] = [];
  const hashes: number[] = [];
  documents.forEach(({ said, told }, document) => {
    [...said, ...told].forEach((text, n) => {
      const tokens = tokensOf(normalise(text));
      words.add(tokens.words);
      folded.add(tokens.folded);
      // Only texts that folding changes: for all others the folded list is the same.
      exact.add(tokens.exact ?? []);
      sounds.add(grams(soundsOf(tokens.text)));
      if (n >= said.length) return;
      documentOf.push(document);
      hashes.push(gramHash(tokens.text));
    });
    for (const list of [words, folded, exact, sounds]) list.end();
  });
  return wordIndexOf({
    lists: { words: words.postings(), folded: folded.postings(), exact: exact.postings(), sounds: sounds.postings() },
    documentOf: Uint32Array.from(documentOf),
    hashes: Uint32Array.from(hashes),
  });
}

/** The index over data that was built before. */
export function wordIndexOf(data: WordIndexData): WordIndex {
  const lists: Lists = { words: bm25(data.lists.words), folded: bm25(data.lists.folded), exact: bm25(data.lists.exact), sounds: bm25(data.lists.sounds) };
  const withHash = documentsBy(data);
  const written = (tokens: Tokens): readonly number[] => withHash.get(gramHash(tokens.text)) ?? [];
  return { size: lists.words.size, data, ask, askUnwritten, written };

  function ask(question: string, asRead = false): Scored {
    const typed = question.slice(0, LONGEST_QUESTION);
    const { locale, romanised } = searchedAs(typed);
    const read = (text: string): Scored => {
      const tokens = tokensOf(normalise(text));
      return { ...score(tokens), reading: { tokens, locale, romanised } };
    };
    const asTyped = read(typed);
    if (!asRead && mayBeZawgyi(typed)) return better(asTyped, read(toUnicode(typed)));
    return romanised ? listen(lists.sounds, asTyped) : asTyped;
  }

  function askUnwritten(sentence: string): Pick<Scored, 'scores' | 'evidence'> {
    const tokens = tokensOf(normalise(sentence));
    const { scores, evidence } = score(tokens);
    for (const document of written(tokens))
      scores[document] = WORDS_WEIGHT * lists.words.scoreWithout(tokens.words, document) + lists.folded.scoreWithout(tokens.folded, document);
    return { scores, evidence };
  }

  /** Each document as one pooled text. */
  function score({ words, folded, exact }: Tokens): Pick<Scored, 'scores' | 'evidence'> {
    const scores = new Float64Array(lists.words.size);
    const shared = exact === null ? 0 : SHARED_WEIGHT;
    lists.words.score(words, WORDS_WEIGHT, scores);
    if (exact !== null) lists.exact.score(exact, shared, scores);
    return { scores, evidence: lists.folded.score(folded, 1 - shared, scores) };
  }
}

function documentsBy({ hashes, documentOf }: WordIndexData): ReadonlyMap<number, number[]> {
  const documents = new Map<number, number[]>();
  hashes.forEach((hash, text) => {
    const known = documents.get(hash);
    const document = documentOf[text]!;
    if (known === undefined) documents.set(hash, [document]);
    else if (!known.includes(document)) known.push(document);
  });
  return documents;
}

/** Two readings of the same letters: one is nonsense and matches nothing. */
function better(one: Scored, other: Scored): Scored {
  return top(other.scores) > top(one.scores) ? other : one;
}

/** Burmese in Latin letters is compared by sound with the Burmese texts, and by letters with what authors romanised. */
function listen(sounds: Bm25, letters: Scored): Scored {
  const scores = new Float64Array(sounds.size);
  const evidence = sounds.score(grams(soundsLike(letters.reading.tokens.text)), 1, scores);
  return { ...letters, scores: scores.map((score, n) => Math.max(score, letters.scores[n]!)), evidence: Math.max(evidence, letters.evidence) };
}

function top(scores: Float64Array): number {
  return scores.reduce((most, score) => Math.max(most, score), 0);
}
