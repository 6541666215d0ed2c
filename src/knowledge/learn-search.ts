import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { searchedAs } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { gramHash } from '../language/segment.js';
import { seeded } from '../risk/machine.js';
import { fitChoices } from './choice-model.js';
import type { Choice } from './choice-model.js';
import { encoderOf, learnEncoder } from './encoder.js';
import type { EncoderData, Sample } from './encoder.js';
import { against, byTongue, LEAST_LOG, logit, probabilityOf, strength, tongueOf, TONGUES } from './fusion.js';
import type { Fusion, LearnedSearch, Tongue } from './fusion.js';
import { thresholdsOf } from './gate.js';
import { wordIndex } from './index.js';
import { pooled } from './search.js';
import type { Document } from './search.js';
import { featuresOf, soundFeaturesOf, tokensOf } from './tokens.js';

/** How the search found the topics of questions that nothing was learned from; shares of 0 to 1. */
export interface SearchTally {
  language: Locale | 'all';
  questions: number;
  /** The right topic first, and among three: by words alone, and by words and encoder. */
  wordsFirst: number;
  wordsAmongThree: number;
  first: number;
  amongThree: number;
  /** Expected calibration error over ten bins. */
  calibrationError: number;
}

/** All ways of asking as hashes in ascending order: by these it is known what a file was learned from. */
export function askHashes(documents: readonly Document[], placeless: (text: string) => string): Uint32Array<ArrayBuffer> {
  const asks = documents.flatMap(({ topic, texts }) => texts.flatMap((text) => text.asks.map((ask) => `${topic} ${normalise(placeless(ask))}`)));
  return Uint32Array.from(new Set(asks.map(gramHash))).sort();
}

/** Share of the present ways of asking that a file was not learned from, 0 to 1. */
export function unlearned(present: Uint32Array, learnedFrom: Uint32Array): number {
  const known = new Set(learnedFrom);
  return present.filter((ask) => !known.has(ask)).length / Math.max(1, present.length);
}

/** Parts of the questions that are left out in turn, and of the topics: with a tenth less an encoder is nearly the one that ships. */
const FOLDS = 10;
const TOPIC_FOLDS = 6;
/** One question in so many is tried, and of those without their topic one in twice as many: enough for a dozen weights. */
const TRIED = 3;
/** What is tried without its topic weighs a tenth: most of what has no answer here is farther from all that has one. */
const LEFT_OUT_WEIGHT = 0.1;

/** One way of asking, as both kinds of search read it. */
interface Ask {
  text: string;
  topic: number;
  /** What an entry is called is learned as a way of asking for it, but it is no question to be tried. */
  title: boolean;
  language: Locale;
  tongue: Tongue;
  features: number[];
  /** Of Burmese letters: how they sound, by which romanised Burmese is read. */
  sounds: number[] | null;
}

/** A question that was tried, with what was found: by topic of the encoder that was asked. */
interface Trial {
  ask: Ask;
  scores: Float64Array;
  logs: Float64Array;
  evidence: number;
  leftOut: boolean;
}

/**
 * Learns from all ways of asking, and says how well by cross-validation. The same documents give the same result; takes some
 * minutes.
 */
export function learnSearch(documents: readonly Document[], placeless: (text: string) => string): { learned: LearnedSearch; tallies: SearchTally[] } {
  const topics = [...new Set(documents.map(({ topic }) => topic))].sort();
  const asks = asksOf(documents, placeless, topics);
  const trials = [...withoutTheirFold(asks, documents, placeless, topics), ...withoutTheirTopic(asks, documents, placeless, topics)];
  const fusion = fusionOf(trials);
  const judged = trials.map((trial) => judge(trial, fusion));
  const encoder = learnEncoder(samplesOf(asks), topics);
  return { learned: { encoder, fusion, ...thresholdsOf(judged) }, tallies: talliesOf(judged) };
}

