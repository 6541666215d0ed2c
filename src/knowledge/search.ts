import type { Locale } from '../core/locale.js';
import { PLACES } from '../core/place.js';
import type { Origin, Place } from '../core/place.js';
import type { EntryKey, Gate, Match } from '../core/understanding.js';
import type { PlacesFound } from '../language/places.js';
import { FOLLOWING, calibrate, calibrated, confidence, gateOf, isBareWord } from './gate.js';
import type { Calibration, Trial } from './gate.js';
import { encoderOf } from './encoder.js';
import type { EntryText } from './entry.js';
import { atHome, fit, likelierAs, likelierIn } from './fit.js';
import type { Fit } from './fit.js';
import { against, probabilityOf, strength, tongueOf } from './fusion.js';
import type { LearnedSearch } from './fusion.js';
import { wordIndex, wordIndexOf } from './index.js';
import type { Pool, WordIndex, WordIndexData } from './index.js';
import { largest } from './largest.js';
import { featuresOf } from './tokens.js';
import type { Reading } from './tokens.js';

/** One entry as the search sees it: what is the same everywhere, and its texts in each language. */
export interface Document {
  key: EntryKey;
  topic: string;
  place: Place;
  origin: Origin | null;
  texts: readonly DocumentText[];
}
export interface DocumentText extends EntryText {
  locale: Locale;
}

/** A question with what is known of the person. */
export interface Question {
  /** As it was typed, in Unicode where that is sure. */
  text: string;
  said: PlacesFound;
  place: Place | null;
  origin: Origin | null;
  /** Similarity of each document by meaning, 0 to 1, in the order of the documents; null without a model. */
  meaning: Float64Array | null;
  /** The letters are read right: another reading of them, from Zawgyi, is not tried. */
  asRead?: boolean;
}

export interface Found {
  matches: Match[];
  gate: Gate;
}

export interface Search {
  readonly documents: readonly Document[];
  readonly calibration: Calibration;
  /** What was built, as plain data for `openSearch`. */
  readonly data: SearchData;
  ask(question: Question): Found;
  /** The documents that have anything to do with a text, the likeliest first, without regard to place: at most `most`. */
  rank(text: string, meaning: Float64Array | null, most: number): { document: Document; score: number }[];
}

/** All that takes long to build; another thread can hand it over without a copy. */
export interface SearchData {
  index: WordIndexData;
  calibration: Calibration;
}

/** A question as it was heard, before it is known who asks. */
interface Heard {
  /** By document: what the words say, joined with meaning. */
  scores: Float64Array;
  /** The documents with a score. */
  found: Uint32Array;
  /** What a document that was not found scores on average. */
  others: number;
  evidence: number;
  reading: Reading;
  /** What the encoder says of each of its topics, and last of one that it does not know; null without one. */
  logs: Float64Array | null;
}

/** What speaks for a topic or a document: its score by words, and that joined with what was learned. */
interface Strength {
  topic: number;
  score: number;
  value: number;
}

/** A topic's entry, with how likely it is. */
type Candidate = Fit & Strength & { likely: number };

/** Candidates handed to the turn. */
const MOST_MATCHES = 5;
/** Topics looked at closely for a question. */
const MOST_CANDIDATES = 2 * MOST_MATCHES;
/** A topic this much less likely than the best is no choice worth offering: by words alone, and among probabilities, which fall faster. */
const LIKELY_SHARE = { words: 0.25, learned: 0.01 } as const;
/** A second topic this near to the first is asked about: the answer of a neighbour misleads. */
const CLOSE_SHARE = 0.8;
/** How much of what the words leave open (a score below 1) meaning settles where a model is there; of no real model could it be measured. */
const MEANING_WEIGHT = 0.5;
/** Sample questions tried: 1,200 hold a risk of 4 in 100 to about ±1, within two seconds. */
const MOST_TRIALS = 1_200;

/** All texts of a document that a question may share words with. */
export function textsOf(document: Document): string[] {
  const { said, told } = pooled(document, (text) => text);
  return [...said, ...told];
}

