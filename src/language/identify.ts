import type { Locale } from '../core/locale.js';
import { fold } from './fold.js';
import { LATIN_SAMPLES, LOAN_WORDS } from './latin-samples.js';
import { lately } from './lately.js';
import { normalise } from './normalise.js';
import { scriptOf } from './script.js';
import type { Script, Spaceless } from './script.js';

/** The language of one message. */
export interface Identified {
  /** One of ours, or null where it cannot be told (digits, emoji, borrowed words) or is another. */
  locale: Locale | null;
  /** True for Burmese, Thai, Lao and Khmer in Latin letters. */
  romanised: boolean;
}

/** True for Burmese in Latin letters, which is compared by its sounds. */
export function isRomanisedBurmese({ locale, romanised }: Identified): boolean {
  return romanised && locale === 'my';
}

const UNKNOWN: Identified = { locale: null, romanised: false };

const LOCALE_OF: Readonly<Record<Spaceless, Locale>> = { burmese: 'my', thai: 'th', lao: 'lo', khmer: 'km' };

/**
 * A local script decides from this share of the letters on: people write "MOU နဲ့ passport" in Burmese, while an
 * English message may quote a name.
 */
const LOCAL_SHARE = 0.2;
/** Letters of Shan and Karen: they share the block with Burmese, but not the language. */
const NOT_BURMESE = /[\u1061-\u1070\u1075-\u108f\uaa60-\uaa7f]/gu;
/** From this share on a text in Burmese script is Shan or Karen, where every syllable holds such a letter. */
const NOT_BURMESE_SHARE = 0.2;
/** Letters that only Vietnamese has: horn, breve, stroke, and the block of vowels with two marks or a dot below. */
const ONLY_VIETNAMESE = /[đơưăẠ-ỹ]/u;

/** The language of a text, by script, and among Latin letters by their sequences. Takes raw or normalised text. */
export const identify = lately((text: string): Identified => {
  const plain = normalise(text);
  const counts = lettersByScript(plain);
  const local = (['burmese', 'thai', 'lao', 'khmer'] as const).reduce((a, b) => (counts[b] > counts[a] ? b : a));
  const all = counts[local] + counts.latin;
  if (counts[local] > 0 && counts[local] >= LOCAL_SHARE * all) {
    const foreign = local === 'burmese' && (plain.match(NOT_BURMESE)?.length ?? 0) >= NOT_BURMESE_SHARE * counts.burmese;
    return foreign ? UNKNOWN : { locale: LOCALE_OF[local], romanised: false };
  }
  if (counts.latin === 0) return UNKNOWN;
  return ONLY_VIETNAMESE.test(plain) ? { locale: 'vi', romanised: false } : byLetters(plain);
});

function lettersByScript(text: string): Record<Script, number> {
  const counts: Record<Script, number> = { burmese: 0, thai: 0, lao: 0, khmer: 0, latin: 0, other: 0 };
  for (const character of text) counts[scriptOf(character.codePointAt(0) ?? 0)] += 1;
  return counts;
}

// --- Naive Bayes over letter sequences -----------------------------------------------------------------------------

type Tongue = keyof typeof LATIN_SAMPLES;
const TONGUES = Object.keys(LATIN_SAMPLES) as Tongue[];
/** One to four letters; longer ones tell Thai from Lao no better, and take longer to learn. */
const LONGEST = 4;
/** A whole word counts as six sequences: what tells romanised Thai from Lao is single words ("mai", "bo"). Measured best of 0, 3 and 6. */
const WORD_COUNTS = 6;
/** Lidstone smoothing: the samples are small, so what they lack weighs little. */
const SMOOTHING = 0.3;
/** Odds of 3 to 1 after the evidence; below, a message says nothing about its language. */
const SURE = Math.log(3);
/**
 * Overlapping sequences repeat the same evidence about as often as they are long; without this share a single word
 * would look certain.
 */
const EVIDENCE_SHARE = 1 / 4;

const letters = (text: string): string => fold(text).replace(/[^a-z]+/gu, ' ').trim();

/** Letters and the space as digits from 1 on: a sequence of up to four is a number below 28 to the fourth, and no two are the same. */
const BASE = 28;
const SPACE = BASE - 1;

/** Calls for each sequence of letters in a text, and for each of its words as often as one counts. */
function eachSequence(text: string, letters: (sequence: number) => void, word: (word: string) => void): void {
  const digits = Uint8Array.from(` ${text} `, (letter) => (letter === ' ' ? SPACE : letter.charCodeAt(0) - 96));
  for (let start = 0; start < digits.length; start += 1) {
    const end = Math.min(digits.length, start + LONGEST);
    for (let at = start, sequence = 0; at < end; at += 1) letters((sequence = sequence * BASE + digits[at]!));
  }
  for (const whole of text.split(' ')) for (let time = 0; time < WORD_COUNTS; time += 1) word(whole);
}

/** The logarithms of how likely each sequence is, by tongue, one row after the other; and which row is whose. */
interface Learnt {
  rows: Float64Array;
  /** By sequence; 0 is nobody's. */
  letters: Uint16Array;
  words: ReadonlyMap<string, number>;
}

function learn(): Learnt {
  const letterRows = new Uint16Array(BASE ** LONGEST);
  const words = new Map<string, number>();
  let size = 0;
  const counts: number[] = TONGUES.map(() => 0);
  const totals = TONGUES.map(() => 0);
  TONGUES.forEach((tongue, n) => {
    const count = (row: number): void => {
      while (counts.length < (row + 1) * TONGUES.length) counts.push(0);
      counts[row * TONGUES.length + n]! += 1;
      totals[n]! += 1;
    };
    eachSequence(
      letters(normalise(LATIN_SAMPLES[tongue])),
      (sequence) => count((letterRows[sequence] ||= size += 1)),
      (word) => {
        if (!words.has(word)) words.set(word, (size += 1));
        count(words.get(word) ?? 0);
      },
    );
  });
  return { rows: Float64Array.from(counts, (count, at) => Math.log((count + SMOOTHING) / (totals[at % TONGUES.length]! + SMOOTHING * size))), letters: letterRows, words };
}

const learnt = learn();
const loans = new Set(LOAN_WORDS);

function byLetters(text: string): Identified {
  const own = letters(text)
    .split(' ')
    .filter((word) => !loans.has(word))
    .join(' ');
  if (own === '') return UNKNOWN;
  const scores = TONGUES.map(() => 0);
  const { rows, letters: letterRows, words } = learnt;
  const count = (row: number | undefined): void => {
    if (!row) return;
    for (let n = 0; n < scores.length; n += 1) scores[n]! += EVIDENCE_SHARE * rows[row * scores.length + n]!;
  };
  eachSequence(own, (sequence) => count(letterRows[sequence]), (word) => count(words.get(word)));
  const [best = 0, second = 0] = scores.map((_, n) => n).sort((a, b) => scores[b]! - scores[a]!);
  if (scores[best]! - scores[second]! < SURE) return UNKNOWN;
  const tongue = TONGUES[best] ?? 'other';
  return tongue === 'other' ? UNKNOWN : { locale: tongue, romanised: tongue !== 'en' && tongue !== 'vi' };
}
