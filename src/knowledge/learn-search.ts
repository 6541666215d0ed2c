import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { identify } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { gramHash } from '../language/segment.js';
import { seeded } from '../risk/machine.js';
import { fitChoices } from './choice-model.js';
import type { Choice } from './choice-model.js';
import type { Besides } from './besides.js';
import { encoderOf, learnEncoder } from './encoder.js';
import type { EncoderData, Sample } from './encoder.js';
import { against, byTongue, LEAST_LOG, logsOf, probabilityOf, strength, tongueOf, TONGUES } from './fusion.js';
import type { Fusion, LearnedSearch, Tongue } from './fusion.js';
import { thresholdsOf } from './gate.js';
import { wordIndex } from './index.js';
import { fragment, misspelt, story } from './otherwise.js';
import type { Around } from './otherwise.js';
import { calibrationError, tenths } from './reliability.js';
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
  /** By both among three, of questions asked otherwise: misspelt, in a fragment, in the middle of a story. */
  otherwiseAmongThree: number;
  /** Expected calibration error over tenths, of all that was tried as it weighs. */
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

/** Parts of the questions that are left out in turn, and of the topics: with an eighth less an encoder is nearly the one that ships. */
const FOLDS = 8;
const TOPIC_FOLDS = 4;
/** One question in so many is tried, and of those without their topic one in twice as many: enough for a dozen weights. */
const TRIED = 3;
/** What is asked otherwise counts so much beside what is asked as it was written: about one message in eight comes so. */
const OTHERWISE_WEIGHT = 0.15;
/** Share of messages that nothing here answers: services that count them report one in ten to one in five. */
const OUTSIDE = 0.16;
/**
 * Of these, such as are about something else altogether; the rest ask for a topic that is only missing. Measured on four
 * public sets: a threshold that a fifth of the left-out questions pass is passed by 2 to 4 of 100 real ones.
 */
const STRANGE = 0.8;

/** One way of asking, as both kinds of search read it. */
interface Ask {
  written: string;
  /** Normalised, with marks for places. */
  text: string;
  topic: number;
  /**
   * Its place in the list of its entry, the foremost of several. 0 is what the entry is called: learned as a way of asking, but
   * no question to be tried.
   */
  nth: number;
  language: Locale;
  features: number[];
  /** How its local letters sound, by which what is romanised is read. */
  sounds: number[];
}

/** `asked` as it was written, or `otherwise`; with its topic `left out`; or a `strange` one, which never had any. */
type Kind = 'asked' | 'otherwise' | 'left out' | 'strange';

/** What is put to a search that has not seen it. */
interface Put {
  kind: Kind;
  text: string;
  language: Locale;
  /** Number of its topic; null where nothing that is there answers it. */
  topic: number | null;
  /** How often it is asked beside the others of its kind. */
  often: number;
}

/** What was tried, with what was found: by topic of the encoder that was asked. */
interface Trial extends Put {
  tongue: Tongue;
  scores: Float64Array;
  logs: Float64Array;
  evidence: number;
  weight: number;
}

/**
 * Learns from all ways of asking, and says how well by cross-validation. The same documents give the same result; takes some
 * minutes. `step` is told of each of the parts of the work, of which there are so many.
 */
export function learnSearch(documents: readonly Document[], placeless: (text: string) => string, besides: Besides, step: (of: number) => void = () => {}): { learned: LearnedSearch; tallies: SearchTally[] } {
  const topics = [...new Set(documents.map(({ topic }) => topic))].sort();
  const asks = asksOf(documents, placeless, topics);
  const done = (): void => step(FOLDS + TOPIC_FOLDS + 1);
  const trials = weighed([...withoutTheirFold(asks, documents, placeless, topics, besides, done), ...withoutTheirTopic(asks, documents, placeless, topics, done)]);
  const fusion = fusionOf(trials);
  const judged = trials.map((trial) => judge(trial, fusion));
  const encoder = learnEncoder(samplesOf(asks), topics);
  done();
  return { learned: { encoder, fusion, ...thresholdsOf(judged.map(({ kind, ...one }) => ({ ...one, outside: isOutside(kind) }))) }, tallies: talliesOf(judged) };
}

function asksOf(documents: readonly Document[], placeless: (text: string) => string, topics: readonly string[]): Ask[] {
  const asks = new Map<string, Ask>();
  for (const { topic, texts } of documents)
    for (const { locale, title, asks: all } of texts)
      for (const [nth, ask] of [title, ...all].entries()) {
        const text = normalise(placeless(ask));
        // The entries of a topic for several places share most of their ways of asking.
        const key = `${topic} ${text}`;
        const known = asks.get(key);
        if (known) known.nth = Math.min(known.nth, nth);
        if (known) continue;
        const tokens = tokensOf(text);
        asks.set(key, { written: ask, text, topic: topics.indexOf(topic), nth, language: locale, features: featuresOf({ tokens, ...identify(text) }), sounds: soundFeaturesOf(tokens) });
      }
  return [...asks.values()];
}

