import { mayBeZawgyi, toUnicode } from '../language/encoding.js';
import { fold } from '../language/fold.js';
import { identify } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { gramHash, grams, words } from '../language/segment.js';
import { bm25, bm25Of } from './bm25.js';
import type { Bm25, Bm25Data } from './bm25.js';

/**
 * The words of the knowledge base, ready to be asked: one pooled document per entry over all its languages, in four
 * lists. Chosen by measurement against search libraries, syllables, rank fusion and hashed vectors on 16 sets of questions.
 */

/** How a question scored: one value per document from 0 to about 2, and how much evidence the question carries. */
export interface Scored {
  scores: Float64Array;
  /** Sum of the rarity of the question's character n-grams: two words say less than a sentence. */
  evidence: number;
}

export interface WordIndex {
  /** Number of documents. */
  readonly size: number;
  readonly data: WordIndexData;
  /** Scores every document for a question as it was typed. Total on any string. */
  ask(question: string): Scored;
  /** The score of one document for one of its own sentences, as if that sentence did not stand in it. */
  askWithout(sentence: string, document: number): number;
}

/** Words count half beside all n-grams: measured on a half of 16 sets, figures from the other half. */
const WORDS_WEIGHT = 0.5;
/** Where folding changes the question (Vietnamese), n-grams with and without diacritics share the weight. */
const SHARED_WEIGHT = 0.5;
/** A question of this many code units holds more than anybody asks at once; what follows cannot slow the search. */
const LONGEST_QUESTION = 1_000;

/** The index as plain data, which another thread can hand over without a copy. */
export type WordIndexData = Record<keyof Lists, Bm25Data>;

/** Builds the index. A document is all texts of one entry, in any order and language. */
export function wordIndex(documents: readonly (readonly string[])[]): WordIndex {
  const normal = documents.map((texts) => texts.map(normalise));
  return over({
    words: bm25(normal.map((texts) => texts.flatMap(wordTokens))),
    folded: bm25(normal.map((texts) => texts.flatMap((text) => grams(fold(text))))),
    // Only texts that folding changes: for all others the folded list is the same.
    exact: bm25(normal.map((texts) => texts.filter((text) => fold(text) !== text).flatMap(grams))),
    sounds: bm25(normal.map((texts) => texts.flatMap((text) => grams(soundsOf(text))))),
  });
}

/** The index over data that was built before. */
export function wordIndexOf({ words, folded, exact, sounds }: WordIndexData): WordIndex {
  return over({ words: bm25Of(words), folded: bm25Of(folded), exact: bm25Of(exact), sounds: bm25Of(sounds) });
}

function over(index: Lists): WordIndex {
  return {
    size: index.words.size,
    data: { words: index.words.data, folded: index.folded.data, exact: index.exact.data, sounds: index.sounds.data },
    ask(question) {
      const typed = question.slice(0, LONGEST_QUESTION);
      const asTyped = read(index, normalise(typed));
      if (mayBeZawgyi(typed)) return better(asTyped, read(index, normalise(toUnicode(typed))));
      return identify(typed).romanised ? listen(index.sounds, normalise(typed), asTyped) : asTyped;
    },
    askWithout(sentence, document) {
      const text = normalise(sentence);
      return WORDS_WEIGHT * index.words.scoreWithout(wordTokens(text), document) + index.folded.scoreWithout(grams(fold(text)), document);
    },
  };
}

type Lists = Record<'words' | 'folded' | 'exact' | 'sounds', Bm25>;

function read(lists: Lists, text: string): Scored {
  const scores = new Float64Array(lists.words.size);
  const folded = fold(text);
  const shared = folded === text ? 0 : SHARED_WEIGHT;
  lists.words.score(wordTokens(text), WORDS_WEIGHT, scores);
  if (shared > 0) lists.exact.score(grams(text), shared, scores);
  const evidence = lists.folded.score(grams(folded), 1 - shared, scores);
  return { scores, evidence };
}

/** Two readings of the same letters: one is nonsense and matches nothing. */
function better(one: Scored, other: Scored): Scored {
  return top(other.scores) > top(one.scores) ? other : one;
}

/** Burmese in Latin letters is compared by sound with the Burmese texts, and by letters with what authors romanised. */
function listen(sounds: Bm25, text: string, letters: Scored): Scored {
  const scores = new Float64Array(sounds.size);
  const evidence = sounds.score(grams(soundsLike(text)), 1, scores);
  return { scores: scores.map((score, n) => Math.max(score, letters.scores[n] ?? 0)), evidence: Math.max(evidence, letters.evidence) };
}

function wordTokens(text: string): number[] {
  return words(text).map(gramHash);
}

function top(scores: Float64Array): number {
  return scores.reduce((most, score) => Math.max(most, score), 0);
}
