import { mayBeZawgyi, toUnicode } from '../language/encoding.js';
import { fold } from '../language/fold.js';
import { identify } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { gramHash, grams, words } from '../language/segment.js';
import { bm25 } from './bm25.js';
import type { Bm25 } from './bm25.js';
import { cosine, inverseLengths } from './cosine.js';
import { filing } from './postings.js';
import type { Postings } from './postings.js';

/**
 * The words of the knowledge base, ready to be asked. A document is one entry over all its languages. It is compared
 * as a whole (BM25 over four lists of its pooled texts) and by the one of its texts that is most like the question.
 * Chosen by measurement against search libraries, syllables, rank fusion and hashed vectors on 16 sets of questions.
 */

/** How a question scored: one value per document from 0 to about 3, and how much evidence the question carries. */
export interface Scored {
  scores: Float64Array;
  /** The part of each score that comes from the text most like the question, 0 to 1. */
  nearest: Float64Array;
  /** Sum of the rarity of the question's character n-grams: two words say less than a sentence. */
  evidence: number;
}

export interface WordIndex {
  /** Number of documents. */
  readonly size: number;
  readonly data: WordIndexData;
  /** Scores every document for a question as it was typed. Total on any string. */
  ask(question: string): Scored;
  /** Scores every document for a sentence of the base as if it were written nowhere. */
  askUnwritten(sentence: string): Scored;
}

/** The index as plain data, which another thread can hand over without a copy and a file can hold. */
export interface WordIndexData {
  lists: Record<keyof Lists, Postings>;
  /** Each text that people say, by itself: its tokens, its document, and a hash of it to know it again. */
  texts: Postings;
  /** 1 by the length of each text's vector. */
  inverse: Float64Array<ArrayBuffer>;
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
  const [words, folded, exact, sounds, texts] = [filing(), filing(), filing(), filing(), filing()];
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
      texts.add(bothKinds(tokens));
      texts.end();
      documentOf.push(document);
      hashes.push(gramHash(tokens.text));
    });
    for (const list of [words, folded, exact, sounds]) list.end();
  });
  const ofTexts = texts.postings();
  return wordIndexOf({
    lists: { words: words.postings(), folded: folded.postings(), exact: exact.postings(), sounds: sounds.postings() },
    texts: ofTexts,
    inverse: inverseLengths(ofTexts),
    documentOf: Uint32Array.from(documentOf),
    hashes: Uint32Array.from(hashes),
  });
}

/** The index over data that was built before. */
export function wordIndexOf(data: WordIndexData): WordIndex {
  const { documentOf, hashes } = data;
  const lists: Lists = { words: bm25(data.lists.words), folded: bm25(data.lists.folded), exact: bm25(data.lists.exact), sounds: bm25(data.lists.sounds) };
  const texts = cosine(data.texts, data.inverse);
  /** The texts with a hash; made when the first sentence of the base is asked. */
  let withHash: Map<number, number[]> | undefined;
  return { size: lists.words.size, data, ask, askUnwritten };

  function ask(question: string): Scored {
    const typed = question.slice(0, LONGEST_QUESTION);
    const normal = normalise(typed);
    const asTyped = score(tokensOf(normal));
    if (mayBeZawgyi(typed)) return better(asTyped, score(tokensOf(normalise(toUnicode(typed)))));
    return identify(typed).romanised ? listen(lists.sounds, normal, asTyped) : asTyped;
  }

  function askUnwritten(sentence: string): Scored {
    const tokens = tokensOf(normalise(sentence));
    withHash ??= textsBy(hashes);
    const itself = withHash.get(gramHash(tokens.text)) ?? [];
    const { scores, evidence } = whole(tokens);
    for (const document of new Set(itself.map((text) => documentOf[text]!)))
      scores[document] = WORDS_WEIGHT * lists.words.scoreWithout(tokens.words, document) + lists.folded.scoreWithout(tokens.folded, document);
    const likeness = texts.likeness(bothKinds(tokens));
    for (const text of itself) likeness[text] = 0;
    return joined(scores, evidence, likeness);
  }

  function score(tokens: Tokens): Scored {
    const { scores, evidence } = whole(tokens);
    return joined(scores, evidence, texts.likeness(bothKinds(tokens)));
  }

  /** Each document as one pooled text. */
  function whole({ words: wordsOf, folded, exact }: Tokens): { scores: Float64Array; evidence: number } {
    const scores = new Float64Array(lists.words.size);
    const shared = exact === null ? 0 : SHARED_WEIGHT;
    lists.words.score(wordsOf, WORDS_WEIGHT, scores);
    if (exact !== null) lists.exact.score(exact, shared, scores);
    return { scores, evidence: lists.folded.score(folded, 1 - shared, scores) };
  }

  function joined(scores: Float64Array, evidence: number, likeness: Float64Array): Scored {
    const nearest = new Float64Array(scores.length);
    // A plain loop: a large base has some hundred thousand texts, and this is done for each question.
    for (let text = 0; text < likeness.length; text += 1) {
      const document = documentOf[text]!;
      if (likeness[text]! > nearest[document]!) nearest[document] = likeness[text]!;
    }
    return { scores: scores.map((value, document) => value + nearest[document]!), nearest, evidence };
  }
}

function textsBy(hashes: Uint32Array): Map<number, number[]> {
  const texts = new Map<number, number[]>();
  hashes.forEach((hash, text) => {
    const same = texts.get(hash);
    if (same) same.push(text);
    else texts.set(hash, [text]);
  });
  return texts;
}

/** "Didn't" without its mark is two words to whoever reads it. */
const NEGATED = /\b(did|do|does|has|have|had|is|are|was|were|would|could|should)nt\b/gu;

/** The tokens of a normalised text. */
interface Tokens {
  text: string;
  words: number[];
  folded: number[];
  /** With diacritics; null where folding changes nothing. */
  exact: number[] | null;
}

function tokensOf(normal: string): Tokens {
  const text = normal.replace(NEGATED, '$1 not');
  const folded = fold(text);
  return { text, words: words(text).map(gramHash), folded: grams(folded), exact: folded === text ? null : grams(text) };
}

/** Words stand apart from n-grams that are spelt alike. */
const WORD_MARK = 0x5bd1e995;

function bothKinds(tokens: Tokens): number[] {
  return [...tokens.folded, ...tokens.words.map((word) => (word ^ WORD_MARK) >>> 0)];
}

/** Two readings of the same letters: one is nonsense and matches nothing. */
function better(one: Scored, other: Scored): Scored {
  return top(other.scores) > top(one.scores) ? other : one;
}

/** Burmese in Latin letters is compared by sound with the Burmese texts, and by letters with what authors romanised. */
function listen(sounds: Bm25, text: string, letters: Scored): Scored {
  const scores = new Float64Array(sounds.size);
  const evidence = sounds.score(grams(soundsLike(text)), 1, scores);
  return { scores: scores.map((score, n) => Math.max(score, letters.scores[n]!)), nearest: letters.nearest, evidence: Math.max(evidence, letters.evidence) };
}

function top(scores: Float64Array): number {
  return scores.reduce((most, score) => Math.max(most, score), 0);
}
