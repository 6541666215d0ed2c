import { fold } from '../language/fold.js';
import { kinOf } from '../language/kin.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { gramHash, grams, words } from '../language/segment.js';

/** What a text is cut into: 32-bit hashes of its words and of its sequences of letters, in order, with repetitions. */
export interface Tokens {
  text: string;
  words: number[];
  /** Sequences of letters without the diacritics of Latin ones. */
  folded: number[];
  /** With diacritics; null where folding changes nothing. */
  exact: number[] | null;
}

/** "Didn't" without its mark is two words to whoever reads it. */
const NEGATED = /\b(did|do|does|has|have|had|is|are|was|were|would|could|should)nt\b/gu;

/** The tokens of a normalised text. */
export function tokensOf(normal: string): Tokens {
  const text = normal.replace(NEGATED, '$1 not');
  const folded = fold(text);
  // Unicode's own order puts the dot of Burmese before its asat, ours after it: that is no diacritic.
  const same = folded === text.normalize('NFC');
  return { text, words: words(text).map(gramHash), folded: grams(folded), exact: same ? null : grams(text) };
}

/** Words, sounds and the key of Thai and Lao stand apart from sequences of letters that are spelt alike. Any two numbers do. */
const WORD_MARK = 0x5bd1e995;
const SOUND_MARK = 0xcc9e2d51;
const KIN_MARK = 0x27d4eb2f;

/**
 * What the encoder reads of a text: its letters, its words without diacritics, what Thai and Lao have in common, and the
 * sounds of romanised Burmese. By the third, measured, four more of a hundred Lao questions are found among three.
 */
export function featuresOf(tokens: Tokens, romanised: boolean): number[] {
  const folded = fold(tokens.text);
  const spelt = folded === tokens.text ? tokens.words : words(folded).map(gramHash);
  const heard = romanised ? grams(soundsLike(tokens.text)).map((gram) => marked(gram, SOUND_MARK)) : [];
  const kin = grams(kinOf(tokens.text)).map((gram) => marked(gram, KIN_MARK));
  return [...tokens.folded, ...spelt.map((word) => marked(word, WORD_MARK)), ...kin, ...heard];
}

/** The sounds of a text in Burmese letters, as romanised Burmese has them. */
export function soundFeaturesOf(tokens: Tokens): number[] {
  return grams(soundsOf(tokens.text)).map((gram) => marked(gram, SOUND_MARK));
}

function marked(hash: number, mark: number): number {
  return (hash ^ mark) >>> 0;
}
