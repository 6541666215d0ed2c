import { lately } from './lately.js';
import { marksInOrder } from './marks.js';

/**
 * One form for what people type in many: the text that every search, rule and pattern reads. It is never shown.
 */

/** The digit zero of each script a user of ours may type; its nine followers are the other digits. Source: Unicode Nd. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0x0ed0, 0x1040, 0x1090, 0x17e0] as const;

const DIGITS = new Map(ZEROS.flatMap((zero) => Array.from({ length: 10 }, (_, n) => [String.fromCharCode(zero + n), String(n)] as const)));
const LOCAL_DIGIT = new RegExp(`[${ZEROS.map((z) => `${String.fromCharCode(z)}-${String.fromCharCode(z + 9)}`).join('')}]`, 'gu');

/** Local digits as ASCII ones; all other characters stay. */
export function asciiDigits(text: string): string {
  return text.replace(LOCAL_DIGIT, (digit) => DIGITS.get(digit) ?? digit);
}

/** Zero-width spaces, joiners, direction marks, variation selectors, soft hyphens, Khmer inherent vowels: invisible, and no two keyboards agree on them. */
const INVISIBLE = /[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/**
 * The digit zero ၀ typed for the letter ဝ, which looks the same: it is the letter where a mark follows, or where a
 * letter follows and no digit stands before.
 */
const WA_AS_ZERO = /\u1040(?=[\u102b-\u103e])|(?<![\u1040-\u1049.,])\u1040(?=[\u1000-\u1021])/gu;

/** "didn't" is typed "didnt" as often; the mark holds nothing. One of the marks, U+02BC, counts as a letter itself. */
const APOSTROPHES = /(?<=[\p{L}\p{M}])(?<!ʼ)['’‘ʼ`]+(?!ʼ)(?=\p{L})/gu;

/**
 * NFKC, lower case, no invisible characters, marks in one order and once, no apostrophes inside words, local
 * digits as ASCII, white space as single spaces. Idempotent; total on any string.
 */
export const normalise = lately((text: string): string => {
  const lower = withoutInvisible(withoutInvisible(text).normalize('NFKC').toLowerCase().normalize('NFKC'));
  // Letters that come to stand together, where an apostrophe was, may compose: NFKC once more, before their marks get an order.
  const letters = lower.replace(WA_AS_ZERO, '\u101d').replace(APOSTROPHES, '').normalize('NFKC');
  return asciiDigits(marksInOrder(letters)).replace(/\s+/gu, ' ').trim();
});