/** What local letters sound like is learned as a text of its own: a romanised one has nothing else of it. */
function samplesOf(asks: readonly Ask[]): Sample[] {
  return asks.flatMap(({ features, sounds, topic }) => [{ features, topic }, ...(sounds.length === 0 ? [] : [{ features: sounds, topic }])]);
}

function withoutTheirFold(asks: readonly Ask[], documents: readonly Document[], placeless: (text: string) => string, topics: string[], { strange, around }: Besides, done: () => void): Trial[] {
  const chance = seeded();
  const folds = asks.map(() => Math.floor(chance() * FOLDS));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const held = asks.filter((_, n) => folds[n] === fold);
    const texts = new Set(held.map(({ text, topic }) => `${topics[topic] ?? ''} ${text}`));
    const rest = documents.map((document) => without(document, (text) => texts.has(`${document.topic} ${normalise(placeless(text))}`)));
    const encoder = learnEncoder(samplesOf(asks.filter((_, n) => folds[n] !== fold)), topics);
    const asked = everyNth(held.filter(({ nth }) => nth > 0), TRIED).map((ask): Put => ({ kind: 'asked', text: ask.written, language: ask.language, topic: ask.topic, often: oftenAt(ask.nth) }));
    const otherwise = asked.map((put, n): Put => ({ ...put, kind: 'otherwise', text: WAYS[n % WAYS.length]!(put, around, chance) }));
    const none = strange.filter((_, n) => n % FOLDS === fold).map((one): Put => ({ ...one, kind: 'strange', topic: null, often: 1 }));
    const told = none.map((put): Put => ({ ...put, text: story(put.text, around, put.language, chance) }));
    const trials = tried([...asked, ...otherwise, ...none, ...told].map((put) => ({ ...put, text: placeless(put.text) })), rest, placeless, encoder);
    done();
    return trials;
  }).flat();
}

/** The ways in which what somebody wrote is asked otherwise, in turn. */
const WAYS: readonly ((put: Put, around: Around, chance: () => number) => string)[] = [
  ({ text }, _, chance) => misspelt(text, chance),
  ({ text }, _, chance) => fragment(text, chance),
  ({ text, language }, around, chance) => story(text, around, language, chance),
];

function withoutTheirTopic(asks: readonly Ask[], documents: readonly Document[], placeless: (text: string) => string, topics: string[], done: () => void): Trial[] {
  return Array.from({ length: TOPIC_FOLDS }, (_, fold) => {
    const left = (topic: number): boolean => topic % TOPIC_FOLDS === fold;
    const rest = documents.filter(({ topic }) => !left(topics.indexOf(topic)));
    const kept = topics.filter((_, topic) => !left(topic));
    const samples = samplesOf(asks.filter(({ topic }) => !left(topic))).map((sample) => ({ ...sample, topic: kept.indexOf(topics[sample.topic]!) }));
    const held = everyNth(asks.filter(({ topic, nth }) => left(topic) && nth > 0), 2 * TRIED);
    const trials = tried(held.map(({ text, language }) => ({ kind: 'left out', text, language, topic: null, often: 1 })), rest, placeless, learnEncoder(samples, kept));
    done();
    return trials;
  }).flat();
}

/**
 * Authors write what comes to everybody's mind first and what few would say last, and the search knows it by that: of the first
 * ways of asking it finds 98 of 100, of those after the twentieth 73. How often each is used falls with its rank (Zipf).
 */
function oftenAt(nth: number): number {
  return 1 / nth;
}

function without(document: Document, held: (text: string) => boolean): Document {
  return { ...document, texts: document.texts.map((text) => ({ ...text, asks: text.asks.filter((ask) => !held(ask)) })) };
}

function everyNth<T>(items: readonly T[], n: number): T[] {
  return items.filter((_, at) => at % n === 0);
}

/** Asks what was held back of a search over the rest. The topics are those of the encoder. */
function tried(puts: readonly Put[], documents: readonly Document[], placeless: (text: string) => string, data: EncoderData): Trial[] {
  const index = wordIndex(documents.map((document) => pooled(document, placeless)));
  const encoder = encoderOf(data);
  const topicOf = documents.map(({ topic }) => data.topics.indexOf(topic));
  return puts.map((put) => {
    const { scores, evidence, reading } = index.ask(put.text);
    const best = new Float64Array(data.topics.length);
    scores.forEach((score, document) => (best[topicOf[document]!] = Math.max(best[topicOf[document]!]!, score)));
    return { ...put, tongue: tongueOf(reading), scores: best, logs: encoder.ask(featuresOf(reading)), evidence, weight: 1 };
  });
}

function isOutside(kind: Kind): boolean {
  return kind === 'left out' || kind === 'strange';
}

