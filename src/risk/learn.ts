import type { Evidence } from './evidence.js';
import { BUCKET_BITS } from './features.js';
import { highest, NAMING_BITS, nameOf, seenBy, thresholdsFor, verdict, WRITINGS, writingOf } from './learned.js';
import type { Learned, Line, Seen, Thresholds, Writing } from './learned.js';
import { riskTallies } from './measure.js';
import type { Outcome, RiskTally } from './measure.js';
import { seeded, shuffle, trained } from './machine.js';
import type { Sample, Weights } from './machine.js';

/** One message to learn from: a call for help with its danger, or an ordinary one. */
export interface Example {
  text: string;
  danger: string | null;
  /** Language of its file, for the report. */
  language: string;
  /**
   * `written` to learn from, near misses included; `known` to the authors of the rules, who went by it; `asked` of an
   * ordinary entry; `typed` because we say so; `told` at length; a `story` of several of these; a `clause` of one.
   */
  source: 'written' | 'known' | 'asked' | 'typed' | 'told' | 'story' | 'clause';
}

/** How red flags went on examples that were not learned from. */
export interface Learning {
  /** On what was written to learn from, by the rules alone and by rules and score. */
  rules: RiskTally[];
  both: RiskTally[];
  /** By rules and score on long messages, made of those. */
  stories: RiskTally[];
  /** By rules and score on long stories as they are told, and on calls for help among these. */
  told: RiskTally[];
  /** By rules and score on the questions of ordinary entries. */
  asked: RiskTally[];
  /** By rules and score on what we ask people to type. */
  typed: RiskTally[];
}

/** Raised with every change of how a text is cut or learned from: a file that was learned otherwise must be made anew. */
export const LEARNING = 5;

/**
 * What an error costs: a call for help more than an ordinary message; what the authors of the rules knew less, since there
 * the rules look better than they are.
 */
const COST_URGENT = 2;
const COST_KNOWN = 0.3;
/** Stories are made of what is learned from already: more blurs what tells a short call for help. */
const COST_STORY = 0.3;
/** Clauses are many, and short ones say little. */
const COST_CLAUSE = 0.6;
/** Words that we ask people to type must raise nothing. */
const COST_TYPED = 2;
/** Stories that are told are few, and speak for all that are. */
const COST_TOLD = 2;
const COSTS: Record<Example['source'], number> = { written: 1, asked: 1, typed: COST_TYPED, known: COST_KNOWN, clause: COST_CLAUSE, story: COST_STORY, told: COST_TOLD };
const FOLDS = 5;
/** Share of letters' sequences that two near duplicates have in common, of all they have. */
const ALIKE = 0.5;
/** Letters of a sequence by which near duplicates are found; what more texts than these hold tells nothing of any two. */
const SHINGLE = 4;
const MOST_HOLDERS = 300;

/**
 * The stated risk: 3 of 100 ordinary messages are taken for a call for help, of which four in five are questions such as entries
 * answer, and one is written to be mistaken; and 1 of 10 of the long stories that are told with strong words (blood, death, blows or
 * being sold long ago or by hearsay). Of calls for help amid such a story half are then seen, and 95 of 100 at least offered a person.
 */
const MOST_ALARMS = 0.03;
const MOST_ALARMS_LONG = 0.1;
const ORDINARY = { asked: 0.8, written: 0.2 } as const;
/** Shares of those that were written to be mistaken, and of long stories, which at most are offered a person. */
const MOST_LOOKS = 0.25;
const MOST_LOOKS_LONG = 0.5;

/**
 * Learns from examples and says how well, by cross-validation with near duplicates in one fold. `evidenceOf` reads a text
 * as `readRisk` does; `hash` is that of the examples.
 */
export function learn(given: readonly Example[], evidenceOf: (text: string) => Evidence, hash: string): { learned: Learned; learning: Learning } {
  const names = [...new Set(given.flatMap(({ danger }) => danger ?? []))].sort();
  const alone = foldsOf(given.map(({ text }) => text));
  const stories = [...storiesOf(given, alone), ...callsIn(given, alone)];
  const clauses = clausesIn(given, alone);
  const examples = [...given, ...stories.map(({ story }) => story), ...clauses.map(({ clause }) => clause)];
  const folds = [...alone, ...stories.map(({ fold }) => fold), ...clauses.map(({ fold }) => fold)];
  const evidence = examples.map(({ text }) => evidenceOf(text));
  const taught = evidence.map((one, n) => setsOf(examples[n]!, one).map((features) => Int32Array.from(features)));
  const judged: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const others = examples.flatMap((_, n) => (folds[n] === fold ? [] : [n]));
    const model = modelOf(others.map((n) => examples[n]!), others.map((n) => taught[n]!), names);
    for (const [n, example] of examples.entries()) {
      if (folds[n] !== fold) continue;
      const { score, most } = highest(model.urgent, evidence[n]!.parts());
      judged.push({ ...example, writing: writingOf(example.text), score, named: nameOf(model, most), seen: seenBy(evidence[n]!, example.text) });
    }
  }
  const thresholds = thresholdsOf(judged);
  return { learned: { ...modelOf(examples, taught, names), examples: hash, thresholds }, learning: learningOf(judged, thresholds) };
}