/** What the index holds of a document. */
export function pooled({ texts }: Document, placeless: (text: string) => string): Pool {
  return {
    said: texts.flatMap(({ title, asks }) => [title, ...asks].map(placeless)),
    told: texts.flatMap(({ short, more }) => [short, more].map(withoutSlots)),
  };
}

/** `{{fact:…}}` is no word of anybody's. */
function withoutSlots(text: string): string {
  return text.replace(/\{\{[^}]*\}\}/gu, ' ');
}

/**
 * Builds the search over entries. `placeless` puts marks for the names of places in a question: entries of one topic
 * for different places share their words, so the words choose the topic and the place chooses the entry.
 * Give `calibration` (from an earlier search over the same documents) to skip the trials.
 */
export function buildSearch(documents: readonly Document[], placeless: (text: string) => string, calibration?: Calibration): Search {
  return searchOver(documents, wordIndex(documents.map((document) => pooled(document, placeless))), placeless, calibration ?? null, null);
}

/**
 * The search over the same documents as those that `data` was built from. `learned` may be of an earlier state of the base:
 * it serves for the topics it knows.
 */
export function openSearch(documents: readonly Document[], { index, calibration }: SearchData, learned: LearnedSearch | null = null): Search {
  return searchOver(documents, wordIndexOf(index), (text) => text, calibration, learned);
}

