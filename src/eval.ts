import { readFileSync, writeFileSync } from 'node:fs';
import { FOLLOWING, confidence } from './knowledge/gate.js';
import { wordIndex } from './knowledge/index.js';
import { largest } from './knowledge/largest.js';

/** `eval retrieval`: the word index on any corpus, the same that answers people, without regard to place. */

interface CorpusLine {
  id: string;
  lang: string;
  text: string;
  /** Several lines of one entry are phrasings of the same answer; a line without one is an entry by itself. */
  entry?: string;
}
interface QueryLine {
  id: string;
  lang: string;
  query: string;
  /** Ids of entries; empty where nothing fits. */
  relevant: string[];
}

/** How the retriever did on the questions of one language; shares are 0 to 1, null where there was nothing to measure. */
export interface Evaluation {
  lang: string;
  /** Questions with a right entry, and without one. */
  inScope: number;
  outOfScope: number;
  recallAt1: number | null;
  recallAt3: number | null;
  mrrAt10: number | null;
  /** Chance that a question with an answer scores above one without. */
  auroc: number | null;
  /** The same for questions whose entry was there against questions whose entry was left out; null unless it was asked for. */
  aurocLeftOut: number | null;
  buildMs: number;
  queriesPerSecond: number;
}

/** Ranked entries kept for each question: the first, and those it is judged beside. */
const RANKED = 1 + FOLLOWING;
/** Entries are left out in so many turns, those that stand together in the file at once: so a passage goes with its article. */
const TURNS = 5;

/**
 * Reads the two files (one JSON object a line), asks every question and measures. `out` gets the ranked ids of every
 * question, one JSON object a line. `leaveOut` asks all questions again with a fifth of the entries left out, in five turns: for
 * sets without questions that nothing answers.
 *
 * @throws Error with file and line where a line is not what it should be, or a relevant id is in no corpus line.
 */
export function evalRetrieval({ leaveOut = false, ...files }: { corpus: string; queries: string; out?: string; leaveOut?: boolean }): Evaluation[] {
  const texts = new Map<string, string[]>();
  for (const { id, text, entry } of lines(files.corpus, isCorpusLine, '{"id", "lang", "text", "entry"?}')) texts.set(entry ?? id, [...(texts.get(entry ?? id) ?? []), text]);
  const queries = lines(files.queries, isQueryLine, '{"id", "lang", "query", "relevant": [ids]}');
  queries.forEach(({ id, relevant }) => {
    const lost = relevant.find((entry) => !texts.has(entry));
    if (lost !== undefined) throw new Error(`${files.queries}: question ${id} names ${lost}, which is not in ${files.corpus}`);
  });

  const started = performance.now();
  const entries = [...texts.keys()];
  const ask = askingOf([...texts]);
  const buildMs = performance.now() - started;

  const asked = queries.map((query) => {
    const from = performance.now();
    return { ...query, ...ask(query.query), ms: performance.now() - from };
  });
  if (files.out !== undefined) writeFileSync(files.out, asked.map(({ id, lang, ranked, score }) => `${JSON.stringify({ id, lang, score, ranked })}\n`).join(''));

  const turns = leaveOut ? Array.from({ length: TURNS }, (_, turn) => inTurn(turn, entries, texts, queries)) : [];
  return [...new Set(queries.map(({ lang }) => lang))].map((lang) => ({
    ...measure(lang, asked.filter((query) => query.lang === lang), buildMs),
    aurocLeftOut: mean(turns.flatMap((turn) => aurocOf(turn.filter((query) => query.lang === lang)) ?? [])),
  }));
}

/** The entries that a question ranks first, and how sure one may be of the first, over these texts. */
function askingOf(texts: readonly (readonly [entry: string, said: readonly string[]])[]): (question: string) => { ranked: string[]; score: number } {
  const index = wordIndex(texts.map(([, said]) => ({ said, told: [] })));
  return (question) => {
    const { scores, found, evidence } = index.ask(question);
    const ranked = largest(scores, RANKED, found);
    const [best = 0, ...following] = ranked.map((n) => scores[n]!);
    return { ranked: ranked.map((n) => texts[n]![0]), score: confidence(best, following, evidence) };
  };
}

