import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { answerTo, type Answer } from './ask.js';
import type { Content } from '../content.js';
import { isLocale, type Locale } from '../core/locale.js';
import { isOrigin, isPlace, type Origin, type Place } from '../core/place.js';
import { toZawgyi } from '../language/encoding.js';
import { BINS, calibrationError, equalMass, errorByChance, tenths, type Given } from '../knowledge/reliability.js';
import { words } from '../language/segment.js';

/** `eval questions`: the whole way from a question to what is told, against what a person who knows would tell. */

const line = z.object({
  id: z.string(),
  text: z.string(),
  lang: z.custom<Locale>(isLocale).optional(),
  place: z.custom<Place>(isPlace).optional(),
  origin: z.custom<Origin>(isOrigin).optional(),
  want: z.object({ kind: z.enum(['answer', 'clarify', 'urgent', 'handoff']), topic: z.string().nullable(), place: z.string().nullable() }),
  style: z.string(),
});
type Line = z.infer<typeof line>;

/** How a group of questions went. Shares are 0 to 1, null where there was nothing to measure. */
export interface Tally {
  questions: number;
  /** Of questions with an answer: the entry that came first was right; was among the first three. */
  rightFirst: number | null;
  rightAmongThree: number | null;
  /** Of the same: the right entry was said at once; a wrong one was. */
  answeredRight: number | null;
  answeredWrong: number | null;
  /** Of questions that want a country or a choice: none was answered with another topic. */
  clarifyRight: number | null;
  /** Of questions without an answer: one was given all the same. */
  answeredWithout: number | null;
  /** Of urgent messages: told as such. Of all others: told as urgent. */
  urgentRecall: number | null;
  falseAlarms: number | null;
  /**
   * Expected calibration error: how far the score is from the share of right first topics. Over tenths of the score; over ten
   * bins of as many questions each, which chance biases less; and what the first would be by chance alone. Told as urgent
   * or to be told so counts in none: there a score decides nothing.
   */
  calibrationError: number | null;
  calibrationErrorByMass: number | null;
  calibrationErrorByChance: number | null;
  /** Messages of five words or more whose language was recognised. */
  languageRight: number | null;
}

/** A tenth of the scores: how many questions scored so, what they scored on average, and how many were right. */
export interface Tenth {
  from: number;
  questions: number;
  score: number;
  right: number;
}

export interface QuestionsReport {
  languages: Record<string, Tally & { styles: Record<string, Tally>; reliability: Tenth[] }>;
  all: Tally;
  /** Score against truth in tenths: the reliability diagram. */
  reliability: Tenth[];
  /** Which topic was wanted and which came first instead, the most frequent first. */
  confusions: { wanted: string; first: string; times: number }[];
  questionsPerSecond: number;
  /** Milliseconds within which 99 of 100 questions were answered. */
  p99: number;
}

/** One question as it went. */
interface Outcome extends Pick<Line, 'want' | 'style'> {
  language: string;
  answer: Answer;
  /** The entry said, or else those offered; the first three. */
  offered: { topic: string; place: string }[];
  /** Null where the message is too short to tell. */
  languageRight: boolean | null;
}

/** Fewer words say little about their language. */
const WORDS_OF_A_LANGUAGE = 5;
const OFFERED = 3;

/**
 * Asks every question of the files, `<language>.jsonl`, as a person in the given place would, and measures. `typed` turns
 * a text into what is typed; without it those of the style `zawgyi` are typed in Zawgyi, all others as they stand.
 *
 * @throws Error with file and line where a line is no question.
 */
export async function evalQuestions(files: readonly string[], content: Pick<Content, 'understand' | 'world'>, now: number, typed = asInStyle): Promise<QuestionsReport> {
  const questions = files.flatMap((file) => linesOf(file).map((question) => ({ question, language: basename(file, '.jsonl') })));
  const outcomes: Outcome[] = [];
  const spent: number[] = [];
  for (const { question, language } of questions) {
    const { id, lang, place, origin, want, style } = question;
    const text = typed(question.text, style);
    const started = performance.now();
    const answer = await answerTo({ id, text, ...(lang && { lang }), ...(place && { place }), ...(origin && { origin }) }, content, now);
    spent.push(performance.now() - started);
    const { understanding } = await content.understand(text, { place: null, origin: null, zawgyiEvidence: 0 });
    const enough = words(text).length >= WORDS_OF_A_LANGUAGE;
    const offered = [...(answer.entry ? [answer.entry] : []), ...answer.alternatives].slice(0, OFFERED);
    outcomes.push({ want, style, language, answer, offered, languageRight: enough ? understanding.locale === language : null });
  }
  const languages = [...new Set(outcomes.map(({ language }) => language))];
  return {
    languages: Object.fromEntries(languages.map((language) => [language, byStyle(outcomes.filter((outcome) => outcome.language === language))])),
    all: tally(outcomes),
    reliability: reliability(outcomes),
    confusions: confusions(outcomes),
    questionsPerSecond: spent.length / (spent.reduce((sum, ms) => sum + ms, 0) / 1_000),
    p99: [...spent].sort((a, b) => a - b)[Math.floor(0.99 * spent.length)] ?? 0,
  };
}