interface Judged extends Example {
  writing: Writing;
  score: number;
  /** The danger that the score names most. */
  named: string;
  seen: Seen;
}

/**
 * What is learned of an example: all of it. Of a long ordinary one each part, for each is ordinary and will be looked at; of a
 * call for help in a long one nothing, since its other parts are ordinary and it is learned by itself.
 */
function setsOf({ danger, source }: Example, evidence: Evidence): number[][] {
  if (source !== 'told' && source !== 'story') return [evidence.whole()];
  return danger === null ? [...evidence.parts()] : [];
}

function modelOf(examples: readonly Example[], taught: readonly (readonly Int32Array[])[], names: readonly string[]): Omit<Learned, 'examples' | 'thresholds'> {
  const samples = examples.flatMap(({ danger, source }, n): Sample[] =>
    taught[n]!.map((features) => ({ features, belongs: danger !== null, cost: (danger === null ? 1 : COST_URGENT) * COSTS[source] })),
  );
  const shift = BUCKET_BITS - NAMING_BITS;
  const urgent = examples.flatMap(({ danger }, n) => (danger === null ? [] : taught[n]!.map((of) => ({ danger, features: of.map((feature) => feature >>> shift) }))));
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

function thresholdsOf(judged: readonly Judged[]): Learned['thresholds'] {
  const of = (writing: Writing): { short: Thresholds; long: Thresholds } => {
    const ordinary = judged.filter((one) => one.writing === writing && one.danger === null);
    const scoresOf = (source: Example['source']): number[] => ordinary.filter((one) => one.source === source).map(({ score }) => score);
    const [written, told] = [scoresOf('written'), scoresOf('told')];
    const flag = passedBy([[scoresOf('asked'), ORDINARY.asked], [written, ORDINARY.written]], MOST_ALARMS, -Infinity);
    const look = passedBy([[written, 1]], MOST_LOOKS, -Infinity);
    const short = written.length === 0 ? { flag: 0, look: 0 } : { flag, look };
    return { short, long: { flag: passedBy([[told, 1]], MOST_ALARMS_LONG, short.flag), look: passedBy([[told, 1]], MOST_LOOKS_LONG, short.look) } };
  };
  return Object.fromEntries(WRITINGS.map((writing) => [writing, of(writing)])) as Learned['thresholds'];
}

/**
 * The lowest score, `least` or more, that at most `share` of a message drawn from these passes: one more of each kind, which is
 * still to come, counts as passing (conformal risk control, Angelopoulos and others, 2024).
 */
function passedBy(kinds: readonly (readonly [scores: readonly number[], weight: number])[], share: number, least: number): number {
  const some = kinds.filter(([scores]) => scores.length > 0);
  const all = some.reduce((sum, [, weight]) => sum + weight, 0);
  const steps = some.flatMap(([scores, weight]) => scores.map((score) => ({ score, weight: weight / all / (scores.length + 1) }))).sort((a, b) => b.score - a.score);
  let passing = some.reduce((sum, [scores, weight]) => sum + weight / all / (scores.length + 1), 0);
  for (const { score, weight } of steps) {
    passing += weight;
    if (passing > share) return Math.max(least, score);
  }
  return least;
}

function learningOf(judged: readonly Judged[], thresholds: Learned['thresholds']): Learning {
  const from = (source: Example['source']): Judged[] => judged.filter((one) => one.source === source);
  const both = (one: Judged): Outcome => {
    const { raised, doubt } = verdict(thresholdsFor(thresholds, one.text), one.score, one.seen, () => one.named);
    return { language: one.language, danger: one.danger, raised, doubt };
  };
  return {
    rules: riskTallies(from('written').map((one) => ({ language: one.language, danger: one.danger, raised: one.seen.ruled, doubt: false }))),
    both: riskTallies(from('written').map(both)),
    stories: riskTallies(from('story').map(both)),
    told: riskTallies(from('told').map(both)),
    asked: riskTallies(from('asked').map(both)),
    typed: riskTallies(from('typed').map(both)),
  };
}

/** Ordinary messages with more letters have clauses; a clause has at least so many. */
const OF_CLAUSES = 60;
const CLAUSE = 12;

/** Where a clause ends: at a mark or a new line; in scripts without spaces between words at a space too. */
const CLAUSE_END = /[,.;!?…၊။។៕\n]+|(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]) (?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])/u;

