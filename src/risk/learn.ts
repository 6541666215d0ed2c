import { BUCKET_BITS } from './features.js';
import { lineScore, NAMING_BITS, nameOf, WRITINGS, writingOf } from './learned.js';
import type { Learned, Line, Thresholds, Writing } from './learned.js';
import { seeded, trained } from './machine.js';
import type { Sample, Weights } from './machine.js';
import { featureSets, passagesOf } from './passages.js';

/** One message to learn from: a call for help with its danger, or an ordinary one. */
export interface Example {
  text: string;
  danger: string | null;
  /** Language of its file, for the report. */
  language: string;
  /** Ordinary, but nobody's near miss: the questions of the entries. They weigh less and set no threshold. */
  easy: boolean;
}

/** How the red flags went on examples that were not learned from. Shares are 0 to 1. */
export interface Learning {
  language: string;
  urgent: number;
  ordinary: number;
  /** Of calls for help: seen by the rules, by the score, by either; seen or at least looked at; given their own danger. */
  byRules: number;
  byScore: number;
  seen: number;
  lookedAt: number;
  named: number;
  /** Of ordinary messages: taken for a call for help; offered a person first. */
  alarms: number;
  looked: number;
}

/** Errors on a call for help cost twice: it is missed by far fewer examples than there are ordinary ones. */
const COST_URGENT = 2;
const COST_ORDINARY = 1;
const COST_EASY = 0.3;
const FOLDS = 5;
/** Share of letters' sequences that two near duplicates have in common, of all they have. */
const ALIKE = 0.5;
/** Letters of a sequence by which near duplicates are found. */
const SHINGLE = 4;

/** Share of ordinary messages, near misses mostly, that the score and the rules together may take for a call for help; that may be offered a person. */
const MOST_ALARMS = 0.02;
const MOST_LOOKS = 0.06;

/**
 * Learns from examples and says how well, by cross-validation with near duplicates in one fold. `ruled` tells of each
 * example which dangers the rules see in it; `romanised` whether it is Burmese in Latin letters.
 */
export function learn(
  examples: readonly Example[],
  { ruled, romanised, hash }: { ruled: (text: string) => readonly string[]; romanised: (text: string) => boolean; hash: string },
): { learned: Learned; report: Learning[] } {
  const names = [...new Set(examples.flatMap(({ danger }) => danger ?? []))].sort();
  const features = examples.map(({ text }) => featureSets(passagesOf([text], romanised(text))));
  const whole = features.map(([first]) => first ?? []);
  const folds = foldsOf(examples.map(({ text }) => text));
  const scores = new Float64Array(examples.length);
  const named: string[] = examples.map(() => '');
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const others = examples.flatMap((_, n) => (folds[n] === fold ? [] : [n]));
    const model = modelOf(others.map((n) => examples[n]!), others.map((n) => whole[n]!), names);
    examples.forEach((_, n) => {
      if (folds[n] !== fold) return;
      scores[n] = Math.max(...features[n]!.map((set) => lineScore(model.urgent, set)));
      named[n] = nameOf(model, best(model.urgent, features[n]!));
    });
  }
  const judged = examples.map((example, n): Judged => ({ ...example, writing: writingOf(example.text), score: scores[n]!, named: named[n]!, ruled: ruled(example.text) }));
  const thresholds = thresholdsOf(judged);
  return { learned: { ...modelOf(examples, whole, names), examples: hash, thresholds }, report: reportOf(judged, thresholds) };
}

interface Judged extends Example {
  writing: Writing;
  score: number;
  named: string;
  ruled: readonly string[];
}

function best(urgent: Line, sets: readonly (readonly number[])[]): readonly number[] {
  return sets.reduce((most, set) => (lineScore(urgent, set) > lineScore(urgent, most) ? set : most), sets[0] ?? []);
}

