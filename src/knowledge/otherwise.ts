import { isSpaceless, scriptOf } from '../language/script.js';
import type { Locale } from '../core/locale.js';

/**
 * Ways of asking as they come from people in a hurry or in trouble: misspelt, in a fragment, or in the middle of a story. What
 * is found of these tells how sure one may be of what people really write, of which authors write only the tidy part.
 */

/** Sentences that people put before and after a question, by language: `knowledge/search/around.yaml`. */
export interface Around {
  before: Record<Locale, readonly string[]>;
  after: Record<Locale, readonly string[]>;
}

/** Numbers from 0 to below 1, the same at every run. */
type Chance = () => number;

/** One letter in so many is mistyped: what people on telephones leave uncorrected is between one in ten and one in fifty. */
const LETTERS_A_SLIP = 14;
/** A fragment keeps between these shares of a text. */
const LEAST_KEPT = 0.45;
const MOST_KEPT = 0.75;
/** A text of fewer words is a fragment already. */
const FEWEST_WORDS = 4;
/** How often a story has a second sentence before the question, and one after it. */
const MORE_BEFORE = 0.4;
const MORE_AFTER = 0.5;

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Letters left out, doubled, or in the wrong order. */
export function misspelt(text: string, chance: Chance): string {
  const signs = [...text];
  const isLetter = (at: number): boolean => /[\p{L}\p{M}]/u.test(signs[at] ?? '');
  let typed = '';
  for (let at = 0; at < signs.length; at += 1) {
    const sign = signs[at]!;
    if (!isLetter(at) || chance() >= 1 / LETTERS_A_SLIP) {
      typed += sign;
      continue;
    }
    const slip = chance();
    if (slip < 1 / 3) continue;
    if (slip < 2 / 3 && isLetter(at + 1)) {
      typed += signs[at + 1]! + sign;
      at += 1;
    } else typed += sign + sign;
  }
  return typed;
}

/** Some words of the text that follow each other. */
export function fragment(text: string, chance: Chance): string {
  const parts = [...segmenter.segment(text)];
  if (parts.filter(({ isWordLike }) => isWordLike).length < FEWEST_WORDS) return text;
  const kept = Math.round(parts.length * (LEAST_KEPT + (MOST_KEPT - LEAST_KEPT) * chance()));
  const from = Math.floor(chance() * (parts.length - kept + 1));
  return parts.slice(from, from + kept).map(({ segment }) => segment).join('').trim();
}

/** The text as people tell what troubles them: after one sentence or two, and often before another. */
export function story(text: string, { before, after }: Around, locale: Locale, chance: Chance): string {
  const one = (of: readonly string[]): string[] => of.slice(Math.floor(chance() * of.length)).slice(0, 1);
  const sentences = [...one(before[locale]), ...(chance() < MORE_BEFORE ? one(before[locale]) : []), text, ...(chance() < MORE_AFTER ? one(after[locale]) : [])];
  return sentences.join(isSpaceless(scriptOf(text.codePointAt(0) ?? 0)) ? ' ' : '. ');
}