/** Each kind weighs as much as it is among what people write. */
function weighed(trials: readonly Trial[]): Trial[] {
  const count = (kind: Kind): number => trials.reduce((sum, trial) => sum + (trial.kind === kind ? trial.often : 0), 0);
  const inside = count('asked') + OTHERWISE_WEIGHT * count('otherwise');
  const outside = (inside * OUTSIDE) / (1 - OUTSIDE);
  const weights: Record<Kind, number> = {
    asked: 1,
    otherwise: OTHERWISE_WEIGHT,
    strange: (outside * STRANGE) / Math.max(1, count('strange')),
    'left out': (outside * (1 - STRANGE)) / Math.max(1, count('left out')),
  };
  return trials.map((trial) => ({ ...trial, weight: weights[trial.kind] * trial.often }));
}

// --- Weights -------------------------------------------------------------------------------------------------------

/** Features of an option: three of a topic; a tongue and the evidence for "none of them". */
const OPTION = 3 + TONGUES.length + 1;
/** Features of a certainty: two of the share, and a tongue. */
const CERTAINTY = 2 + TONGUES.length;

function fusionOf(trials: readonly Trial[]): Fusion {
  const weights = fitChoices(trials.map(optionsOf), OPTION);
  const joined: Fusion = {
    words: weights[0]!,
    weighed: weights[1]!,
    learned: weights[2]!,
    none: byTongue((tongue) => weights[3 + TONGUES.indexOf(tongue)]!),
    noneEvidence: weights[OPTION - 1]!,
    share: 1,
    rest: 1,
    intercepts: byTongue(() => 0),
  };
  const [share = 1, rest = 1, ...intercepts] = fitChoices(trials.map((trial) => certaintyOf(trial, joined)), CERTAINTY);
  return { ...joined, share, rest, intercepts: byTongue((tongue) => intercepts[TONGUES.indexOf(tongue)]!) };
}

/** All topics, and "none of them" as the last option. */
function optionsOf({ topic: right, tongue, scores, logs, evidence, weight }: Trial): Choice {
  const options = new Float64Array((scores.length + 1) * OPTION);
  scores.forEach((score, topic) => options.set([score, score * Math.sqrt(evidence), Math.max(LEAST_LOG, logs[topic]!)], topic * OPTION));
  const none = scores.length * OPTION;
  options[none + 3 + TONGUES.indexOf(tongue)] = 1;
  options[none + OPTION - 1] = Math.log(Math.max(1, evidence));
  return { options, right: right ?? scores.length, weight };
}

/** Whether the first topic is right, by its share: right as the first option, wrong as the second. */
function certaintyOf(trial: Trial, fusion: Fusion): Choice {
  const { share, right } = judge(trial, fusion);
  const options = new Float64Array(2 * CERTAINTY);
  options.set(logsOf(share));
  options[2 + TONGUES.indexOf(trial.tongue)] = 1;
  return { options, right: right ? 0 : 1, weight: trial.weight };
}

interface Judged extends Pick<Trial, 'kind' | 'language' | 'weight'> {
  share: number;
  /** The probability given to the first topic, and whether it was right. */
  score: number;
  right: boolean;
  /** Topics before its own, by both and by words alone; infinite where it has none. */
  rank: number;
  rankByWords: number;
}

function judge({ kind, language, weight, topic: own, tongue, scores, logs, evidence }: Trial, fusion: Fusion): Judged {
  const strengths = scores.map((score, topic) => strength(fusion, score, logs[topic]!, evidence));
  const best = Math.max(...strengths);
  const odds = strengths.reduce((sum, value) => sum + Math.exp(value - best), Math.exp(against(fusion, evidence, tongue) - best));
  const rankIn = (values: Float64Array): number => (own === null ? Infinity : values.filter((value) => value > values[own]!).length);
  const rank = rankIn(strengths);
  return { kind, language, weight, share: 1 / odds, score: probabilityOf(fusion, 1 / odds, tongue), right: rank === 0, rank, rankByWords: rankIn(scores) };
}

// --- Report --------------------------------------------------------------------------------------------------------

function talliesOf(judged: readonly Judged[]): SearchTally[] {
  const of = (language: SearchTally['language']): SearchTally => {
    const all = judged.filter((one) => language === 'all' || one.language === language);
    const asked = all.filter(({ kind }) => kind === 'asked');
    const otherwise = all.filter(({ kind }) => kind === 'otherwise');
    return {
      language,
      questions: asked.length,
      wordsFirst: shareOf(asked, ({ rankByWords }) => rankByWords === 0),
      wordsAmongThree: shareOf(asked, ({ rankByWords }) => rankByWords < 3),
      first: shareOf(asked, ({ rank }) => rank === 0),
      amongThree: shareOf(asked, ({ rank }) => rank < 3),
      otherwiseAmongThree: shareOf(otherwise, ({ rank }) => rank < 3),
      calibrationError: calibrationError(tenths(all)) ?? 0,
    };
  };
  return [...LOCALES.map(of), of('all')];
}

function shareOf<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.filter(holds).length / Math.max(1, all.length);
}