/** All questions with an answer, asked where one part of the entries is left out: what is left out is no answer. */
function inTurn(turn: number, entries: readonly string[], texts: ReadonlyMap<string, readonly string[]>, queries: readonly QueryLine[]): (QueryLine & { score: number })[] {
  const left = new Set(entries.filter((_, n) => Math.floor((n * TURNS) / entries.length) === turn));
  const ask = askingOf([...texts].filter(([entry]) => !left.has(entry)));
  return queries.filter(({ relevant }) => relevant.length > 0).map((query) => ({ ...query, relevant: query.relevant.filter((entry) => !left.has(entry)), score: ask(query.query).score }));
}

function aurocOf(asked: readonly { relevant: readonly string[]; score: number }[]): number | null {
  const scoresOf = (inScope: boolean): number[] => asked.filter(({ relevant }) => relevant.length > 0 === inScope).map(({ score }) => score);
  return auroc(scoresOf(true), scoresOf(false));
}

interface Asked {
  relevant: string[];
  ranked: string[];
  score: number;
  ms: number;
}

function measure(lang: string, asked: readonly Asked[], buildMs: number): Omit<Evaluation, 'aurocLeftOut'> {
  const inScope = asked.filter(({ relevant }) => relevant.length > 0);
  const ranks = inScope.map(({ relevant, ranked }) => ranked.findIndex((entry) => relevant.includes(entry)) + 1);
  return {
    lang,
    inScope: inScope.length,
    outOfScope: asked.length - inScope.length,
    recallAt1: mean(ranks.map((rank) => Number(rank === 1))),
    recallAt3: mean(ranks.map((rank) => Number(rank >= 1 && rank <= 3))),
    mrrAt10: mean(ranks.map((rank) => (rank === 0 ? 0 : 1 / rank))),
    auroc: aurocOf(asked),
    buildMs,
    queriesPerSecond: asked.length / (asked.reduce((sum, { ms }) => sum + ms, 0) / 1_000),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Area under the ROC curve by the rank sum of Mann and Whitney; a tie counts half. */
function auroc(positives: readonly number[], negatives: readonly number[]): number | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const sorted = [...negatives].sort((a, b) => a - b);
  const wins = positives.reduce((sum, value) => sum + (below(sorted, value) + belowOrAt(sorted, value)) / 2, 0);
  return wins / (positives.length * negatives.length);
}

function below(sorted: readonly number[], value: number): number {
  return boundary(sorted, (other) => other < value);
}
function belowOrAt(sorted: readonly number[], value: number): number {
  return boundary(sorted, (other) => other <= value);
}
/** How many values at the start hold; they are sorted so that those come first. */
function boundary(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isCorpusLine(line: Record<string, unknown>): line is Record<string, unknown> & CorpusLine {
  return ['id', 'lang', 'text'].every((key) => typeof line[key] === 'string') && ['string', 'undefined'].includes(typeof line['entry']);
}
function isQueryLine(line: Record<string, unknown>): line is Record<string, unknown> & QueryLine {
  const { relevant } = line;
  return ['id', 'lang', 'query'].every((key) => typeof line[key] === 'string') && Array.isArray(relevant) && relevant.every((id) => typeof id === 'string');
}

function lines<T>(file: string, fits: (line: Record<string, unknown>) => line is Record<string, unknown> & T, shape: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, n) => {
      if (line.trim() === '') return [];
      const read = object(line);
      if (read === null || !fits(read)) throw new Error(`${file}, line ${n + 1}: write one object ${shape} on each line`);
      return [read];
    });
}

function object(line: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? { ...read } : null;
  } catch {
    return null;
  }
}
