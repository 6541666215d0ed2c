import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import type { EncoderData } from './encoder.js';
import type { Reading } from './tokens.js';

/**
 * Words and encoder joined: one probability for each topic, and one that none of them is meant. Everything here is
 * learned from questions that neither the words nor the encoder had seen, some of them without their topic.
 */
export interface Fusion {
  /** What a topic's score by words counts, by itself and times √evidence, and what the encoder's logarithm counts. */
  words: number;
  weighed: number;
  learned: number;
  /** What speaks for none of the topics: by tongue, and by the logarithm of the evidence. */
  none: Record<Tongue, number>;
  noneEvidence: number;
  /**
   * From the share of the first topic to the probability that it is right, by the beta calibration of Kull and others (2017):
   * what the logarithm of the share counts, and that of the rest, and an intercept by tongue.
   */
  share: number;
  rest: number;
  intercepts: Record<Tongue, number>;
}

/** All that `lanpya train search` writes. */
export interface LearnedSearch {
  encoder: EncoderData;
  fusion: Fusion;
  /** From this score on the bot answers; from that one on it offers the likeliest topics. */
  answerAt: number;
  clarifyAt: number;
}

/** A language as it is written; `unknown` where a question is too short to tell. */
export const TONGUES = [...LOCALES, 'romanised', 'unknown'] as const;
export type Tongue = (typeof TONGUES)[number];

export function tongueOf({ locale, romanised }: Pick<Reading, 'locale' | 'romanised'>): Tongue {
  return romanised ? 'romanised' : (locale ?? 'unknown');
}

export function byTongue(value: (tongue: Tongue) => number): Record<Tongue, number> {
  return Object.fromEntries(TONGUES.map((tongue) => [tongue, value(tongue)])) as Record<Locale | 'romanised' | 'unknown', number>;
}

/** Surer than this the encoder is of no topic's absence: one strange word must not rule a topic out. */
export const LEAST_LOG = -12;

/** What speaks for a topic. Its unit is a logarithm of odds. */
export function strength({ words, weighed, learned }: Fusion, score: number, log: number, evidence: number): number {
  return (words + weighed * Math.sqrt(evidence)) * score + learned * Math.max(LEAST_LOG, log);
}

/** What speaks for none of the topics, in the same unit. */
export function against({ none, noneEvidence }: Fusion, evidence: number, tongue: Tongue): number {
  return none[tongue] + noneEvidence * Math.log(Math.max(1, evidence));
}

/** Probability that the first topic is right, from its share of all that speaks for anything. */
export function probabilityOf({ share: slope, rest, intercepts }: Fusion, share: number, tongue: Tongue): number {
  const [of, against] = logsOf(share);
  return 1 / (1 + Math.exp(-(slope * of + rest * against + intercepts[tongue])));
}

/** Keeps the logarithms of 0 finite. */
const NARROWEST = 1e-6;

/** What the calibration goes by: the logarithm of a share, and that of the rest with its sign turned. Both grow with the share. */
export function logsOf(share: number): [of: number, rest: number] {
  return [Math.log(Math.max(NARROWEST, share)), -Math.log(Math.max(NARROWEST, 1 - share))];
}