function asksOf(documents: readonly Document[], placeless: (text: string) => string, topics: readonly string[]): Ask[] {
  const asks = new Map<string, Ask>();
  for (const { topic, texts } of documents)
    for (const { locale, title, asks: all } of texts)
      for (const ask of [title, ...all]) {
        const text = normalise(placeless(ask));
        // The entries of a topic for several places share most of their ways of asking.
        const key = `${topic} ${text}`;
        if (asks.has(key)) continue;
        const tongue = tongueOf(searchedAs(text));
        const tokens = tokensOf(text);
        const sounds = tongue === 'my' ? soundFeaturesOf(tokens) : null;
        asks.set(key, { text, topic: topics.indexOf(topic), title: ask === title, language: locale, tongue, features: featuresOf(tokens, tongue === 'romanised'), sounds });
      }
  return [...asks.values()];
}

/** What Burmese letters sound like is learned as a text of its own: romanised Burmese has nothing else of it. */
function samplesOf(asks: readonly Ask[]): Sample[] {
  return asks.flatMap(({ features, sounds, topic }) => [{ features, topic }, ...(sounds === null ? [] : [{ features: sounds, topic }])]);
}

function withoutTheirFold(asks: readonly Ask[], documents: readonly Document[], placeless: (text: string) => string, topics: string[]): Trial[] {
  const chance = seeded();
  const folds = asks.map(() => Math.floor(chance() * FOLDS));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const held = asks.filter((_, n) => folds[n] === fold);
    const texts = new Set(held.map(({ text, topic }) => `${topics[topic] ?? ''} ${text}`));
    const rest = documents.map((document) => without(document, (text) => texts.has(`${document.topic} ${normalise(placeless(text))}`)));
    const encoder = learnEncoder(samplesOf(asks.filter((_, n) => folds[n] !== fold)), topics);
    return tried(everyNth(held.filter(({ title }) => !title), TRIED), rest, placeless, encoder, false);
  }).flat();
}

function withoutTheirTopic(asks: readonly Ask[], documents: readonly Document[], placeless: (text: string) => string, topics: string[]): Trial[] {
  return Array.from({ length: TOPIC_FOLDS }, (_, fold) => {
    const left = (topic: number): boolean => topic % TOPIC_FOLDS === fold;
    const rest = documents.filter(({ topic }) => !left(topics.indexOf(topic)));
    const kept = topics.filter((_, topic) => !left(topic));
    const samples = samplesOf(asks.filter(({ topic }) => !left(topic))).map((sample) => ({ ...sample, topic: kept.indexOf(topics[sample.topic]!) }));
    const held = everyNth(asks.filter(({ topic, title }) => left(topic) && !title), 2 * TRIED);
    return tried(held, rest, placeless, learnEncoder(samples, kept), true);
  }).flat();
}

function without(document: Document, held: (text: string) => boolean): Document {
  return { ...document, texts: document.texts.map((text) => ({ ...text, asks: text.asks.filter((ask) => !held(ask)) })) };
}

function everyNth<T>(items: readonly T[], n: number): T[] {
  return items.filter((_, at) => at % n === 0);
}

/** Asks what was held back of a search over the rest. The topics are those of the encoder. */
function tried(asks: readonly Ask[], documents: readonly Document[], placeless: (text: string) => string, data: EncoderData, leftOut: boolean): Trial[] {
  const index = wordIndex(documents.map((document) => pooled(document, placeless)));
  const encoder = encoderOf(data);
  const topicOf = documents.map(({ topic }) => data.topics.indexOf(topic));
  return asks.map((ask) => {
    const { scores, evidence } = index.ask(ask.text);
    const best = new Float64Array(data.topics.length);
    scores.forEach((score, document) => (best[topicOf[document]!] = Math.max(best[topicOf[document]!]!, score)));
    return { ask, scores: best, logs: encoder.ask(ask.features), evidence, leftOut };
  });
}

function weightOf({ leftOut }: { leftOut: boolean }): number {
  return leftOut ? LEFT_OUT_WEIGHT : 1;
}

// --- Weights -------------------------------------------------------------------------------------------------------

/** Features of an option: three of a topic; a tongue and the evidence for "none of them". */
const OPTION = 3 + TONGUES.length + 1;