function searchOver(
  documents: readonly Document[],
  index: WordIndex,
  placeless: (text: string) => string,
  calibration: Calibration | null,
  learned: LearnedSearch | null,
): Search {
  const groups = new Map<string, Document[]>();
  for (const document of documents) {
    const group = groups.get(document.topic);
    if (group) group.push(document);
    else groups.set(document.topic, [document]);
  }
  const topics = [...groups.keys()];
  const numbers = new Map(topics.map((topic, n) => [topic, n]));
  const topicOf = Uint32Array.from(documents, (document) => numbers.get(document.topic) ?? 0);
  const placeOf = Uint8Array.from(documents, ({ place }) => PLACES.indexOf(place));
  const byTopic = [...groups.values()];
  const numberOf = new Map(documents.map(({ key }, n) => [key, n]));

  const encoder = learned === null ? null : encoderOf(learned.encoder);
  const encoded = new Map((encoder?.topics ?? []).map((topic, n) => [topic, n]));
  /** By topic, its number in the encoder; the one after all where it came later. */
  const learnedAs = Uint32Array.from(topics, (topic) => encoded.get(topic) ?? encoded.size);
  // One question at a time is weighed in these: made anew for each, they were most of its work in a large base.
  const [best, values] = [new Float64Array(topics.length), new Float64Array(topics.length)];
  const [spoken, touched] = [new Uint32Array(topics.length), { all: new Uint32Array(topics.length), count: 0 }];
  /** The topics that the encoder knows. */
  const known = Uint32Array.from(topics.keys()).filter((topic) => learnedAs[topic] !== encoded.size);
  const settled = calibration ?? calibrate(trials());
  const thresholds = learned ?? settled;
  const likelyShare = learned === null ? LIKELY_SHARE.words : LIKELY_SHARE.learned;

  return { documents, calibration: settled, data: { index: index.data, calibration: settled }, ask, rank };

  function hear(text: string, meaning: Float64Array | null, asRead?: boolean): Heard {
    const { scores, found, others, evidence, reading } = index.ask(text, asRead);
    const logs = encoder?.ask(featuresOf(reading));
    const heard = { scores, found, others, evidence, reading, logs: logs === undefined ? null : withUnknown(logs) };
    if (meaning === null) return heard;
    const joined = scores.map((words, n) => words + MEANING_WEIGHT * (meaning[n] ?? 0) * Math.max(0, 1 - words));
    return { ...heard, scores: joined, found: Uint32Array.from(documents.keys()) };
  }

  /** A topic that the encoder does not know is as likely to it as any. */
  function withUnknown(logs: Float64Array): Float64Array {
    const all = new Float64Array(logs.length + 1);
    all.set(logs);
    all[logs.length] = -Math.log(Math.max(1, logs.length));
    return all;
  }

  function valueOf({ logs, evidence }: Heard, topic: number, score: number): number {
    return learned === null || logs === null ? score : strength(learned.fusion, score, logs[learnedAs[topic]!]!, evidence);
  }

  function strengthOf(heard: Heard, topic: number, score: number): Strength {
    return { topic, score, value: valueOf(heard, topic, score) };
  }

  /** What speaks for each topic by its best document. Returns the topics that something does speak for or against: of all others nothing was found or learned. */
  function weigh(heard: Heard): Uint32Array {
    const found = findBest(heard);
    spoken.set(found);
    let count = found.length;
    for (let n = 0; n < known.length; n += 1) if (best[known[n]!] === 0) spoken[count++] = known[n]!;
    for (let n = 0; n < count; n += 1) values[spoken[n]!] = valueOf(heard, spoken[n]!, best[spoken[n]!]! || heard.others);
    return spoken.subarray(0, count);
  }

  /** How likely each is right: the first against the next, or against all topics as they were weighed and none of them. */
  function likelihoods(heard: Heard, sorted: readonly Strength[], weighed: Uint32Array): number[] {
    const { evidence, reading } = heard;
    const [best] = sorted;
    if (best === undefined) return [];
    if (learned === null) {
      // The lead counts for the first only; those after it are at most as likely as it is.
      const following = sorted.slice(1, 1 + FOLLOWING).map(({ value }) => value);
      return sorted.map(({ value }, n) => calibrated(confidence(value, n === 0 ? following : [value], evidence), settled));
    }
    const tongue = tongueOf(reading);
    const seen = new Set<number>();
    const firsts = sorted.filter(({ topic }) => !seen.has(topic) && seen.add(topic));
    // They count by what stands in `sorted`.
    for (const { topic } of firsts) values[topic] = -Infinity;
    const odds = (value: number): number => Math.exp(value - best.value);
    const none = odds(against(learned.fusion, evidence, tongue));
    let others = 0;
    for (let at = 0; at < weighed.length; at += 1) others += odds(values[weighed[at]!]!);
    const silent = topics.length - weighed.length;
    if (silent > 0) others += silent * odds(valueOf(heard, learnedAs.indexOf(encoded.size), heard.others));
    const rivals = firsts.reduce((sum, { value }) => sum + odds(value), none + others);
    const first = probabilityOf(learned.fusion, 1 / rivals, tongue);
    return sorted.map(({ value }) => first * odds(value));
  }

  function ask(question: Question): Found {
    const heard = hear(question.said.marked, question.meaning, question.asRead);
    const factors = PLACES.map(likelierIn(question));
    const { scores: here, found: those } = heard;
    for (let at = 0; at < those.length; at += 1) here[those[at]!]! *= factors[placeOf[those[at]!]!]!;
    const weighed = weigh(heard);
    const found = largest(values, MOST_CANDIDATES, touched.all.subarray(0, touched.count));
    const candidates = found.flatMap((topic) => candidatesOf(topic, best[topic]!, heard, here, question)).sort((a, b) => b.value - a.value);
    const likely = likelihoods(heard, candidates, weighed);
    const written = new Set(index.written(heard.reading.tokens).map((document) => topicOf[document]!));
    return decide(candidates.map((candidate, n) => ({ ...candidate, likely: likely[n]! })), written, isBareWord(heard.reading.tokens.text));
  }

  /** The entry of a topic for whoever asks; two where home and where they are both answer. */
  function candidatesOf(topic: number, score: number, heard: Heard, here: Float64Array, question: Question): (Fit & Strength)[] {
    const entries = byTopic[topic]!;
    const chosen = fit(entries, question);
    const home = atHome(entries, question);
    const as = (found: Fit, value: number): Fit & Strength => ({ ...found, ...strengthOf(heard, topic, value * likelierAs(found.standing)) });
    if (home === null || home === chosen.entry) return [as(chosen, score)];
    return [as(chosen, here[numberOf.get(chosen.entry.key)!]!), as({ entry: home, standing: 'fits' }, here[numberOf.get(home.key)!]!)];
  }

  /** `written`: the topics of which somebody says just this; `bare`: it is one word. */
  function decide(candidates: readonly Candidate[], written: ReadonlySet<number>, bare: boolean): Found {
    const [best, next] = candidates;
    if (best === undefined) return { matches: [], gate: 'none' };
    const gate = gateOf(best.likely, thresholds, bare && !written.has(best.topic));
    const matches = (of: readonly Candidate[]): Match[] => of.slice(0, MOST_MATCHES).map(({ entry, likely }) => ({ entry: entry.key, score: likely }));
    const sayable = candidates.filter(({ standing, likely }) => (standing === 'fits' || standing === 'near') && likely >= likelyShare * best.likely);
    if (gate === 'none' || best.standing === 'elsewhere') return { matches: matches(sayable), gate: 'none' };
    const leads = next === undefined || next.likely < CLOSE_SHARE * best.likely || (written.has(best.topic) && !written.has(next.topic));
    if (best.standing === 'ask' && (gate === 'answer' || leads || sayable.length === 0)) return { matches: matches([best, ...sayable]), gate: 'place' };
    // An entry for another place than the person's is offered by its title, never said unasked.
    return { matches: matches(sayable), gate: gate === 'answer' && leads && best.standing === 'fits' ? 'answer' : 'clarify' };
  }

  function rank(text: string, meaning: Float64Array | null, most: number): { document: Document; score: number }[] {
    const heard = hear(text, meaning);
    const strengths = Array.from(heard.found.toSorted(), (n) => ({ document: documents[n]!, ...strengthOf(heard, topicOf[n]!, heard.scores[n]!) }));
    const sorted = strengths.filter(({ score }) => score > 0).sort((a, b) => b.value - a.value);
    const likely = likelihoods(heard, sorted, weigh(heard));
    return sorted.slice(0, most).map(({ document }, n) => ({ document, score: likely[n]! }));
  }

  /** The score of each topic's best document. Returns the topics that have one, until the next question. */
  function findBest({ scores, found }: Pick<Heard, 'scores' | 'found'>): Uint32Array {
    for (let n = 0; n < touched.count; n += 1) best[touched.all[n]!] = 0;
    touched.count = 0;
    for (let at = 0; at < found.length; at += 1) {
      const score = scores[found[at]!]!;
      const topic = topicOf[found[at]!]!;
      if (score <= best[topic]!) continue;
      if (best[topic] === 0) touched.all[touched.count++] = topic;
      best[topic] = score;
    }
    return touched.all.subarray(0, touched.count);
  }

  /** Every sample question twice: its topic left out, and only itself left out. */
  function trials(): Trial[] {
    const samples = documents.flatMap((document, n) => document.texts.flatMap(({ asks }) => asks.map((text) => ({ text: placeless(text), n }))));
    // Evenly over all entries and languages, the same ones at every load.
    const stride = Math.max(1, samples.length / MOST_TRIALS);
    const chosen = Array.from({ length: Math.floor(samples.length / stride) }, (_, k) => samples[Math.floor(k * stride)]!);
    return chosen.flatMap(({ text, n }): Trial[] => {
      const asked = index.askUnwritten(text);
      // One more than are compared: its own topic is left out once.
      const leading = largest(best, 2 + FOLLOWING, findBest(asked));
      const trial = (topics: readonly number[]): number => {
        const [first = 0, ...following] = topics.slice(0, 1 + FOLLOWING).map((topic) => best[topic]!);
        return confidence(first, following, asked.evidence);
      };
      return [
        { confidence: trial(leading.filter((topic) => topic !== topicOf[n])), right: false, leftOut: true },
        { confidence: trial(leading), right: leading[0] === topicOf[n], leftOut: false },
      ];
    });
  }
}
