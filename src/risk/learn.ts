import type { Evidence } from './evidence.js';
import { BUCKET_BITS } from './features.js';
import { highest, NAMING_BITS, nameOf, verdict, WRITINGS, writingOf } from './learned.js';
import type { Learned, Line, Thresholds, Writing } from './learned.js';
import { riskTallies } from './measure.js';
import type { Outcome, RiskTally } from './measure.js';
import { seeded, trained } from './machine.js';
import type { Sample, Weights } from './machine.js';

/** One message to learn from: a call for help with its danger, or an ordinary one. */
export interface Example {
  text: string;
  danger: string | null;
  /** Language of its file, for the report. */
  language: string;
  /**
   * `written` to learn from, near misses included; `known` to the authors of the rules, who went by it; `asked` of an
   * ordinary entry.
   */
  source: 'written' | 'known' | 'asked';
}

/** How red flags went on examples that were not learned from. */
export interface Learning {
  /** On what was written to learn from, by the rules alone and by rules and score. */
  rules: RiskTally[];
  both: RiskTally[];
  /** By rules and score on the questions of ordinary entries. */
  asked: RiskTally[];
}

/** Raised with every change of how a text is cut or learned from: a file that was learned otherwise must be made anew. */
export const LEARNING = 1;

/**
 * What an error costs: a call for help more than an ordinary message; what the authors of the rules knew less, since there
 * the rules look better than they are.
 */
const COST_URGENT = 2;
const COST_KNOWN = 0.3;
const FOLDS = 5;
/** Share of letters' sequences that two near duplicates have in common, of all they have. */
const ALIKE = 0.5;
/** Letters of a sequence by which near duplicates are found; what more texts than these hold tells nothing of any two. */
const SHINGLE = 4;
const MOST_HOLDERS = 300;

/**
 * The stated risk, as shares of the ordinary messages that were written to be mistaken (half of them are near misses):
 * taken for a call for help, and offered a person. Of what people mostly ask, the questions of the entries, one in fifty
 * and fewer are then taken for one.
 */
const MOST_ALARMS = 0.1;
const MOST_LOOKS = 0.25;

/**
 * Learns from examples and says how well, by cross-validation with near duplicates in one fold. `evidenceOf` reads a text
 * as `readRisk` does; `hash` is that of the examples.
 */
export function learn(examples: readonly Example[], evidenceOf: (text: string) => Evidence, hash: string): { learned: Learned; learning: Learning } {
  const names = [...new Set(examples.flatMap(({ danger }) => danger ?? []))].sort();
  const evidence = examples.map(({ text }) => evidenceOf(text));
  const whole = evidence.map((one) => one.whole());
  const folds = foldsOf(examples.map(({ text }) => text));
  const judged: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const others = examples.flatMap((_, n) => (folds[n] === fold ? [] : [n]));
    const model = modelOf(others.map((n) => examples[n]!), others.map((n) => whole[n]!), names);
    for (const [n, example] of examples.entries()) {
      if (folds[n] !== fold) continue;
      const { score, most } = highest(model.urgent, evidence[n]!.parts());
      judged.push({ ...example, writing: writingOf(example.text), score, named: nameOf(model, most), ruled: evidence[n]!.ruled.map(({ danger }) => danger) });
    }
  }
  const thresholds = thresholdsOf(judged);
  return { learned: { ...modelOf(examples, whole, names), examples: hash, thresholds }, learning: learningOf(judged, thresholds) };
}

interface Judged extends Example {
  writing: Writing;
  score: number;
  /** The danger that the score names most. */
  named: string;
  ruled: readonly string[];
}

function modelOf(examples: readonly Example[], features: readonly (readonly number[])[], names: readonly string[]): Omit<Learned, 'examples' | 'thresholds'> {
  const samples = examples.map(({ danger, source }, n): Sample => ({
    features: features[n]!,
    belongs: danger !== null,
    cost: (danger === null ? 1 : COST_URGENT) * (source === 'known' ? COST_KNOWN : 1),
  }));
  const shift = BUCKET_BITS - NAMING_BITS;
  const urgent = examples.flatMap(({ danger }, n) => (danger === null ? [] : [{ danger, features: features[n]!.map((feature) => feature >>> shift) }]));
  return {
    urgent: inSteps(trained(samples, 2 ** BUCKET_BITS)),
    names: [...names],
    dangers: names.map((name) => inSteps(trained(urgent.map(({ danger, features: of }) => ({ features: of, belongs: danger === name, cost: 1 })), 2 ** NAMING_BITS))),
  };
}

/** Weights as whole steps from -127 to 127. */
function inSteps({ weights, bias }: Weights): Line {
  const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), Number.MIN_VALUE) / 127;
  return { weights: Int8Array.from(weights, (weight) => Math.round(weight / step)), step, bias };
}

function thresholdsOf(judged: readonly Judged[]): Record<Writing, Thresholds> {
  const of = (writing: Writing): Thresholds => {
    const scores = judged.filter((one) => one.writing === writing && isWritten(one) && one.danger === null).map(({ score }) => score).sort((a, b) => b - a);
    const above = (share: number): number => scores[Math.floor(share * scores.length)] ?? 0;
    return { flag: above(MOST_ALARMS), look: above(MOST_LOOKS) };
  };
  return Object.fromEntries(WRITINGS.map((writing) => [writing, of(writing)])) as Record<Writing, Thresholds>;
}

function isWritten({ source }: Example): boolean {
  return source === 'written';
}

function learningOf(judged: readonly Judged[], thresholds: Record<Writing, Thresholds>): Learning {
  const written = judged.filter(isWritten);
  const both = (one: Judged): Outcome => {
    const { raised, doubt } = verdict(thresholds[one.writing], one.score, one.ruled, () => one.named);
    return { language: one.language, danger: one.danger, raised, doubt };
  };
  return {
    rules: riskTallies(written.map((one) => ({ language: one.language, danger: one.danger, raised: one.ruled, doubt: false }))),
    both: riskTallies(written.map(both)),
    asked: riskTallies(judged.filter(({ source }) => source === 'asked').map(both)),
  };
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
      if (others.length < MOST_HOLDERS) for (const other of others) shared.set(other, (shared.get(other) ?? 0) + 1);
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