/** The clauses of a text in their order, without what stands between them. A text without an end in it is one clause. */
function clausesOf(text: string): string[] {
  return text.split(CLAUSE_END).flatMap((clause) => clause.trim() || []);
}

/** Those of long ordinary messages: each is ordinary by itself ("he shouted", "I cried all evening"), and sentences are judged by themselves too. */
function clausesIn(examples: readonly Example[], folds: readonly number[]): { clause: Example; fold: number }[] {
  return examples.flatMap((example, n) => {
    if (example.danger !== null || !(example.source === 'written' || example.source === 'told') || example.text.length < OF_CLAUSES) return [];
    const texts = clausesOf(example.text).filter((text) => text.length >= CLAUSE && text.length < example.text.length);
    return texts.map((text) => ({ clause: { ...example, text, source: 'clause' as const }, fold: folds[n]! }));
  });
}

/** How many messages make a story, in turn, and what stands between them. */
const LENGTHS = [2, 3, 4, 5, 6] as const;
const JOINTS = ['. ', ' ', ', '] as const;
/** One in so many calls for help becomes part of a story. */
const TOLD = 2;

/**
 * Long messages, of which few are written: ordinary ones of the same fold and language, one after the other, and calls for
 * help among such. Without them what is long would look dangerous, since calls for help are longer than questions.
 */
function storiesOf(examples: readonly Example[], folds: readonly number[]): { story: Example; fold: number }[] {
  const chance = seeded();
  const languages = [...new Set(examples.map(({ language }) => language))];
  return languages.flatMap((language) =>
    Array.from({ length: FOLDS }, (_, fold) => {
      const here = examples.filter((one, n) => folds[n] === fold && one.language === language && one.source !== 'known' && one.source !== 'told');
      const urgent = here.filter(({ danger }) => danger !== null);
      const written = here.filter(({ danger, source }) => danger === null && source === 'written');
      const asked = here.filter(({ source }) => source === 'asked' || source === 'typed');
      const ordinary = shuffled([...written, ...shuffled(asked, chance).slice(0, written.length)], chance);
      let at = 0;
      let told = 0;
      const some = (count: number): string[] => {
        const first = (at + count > ordinary.length ? 0 : at);
        at = first + count;
        return ordinary.slice(first, at).map(({ text }) => text);
      };
      const story = (texts: readonly string[], danger: string | null): { story: Example; fold: number } => {
        told += 1;
        return { story: { text: texts.join(JOINTS[told % JOINTS.length]), danger, language, source: 'story' }, fold };
      };
      const plain = Array.from({ length: Math.floor((2 * ordinary.length) / (LENGTHS[0] + LENGTHS[4])) }, (_, n) => story(some(LENGTHS[n % LENGTHS.length]!), null));
      const calls = urgent.filter((_, n) => n % TOLD === 0).map(({ text, danger }, n) => {
        const around = some(LENGTHS[n % LENGTHS.length]! - 1);
        return story(around.toSpliced(Math.floor(chance() * (around.length + 1)), 0, text), danger);
      });
      return [...plain, ...calls];
    }).flat(),
  );
}

/** How many calls for help are put into each story that is told. */
const CALLS_TOLD = 3;

/** The stories that are told, with a call for help of the same fold and language between two clauses or at the end. */
function callsIn(examples: readonly Example[], folds: readonly number[]): { story: Example; fold: number }[] {
  const chance = seeded();
  return examples.flatMap((example, n) => {
    if (example.source !== 'told' || example.danger !== null) return [];
    const fold = folds[n]!;
    const urgent = examples.filter((one, m) => folds[m] === fold && one.language === example.language && one.source === 'written' && one.danger !== null);
    const clauses = clausesOf(example.text);
    return shuffled(urgent, chance).slice(0, CALLS_TOLD).map(({ text, danger }, call) => {
      const at = call === 0 ? clauses.length : 1 + Math.floor(chance() * (clauses.length - 1));
      return { story: { ...example, text: clauses.toSpliced(at, 0, text).join(JOINTS[call % JOINTS.length]), danger }, fold };
    });
  });
}

function shuffled<T>(items: readonly T[], chance: () => number): T[] {
  const order = items.map((_, n) => n);
  shuffle(order, chance);
  return order.map((n) => items[n]!);
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
