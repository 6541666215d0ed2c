import { normalise } from '../language/normalise.js';

/**
 * The form in which messages and signals meet. Beyond the normal form it drops what people at night leave out, double
 * or mix up: punctuation, tone marks, spaces inside scripts that need none. Idempotent.
 */
export function searchable(text: string): string {
  return searchableEach([text.replaceAll(BAR, ' ')])[0] ?? '';
}

/** The same of many short texts without a bar, at the price of one long text. */
export function searchableEach(texts: readonly string[]): string[] {
  return RULES.reduce((form, [from, to]) => form.replace(from, to), normalise(texts.join(BAR).replaceAll('🆘', ' sos ')))
    .split(BAR)
    .map((form) => form.trim());
}

const BAR = '|';

const RULES: readonly (readonly [RegExp, string])[] = [
  [/[^\p{L}\p{M}\p{N}|]+/gu, ' '],
  // Thai, Lao, Burmese and Khmer are written without spaces, and people put them anywhere.
  [/(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]) (?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])/gu, ''],
  // "help meeee"
  [/(\p{L})\1{2,}/gu, '$1'],
  // "can not", "cannot", "can't" are one; normalising has taken the apostrophe.
  [/\b(?:can ?not|can t)\b/gu, 'cant'],
  [/\b(?:will not|won t)\b/gu, 'wont'],
  [/\b(could|do|does|did|is|are|was|were|would|should|has|have|had) ?(?:not|n t)\b/gu, '$1nt'],
  [/\b(?:dnt|don t)\b/gu, 'dont'],
  // Tone marks of Thai and Lao, the dot and the two dots of Burmese.
  [/[\u0e48-\u0e4b\u0ec8-\u0ecb\u1037\u1038]/gu, ''],
  // Two signs E typed for AE.
  [/\u0e40\u0e40/gu, '\u0e41'],
  [/\u0ec0\u0ec0/gu, '\u0ec1'],
  // Lao HO LO, with the sign below or the whole letter.
  [/(?<=\u0eab)\u0ebc/gu, '\u0ea5'],
  // Khmer "give", of three spellings; subscript TA and DA look the same.
  [/\u17b1\u17d2\u1799|\u17b2\u17d2\u1799|\u17a2\u17c4\u1799/gu, '\u17b1\u17d2\u1799'],
  [/\u17d2\u178f/gu, '\u17d2\u178a'],
];