function fusionOf(trials: readonly Trial[]): Fusion {
  const weights = fitChoices(trials.map((trial) => ({ ...optionsOf(trial), weight: weightOf(trial) })), OPTION);
  const joined: Fusion = {
    words: weights[0]!,
    weighed: weights[1]!,
    learned: weights[2]!,
    none: byTongue((tongue) => weights[3 + TONGUES.indexOf(tongue)]!),
    noneEvidence: weights[OPTION - 1]!,
    slope: 1,
    intercepts: byTongue(() => 0),
  };
  const [slope = 1, ...intercepts] = fitChoices(trials.map((trial) => ({ ...certaintyOf(trial, joined), weight: weightOf(trial) })), 1 + TONGUES.length);
  return { ...joined, slope, intercepts: byTongue((tongue) => intercepts[TONGUES.indexOf(tongue)]!) };
}

/** All topics, and "none of them" as the last option. */
function optionsOf({ ask, scores, logs, evidence, leftOut }: Trial): Pick<Choice, 'options' | 'right'> {
  const options = new Float64Array((scores.length + 1) * OPTION);
  scores.forEach((score, topic) => options.set([score, score * Math.sqrt(evidence), Math.max(LEAST_LOG, logs[topic]!)], topic * OPTION));
  const none = scores.length * OPTION;
  options[none + 3 + TONGUES.indexOf(ask.tongue)] = 1;
  options[none + OPTION - 1] = Math.log(Math.max(1, evidence));
  return { options, right: leftOut ? scores.length : ask.topic };
}

/** Whether the first topic is right, by its share: right as the first option, wrong as the second. */
function certaintyOf(trial: Trial, fusion: Fusion): Pick<Choice, 'options' | 'right'> {
  const { share, right } = judge(trial, fusion);
  const options = new Float64Array(2 * (1 + TONGUES.length));
  options[0] = logit(share);
  options[1 + TONGUES.indexOf(trial.ask.tongue)] = 1;
  return { options, right: right ? 0 : 1 };
}

interface Judged {
  ask: Ask;
  leftOut: boolean;
  share: number;
  /** The probability given to the first topic, and whether it was right. */
  score: number;
  right: boolean;
  rank: number;
  rankByWords: number;
}

function judge({ ask, scores, logs, evidence, leftOut }: Trial, fusion: Fusion): Judged {
  const strengths = scores.map((score, topic) => strength(fusion, score, logs[topic]!, evidence));
  const best = Math.max(...strengths);
  const odds = strengths.reduce((sum, value) => sum + Math.exp(value - best), Math.exp(against(fusion, evidence, ask.tongue) - best));
  const rankIn = (values: Float64Array): number => (leftOut ? Infinity : values.filter((value) => value > values[ask.topic]!).length);
  const rank = rankIn(strengths);
  return { ask, leftOut, share: 1 / odds, score: probabilityOf(fusion, 1 / odds, ask.tongue), right: rank === 0, rank, rankByWords: rankIn(scores) };
}

// --- Report --------------------------------------------------------------------------------------------------------

function talliesOf(judged: readonly Judged[]): SearchTally[] {
  const of = (language: SearchTally['language']): SearchTally => {
    const all = judged.filter(({ ask }) => language === 'all' || ask.language === language);
    const inside = all.filter(({ leftOut }) => !leftOut);
    const share = (holds: (one: Judged) => boolean): number => inside.filter(holds).length / Math.max(1, inside.length);
    return {
      language,
      questions: inside.length,
      wordsFirst: share(({ rankByWords }) => rankByWords === 0),
      wordsAmongThree: share(({ rankByWords }) => rankByWords < 3),
      first: share(({ rank }) => rank === 0),
      amongThree: share(({ rank }) => rank < 3),
      calibrationError: calibrationError(all),
    };
  };
  return [...LOCALES.map(of), of('all')];
}

const BINS = 10;

function calibrationError(judged: readonly Judged[]): number {
  const sum = (of: readonly Judged[], value: (one: Judged) => number): number => of.reduce((total, one) => total + weightOf(one) * value(one), 0);
  const gaps = Array.from({ length: BINS }, (_, bin) => {
    const inside = judged.filter(({ score }) => Math.min(BINS - 1, Math.floor(score * BINS)) === bin);
    return Math.abs(sum(inside, ({ score, right }) => score - Number(right)));
  });
  return gaps.reduce((total, gap) => total + gap, 0) / Math.max(1, sum(judged, () => 1));
}
