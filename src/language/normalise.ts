import { lately } from './lately.js';

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

/** Zero-width spaces, joiners, direction marks, variation selectors, soft hyphens: invisible, and no two keyboards agree on them. */
const INVISIBLE = /[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;

/** NFKC takes SARA AM and its Lao sister apart; searchers and dictionaries know them whole. A tone may stand between. */
const THAI_AM = /\u0e4d([\u0e48-\u0e4b]?)\u0e32/gu;
const LAO_AM = /\u0ecd([\u0ec8-\u0ecb]?)\u0eb2/gu;

/**
 * The digit zero ၀ typed for the letter ဝ, which looks the same: it is the letter where a mark follows, or where a
 * letter follows and no digit stands before.
 */
const WA_AS_ZERO = /\u1040(?=[\u102b-\u103e])|(?<![\u1040-\u1049.,])\u1040(?=[\u1000-\u1021])/gu;

/** Marks of one Burmese syllable after its consonant; a stack (U+1039) and marks of other scripts beside them are left alone. */
const BURMESE_MARKS = /(?<!\p{M})[\u102b-\u1032\u1036-\u1038\u103a-\u103e]{2,}(?!\p{M})/gu;
/** The order of the Unicode standard (chapter 16.3): medials, vowels, then anusvara, asat, dot and visarga. */
const MARK_ORDER = '\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u1036\u103a\u1037\u1038';

function inOrder(marks: string): string {
  return [...marks].sort((a, b) => MARK_ORDER.indexOf(a) - MARK_ORDER.indexOf(b)).join('');
}

/** "didn't" is typed "didnt" as often; the mark holds nothing. One of the marks, U+02BC, counts as a letter itself. */
const APOSTROPHES = /(?<=\p{L})(?<!ʼ)['’‘ʼ`]+(?!ʼ)(?=\p{L})/gu;

/**
 * NFKC, lower case, no invisible characters, SARA AM whole, Burmese marks in one order, no apostrophes inside words, local
 * digits as ASCII, white space as single spaces. Idempotent; total on any string.
 */
export const normalise = lately((text: string): string => {
  const lower = text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase().normalize('NFKC').replace(INVISIBLE, '');
  // Letters that come to stand together, where an apostrophe was, may compose: NFKC once more, before SARA AM is made whole.
  const letters = lower.replace(WA_AS_ZERO, '\u101d').replace(APOSTROPHES, '').normalize('NFKC');
  return asciiDigits(letters.replace(THAI_AM, '$1\u0e33').replace(LAO_AM, '$1\u0eb3').replace(BURMESE_MARKS, inOrder)).replace(/\s+/gu, ' ').trim();
});