function modelOf(examples: readonly Example[], features: readonly (readonly number[])[], names: readonly string[]): Omit<Learned, 'examples' | 'thresholds'> {
  const samples = examples.map(({ danger, easy }, n): Sample => ({
    features: features[n]!,
    belongs: danger !== null,
    cost: danger !== null ? COST_URGENT : easy ? COST_EASY : COST_ORDINARY,
  }));
  const shift = BUCKET_BITS - NAMING_BITS;
  const urgent = examples.flatMap(({ danger }, n) => (danger === null ? [] : [{ danger, features: features[n]!.map((feature) => feature >>> shift) }]));
  return {
    urgent: inSteps(trained(samples, 2 ** BUCKET_BITS)),
    names: [...names],
    dangers: names.map((name) => inSteps(trained(urgent.map(({ danger, features: of }) => ({ features: of, belongs: danger === name, cost: COST_ORDINARY })), 2 ** NAMING_BITS))),
  };
}

/** Weights as whole steps from -127 to 127. */
function inSteps({ weights, bias }: Weights): Line {
  const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), Number.MIN_VALUE) / 127;
  return { weights: Int8Array.from(weights, (weight) => Math.round(weight / step)), step, bias };
}

function thresholdsOf(judged: readonly Judged[]): Record<Writing, Thresholds> {
  const of = (writing: Writing): Thresholds => {
    const ordinary = judged.filter((one) => one.writing === writing && one.danger === null && !one.easy);
    const scores = ordinary.filter(({ ruled }) => ruled.length === 0).map(({ score }) => score).sort((a, b) => b - a);
    const above = (share: number): number => {
      // What the rules take for danger is spent already.
      const may = Math.max(0, Math.floor(share * ordinary.length) - (ordinary.length - scores.length));
      return scores[may] ?? Infinity;
    };
    return { flag: above(MOST_ALARMS), look: above(MOST_LOOKS) };
  };
  return Object.fromEntries(WRITINGS.map((writing) => [writing, of(writing)])) as Record<Writing, Thresholds>;
}

function reportOf(judged: readonly Judged[], thresholds: Record<Writing, Thresholds>): Learning[] {
  const flagged = ({ writing, score }: Judged): boolean => score > thresholds[writing].flag;
  const looked = ({ writing, score }: Judged): boolean => score > thresholds[writing].look;
  return [...new Set(judged.map(({ language }) => language))].map((language) => {
    const urgent = judged.filter((one) => one.language === language && one.danger !== null);
    const ordinary = judged.filter((one) => one.language === language && one.danger === null && !one.easy);
    const share = (of: readonly Judged[], holds: (one: Judged) => boolean): number => of.filter(holds).length / Math.max(1, of.length);
    const byRules = ({ ruled }: Judged): boolean => ruled.length > 0;
    return {
      language,
      urgent: urgent.length,
      ordinary: ordinary.length,
      byRules: share(urgent, byRules),
      byScore: share(urgent, flagged),
      seen: share(urgent, (one) => byRules(one) || flagged(one)),
      lookedAt: share(urgent, (one) => byRules(one) || looked(one)),
      named: share(urgent, (one) => one.danger !== null && (one.ruled.includes(one.danger) || (flagged(one) && one.named === one.danger))),
      alarms: share(ordinary, (one) => byRules(one) || flagged(one)),
      looked: share(ordinary, (one) => byRules(one) || looked(one)),
    };
  });
}

/** A fold for each text, from 0; texts that share most of their letters' sequences are in one. */
function foldsOf(texts: readonly string[]): number[] {
  const sets = texts.map(shingles);
  const holders = new Map<string, number[]>();
  const group = texts.map((_, n) => n);
  const headOf = (n: number): number => {
    while (group[n] !== n) n = group[n] = group[group[n]!]!;
    return n;
  };
  sets.forEach((set, n) => {
    const shared = new Map<number, number>();
    for (const shingle of set) {
      const others = holders.get(shingle) ?? [];
      for (const other of others) shared.set(other, (shared.get(other) ?? 0) + 1);
      others.push(n);
      holders.set(shingle, others);
    }
    for (const [other, count] of shared) if (count > ALIKE * (set.size + sets[other]!.size - count)) group[headOf(n)] = headOf(other);
  });
  const chance = seeded();
  const foldOf = new Map<number, number>();
  return texts.map((_, n) => {
    const fold = foldOf.get(headOf(n)) ?? Math.floor(chance() * FOLDS);
    foldOf.set(headOf(n), fold);
    return fold;
  });
}

function shingles(text: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at === 0 || at + SHINGLE <= text.length; at += 1) found.add(text.slice(at, at + SHINGLE));
  return found;
}
