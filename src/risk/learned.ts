import { z } from 'zod';
import type { Flag } from '../core/understanding.js';
import { identify } from '../language/identify.js';
import { scriptOf } from '../language/script.js';
import type { Evidence } from './evidence.js';
import { BUCKET_BITS } from './features.js';
import { shareOf } from './machine.js';
import { saidOnce } from './passages.js';

/**
 * What was learned from examples of calls for help and of ordinary questions (`knowledge/risk/examples`), beside the
 * rules: a score for "this is a call for help", and one for each danger. Made by `lanpya train risk`.
 */
export interface Learned {
  /** SHA-256 of the examples it was learned from, and of how texts are cut. */
  examples: string;
  urgent: Line;
  /** By danger, in the order of `names`. */
  names: string[];
  dangers: Line[];
  thresholds: Record<Writing, { short: Thresholds; long: Thresholds }>;
}

/** A linear score: weights in steps, one for each bucket. */
export interface Line {
  weights: Int8Array;
  step: number;
  bias: number;
}

/** From `flag` on a message is a call for help; from `look` on it may be one, and a person is offered. */
export interface Thresholds {
  flag: number;
  look: number;
}

/** The scripts, and Vietnamese by itself, since scores of different languages do not compare. */
export const WRITINGS = ['burmese', 'thai', 'lao', 'khmer', 'vietnamese', 'latin'] as const;
export type Writing = (typeof WRITINGS)[number];

/** Naming the danger takes less than seeing it: an eighth of the buckets for each danger keeps the file small. */
export const NAMING_BITS = BUCKET_BITS - 3;

/** The script of most letters, or Vietnamese. */
export function writingOf(text: string): Writing {
  const counts = { burmese: 0, thai: 0, lao: 0, khmer: 0, vietnamese: 0, latin: 0, other: 0 };
  for (let at = 0; at < text.length; at += 1) counts[scriptOf(text.charCodeAt(at))] += 1;
  const most = WRITINGS.reduce((so, writing) => (counts[writing] > counts[so] ? writing : so));
  return most === 'latin' && identify(text).locale === 'vi' ? 'vietnamese' : most;
}

export function lineScore({ weights, step, bias }: Line, features: readonly number[], shift = 0): number {
  let sum = 0;
  for (const feature of features) sum += weights[feature >>> shift] ?? 0;
  return sum * step * shareOf(features.length) + bias;
}

/** The danger that the features name most. */
export function nameOf({ names, dangers }: Pick<Learned, 'names' | 'dangers'>, features: readonly number[]): string {
  const scores = dangers.map((line) => lineScore(line, features, BUCKET_BITS - NAMING_BITS));
  return names[scores.indexOf(Math.max(...scores))] ?? '';
}

/**
 * What to make of a message: the dangers to raise, the likeliest first, and else whether it may be a call for help. The part
 * that speaks most for it decides. What the rules see weighs in the score; where it weighs too little, as in a near miss
 * ("sold me a bad sim"), a person is offered.
 */
export function judge(learned: Learned, text: string, evidence: Evidence): { raised: readonly string[]; doubt: boolean } {
  const { score, most } = highest(learned.urgent, evidence.parts());
  return verdict(thresholdsFor(learned.thresholds, text), score, seenBy(evidence, text), () => nameOf(learned, most));
}

/** What is seen beside the score. */
export interface Seen {
  ruled: readonly string[];
  /** What is raised whatever the score. */
  sure: readonly string[];
  /** Too little is said to call somebody by the score alone, or only what may be. */
  isSlight: boolean;
  deniesDeath: boolean;
}

/** Of so short a message without a signal one in two that pass is ordinary ("room 15 is mine"). */
const FEWEST_LETTERS = 15;

export function seenBy({ ruled, sure, deniesDeath, supposes }: Evidence, text: string): Seen {
  const names = (flags: readonly Flag[]): string[] => flags.map(({ danger }) => danger);
  const letters = text.replace(/[^\p{L}\p{M}]/gu, '').length;
  return { ruled: names(ruled), sure: names(sure), deniesDeath, isSlight: supposes || letters < FEWEST_LETTERS };
}