function asInStyle(text: string, style: string): string {
  return style === 'zawgyi' ? toZawgyi(text) : text;
}

function byStyle(outcomes: readonly Outcome[]): QuestionsReport['languages'][string] {
  const styles = [...new Set(outcomes.map(({ style }) => style))];
  return { ...tally(outcomes), reliability: reliability(outcomes), styles: Object.fromEntries(styles.map((style) => [style, tally(outcomes.filter((outcome) => outcome.style === style))])) };
}

function tally(outcomes: readonly Outcome[]): Tally {
  const wanting = (kind: Line['want']['kind']): Outcome[] => outcomes.filter(({ want }) => want.kind === kind);
  const [answerable, open, urgent, without] = [wanting('answer'), wanting('clarify'), wanting('urgent'), wanting('handoff')];
  const ordinary = outcomes.filter(({ want }) => want.kind !== 'urgent');
  return {
    questions: outcomes.length,
    rightFirst: share(answerable, (outcome) => isRight(outcome, outcome.offered[0])),
    rightAmongThree: share(answerable, (outcome) => outcome.offered.some((entry) => isRight(outcome, entry))),
    answeredRight: share(answerable, (outcome) => isAnswer(outcome) && isRight(outcome, outcome.offered[0])),
    answeredWrong: share(answerable, (outcome) => isAnswer(outcome) && !isRight(outcome, outcome.offered[0])),
    clarifyRight: share(open, (outcome) => outcome.answer.kind === 'clarify' && outcome.offered.some(({ topic }) => topic === outcome.want.topic)),
    answeredWithout: share(without, isAnswer),
    urgentRecall: share(urgent, ({ answer }) => answer.kind === 'urgent'),
    falseAlarms: share(ordinary, ({ answer }) => answer.kind === 'urgent'),
    calibrationError: calibrationError(tenths(given(outcomes))),
    calibrationErrorByMass: calibrationError(equalMass(given(outcomes))),
    calibrationErrorByChance: errorByChance(given(outcomes)),
    languageRight: share(outcomes.filter(({ languageRight }) => languageRight !== null), ({ languageRight }) => languageRight === true),
  };
}

function isAnswer({ answer }: Outcome): boolean {
  return answer.kind === 'answer';
}

function isRight({ want }: Outcome, entry: { topic: string; place: string } | undefined): boolean {
  return entry !== undefined && entry.topic === want.topic && (want.place === null || entry.place === want.place);
}

function share<T>(of: readonly T[], holds: (one: T) => boolean): number | null {
  return of.length === 0 ? null : of.filter(holds).length / of.length;
}

/** The score speaks of the topic: the place is never guessed. */
function given(outcomes: readonly Outcome[]): Given[] {
  return outcomes
    .filter(({ want, answer }) => want.kind !== 'urgent' && answer.kind !== 'urgent')
    .map(({ want, answer, offered }) => ({ score: answer.score, right: want.topic !== null && offered[0]?.topic === want.topic, weight: 1 }));
}

function reliability(outcomes: readonly Outcome[]): Tenth[] {
  return tenths(given(outcomes)).map(({ weight, score, right }, tenth) => ({ from: tenth / BINS, questions: weight, score, right }));
}

function confusions(outcomes: readonly Outcome[]): QuestionsReport['confusions'] {
  const times = new Map<string, { wanted: string; first: string; times: number }>();
  for (const { want, offered } of outcomes) {
    if (want.topic === null || offered[0]?.topic === want.topic) continue;
    const first = offered[0]?.topic ?? 'nothing';
    const known = times.get(`${want.topic} ${first}`) ?? { wanted: want.topic, first, times: 0 };
    times.set(`${want.topic} ${first}`, { ...known, times: known.times + 1 });
  }
  return [...times.values()].sort((a, b) => b.times - a.times);
}

function linesOf(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, n) => {
      if (text.trim() === '') return [];
      const read = line.safeParse(json(text));
      if (read.success) return [read.data];
      throw new Error(`${file}, line ${n + 1}: ${read.error.issues[0]?.path.join('.') || 'the line'} is not as in {"id","text","lang"?,"place"?,"origin"?,"want":{"kind","topic","place"},"style"}`);
    });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