/**
 * Letters of most messages at most, and of a story: from the one to the other the thresholds rise evenly. A story is as long as two
 * thirds of those that are told (half of these are longer than 298 letters in English, than 172 in Lao).
 */
const SHORT = 60;
const LONG: Record<Writing, number> = { latin: 200, vietnamese: 160, burmese: 150, thai: 130, khmer: 125, lao: 115 };

/** The thresholds for a text of so many letters: the longer it is, the more parts are looked at and the higher the best of them scores, danger or not. */
export function thresholdsAt({ short, long }: { short: Thresholds; long: Thresholds }, letters: number, writing: Writing): Thresholds {
  const share = Math.min(1, Math.max(0, (letters - SHORT) / (LONG[writing] - SHORT)));
  return { flag: short.flag + share * (long.flag - short.flag), look: short.look + share * (long.look - short.look) };
}

/** The thresholds for a text, in its writing. */
export function thresholdsFor(thresholds: Learned['thresholds'], text: string): Thresholds {
  const writing = writingOf(text);
  return thresholdsAt(thresholds[writing], saidOnce(text).length, writing);
}

/** The highest score of some sets of features, and the set that has it. */
export function highest(line: Line, sets: Iterable<readonly number[]>): { score: number; most: readonly number[] } {
  let score = -Infinity;
  let most: readonly number[] = [];
  for (const features of sets) {
    const its = lineScore(line, features);
    if (its <= score) continue;
    score = its;
    most = features;
  }
  return { score, most };
}

export function verdict({ flag, look }: Thresholds, score: number, { ruled, sure, isSlight, deniesDeath }: Seen, name: () => string): { raised: readonly string[]; doubt: boolean } {
  // The learned name comes first: where the rules see danger too, it is right in 80 of 100, the first of the rules in 75.
  if (score > flag && !(isSlight && ruled.length === 0)) return { raised: [...new Set([name(), ...ruled])], doubt: false };
  return sure.length > 0 ? { raised: sure, doubt: false } : { raised: [], doubt: ruled.length > 0 || deniesDeath || score > look };
}

const thresholds = z.strictObject({ flag: z.number(), look: z.number() });
const head = z.strictObject({
  examples: z.string(),
  names: z.array(z.string()).min(1),
  lines: z.array(z.strictObject({ step: z.number(), bias: z.number() })),
  thresholds: z.record(z.enum(WRITINGS), z.strictObject({ short: thresholds, long: thresholds })),
});

/** The file: a line of JSON, then the weights of `urgent` and of each danger. */
export function packed({ examples, urgent, names, dangers, thresholds }: Learned): Uint8Array {
  const lines = [urgent, ...dangers];
  const json = JSON.stringify({ examples, names, lines: lines.map(({ step, bias }) => ({ step, bias })), thresholds } satisfies z.infer<typeof head>);
  const first = new TextEncoder().encode(`${json}\n`);
  const file = new Uint8Array(first.length + lines.reduce((sum, { weights }) => sum + weights.length, 0));
  file.set(first);
  let at = first.length;
  for (const { weights } of lines) {
    file.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), at);
    at += weights.length;
  }
  return file;
}

const NEW_LINE = 10;

/** @throws Error where the bytes are not such a file. */
export function unpacked(file: Uint8Array): Learned {
  const end = file.indexOf(NEW_LINE) + 1;
  const { lines, ...rest } = head.parse(JSON.parse(new TextDecoder().decode(file.subarray(0, end))));
  let at = end;
  const read = lines.map(({ step, bias }, n): Line => {
    const buckets = 2 ** (n === 0 ? BUCKET_BITS : NAMING_BITS);
    const weights = new Int8Array(file.subarray(at, at + buckets));
    at += buckets;
    return { weights, step, bias };
  });
  const [urgent, ...dangers] = read;
  if (urgent === undefined || dangers.length !== rest.names.length || at !== file.length) throw new Error('its length is wrong');
  return { ...rest, urgent, dangers };
}
