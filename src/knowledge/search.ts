import type { Locale } from '../core/locale.js';
import type { Origin, Place } from '../core/place.js';
import type { EntryKey, Gate, Match } from '../core/understanding.js';
import type { PlacesFound } from '../language/places.js';
import { calibrate, calibrated, confidence, gateOf } from './gate.js';
import type { Calibration, Trial } from './gate.js';
import type { EntryText } from './entry.js';
import { atHome, fit, likelier, likelierAs } from './fit.js';
import type { Fit } from './fit.js';
import { wordIndex, wordIndexOf } from './index.js';
import type { Pool, Scored, WordIndex, WordIndexData } from './index.js';

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
  /** Score of every document, without regard to place: what an evaluation ranks. */
  score(text: string, meaning: Float64Array | null): Scored;
}

/** All that takes long to build; another thread can hand it over without a copy. */
export interface SearchData {
  index: WordIndexData;
  calibration: Calibration;
}

/** A topic's entry, with how likely it is. */
type Candidate = Fit & {
  score: number;
  /** Likeness of the question to the nearest text that the entry says people ask, 0 to 1. */
  nearest: number;
};

/** Candidates handed to the turn. */
const MOST_MATCHES = 5;
/** Topics looked at closely for a question. */
const MOST_CANDIDATES = 2 * MOST_MATCHES;
/** A topic this much less likely than the best is no choice worth offering. */
const LIKELY_SHARE = 0.25;
/** A second topic this near to the first is asked about: the answer of a neighbour misleads. */
const CLOSE_SHARE = 0.8;
/** A question this like one that an author wrote is that question. */
const VERBATIM = 0.9;
/** Weight of meaning beside words where a model is there: an even mean, until real questions say otherwise. */
const MEANING_WEIGHT = 0.5;
/** Sample questions tried: 1,200 hold a risk of 4 in 100 to about ±1, within two seconds. */
const MOST_TRIALS = 1_200;

/** All texts of a document that a question may share words with. */
export function textsOf(document: Document): string[] {
  const { said, told } = pooled(document, (text) => text);
  return [...said, ...told];
}

function pooled({ texts }: Document, placeless: (text: string) => string): Pool {
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
  return searchOver(documents, wordIndex(documents.map((document) => pooled(document, placeless))), placeless, calibration ?? null);
}

/** The search over the same documents as those that `data` was built from. */
export function openSearch(documents: readonly Document[], { index, calibration }: SearchData): Search {
  return searchOver(documents, wordIndexOf(index), (text) => text, calibration);
}

function searchOver(documents: readonly Document[], index: WordIndex, placeless: (text: string) => string, calibration: Calibration | null): Search {
  const groups = new Map<string, Document[]>();
  for (const document of documents) {
    const group = groups.get(document.topic);
    if (group) group.push(document);
    else groups.set(document.topic, [document]);
  }
  const topics = [...groups.keys()];
  const numbers = new Map(topics.map((topic, n) => [topic, n]));
  const topicOf = Uint16Array.from(documents, (document) => numbers.get(document.topic) ?? 0);
  const byTopic = [...groups.values()];
  const numberOf = new Map(documents.map(({ key }, n) => [key, n]));

  const score: Search['score'] = (text, meaning) => {
    const { scores, nearest, evidence } = index.ask(text);
    return { scores: meaning === null ? scores : scores.map((words, n) => (1 - MEANING_WEIGHT) * words + MEANING_WEIGHT * (meaning[n] ?? 0)), nearest, evidence };
  };
  const settled = calibration ?? calibrate(trials());

  return { documents, calibration: settled, data: { index: index.data, calibration: settled }, ask, score };

  function ask(question: Question): Found {
    const { scores, nearest, evidence } = score(question.said.marked, question.meaning);
    const here = scores.map((value, n) => (value > 0 ? value * likelier(documents[n]!, question) : 0));
    const candidates = bestPerTopic(here)
      .slice(0, MOST_CANDIDATES)
      .flatMap(({ topic, score: value }): Candidate[] => {
        const entries = byTopic[topic] ?? [];
        const chosen = fit(entries, question);
        const at = numberOf.get(chosen.entry.key)!;
        const home = atHome(entries, question);
        const first = { ...chosen, score: value * likelierAs(chosen.standing), nearest: nearest[at]! };
        if (home === null || home === chosen.entry) return [first];
        const other = numberOf.get(home.key)!;
        return [
          { ...first, score: here[at]! * likelierAs(chosen.standing) },
          { entry: home, standing: 'fits', score: here[other]!, nearest: nearest[other]! },
        ];
      })
      .sort((a, b) => b.score - a.score);
    return decide(
      candidates.map((candidate, rank) => {
        // The margin counts for the first only; those after it are at most as likely as it is.
        const next = rank === 0 ? (candidates[1]?.score ?? 0) : candidate.score;
        return { ...candidate, score: calibrated(confidence(candidate.score, next, evidence), settled) };
      }),
    );
  }

  function decide(candidates: readonly Candidate[]): Found {
    const [best] = candidates;
    if (best === undefined) return { matches: [], gate: 'none' };
    const gate = gateOf(best.score, settled);
    const matches = (of: readonly Candidate[]): Match[] => of.slice(0, MOST_MATCHES).map(({ entry, score: s }) => ({ entry: entry.key, score: s }));
    const sayable = candidates.filter(({ standing, score: s }) => (standing === 'fits' || standing === 'near') && s >= LIKELY_SHARE * best.score);
    if (gate === 'none' || best.standing === 'elsewhere') return { matches: matches(sayable), gate: 'none' };
    const next = candidates[1];
    const leads = next === undefined || next.score < CLOSE_SHARE * best.score || (best.nearest >= VERBATIM && next.nearest < VERBATIM);
    if (best.standing === 'ask' && (gate === 'answer' || leads || sayable.length === 0)) return { matches: matches([best, ...sayable]), gate: 'place' };
    // An entry for another place than the person's is offered by its title, never said unasked.
    return { matches: matches(sayable), gate: gate === 'answer' && leads && best.standing === 'fits' ? 'answer' : 'clarify' };
  }

  function bestPerTopic(scores: Float64Array): { topic: number; score: number }[] {
    const best = new Float64Array(topics.length);
    scores.forEach((value, n) => (best[topicOf[n]!] = Math.max(best[topicOf[n]!]!, value)));
    return [...best].map((value, topic) => ({ topic, score: value })).sort((a, b) => b.score - a.score);
  }

  /** Every sample question twice: its topic left out, and only itself left out. */
  function trials(): Trial[] {
    const samples = documents.flatMap((document, n) => document.texts.flatMap(({ asks }) => asks.map((text) => ({ text: placeless(text), n }))));
    // Evenly over all entries and languages, the same ones at every load.
    const stride = Math.max(1, samples.length / MOST_TRIALS);
    const chosen = Array.from({ length: Math.floor(samples.length / stride) }, (_, k) => samples[Math.floor(k * stride)]!);
    return chosen.flatMap(({ text, n }): Trial[] => {
      const { scores, evidence } = index.askUnwritten(text);
      const ranking = bestPerTopic(scores);
      const trial = (of: typeof ranking): number => confidence(of[0]?.score ?? 0, of[1]?.score ?? 0, evidence);
      return [
        { confidence: trial(ranking.filter(({ topic }) => topic !== topicOf[n])), right: false, leftOut: true },
        { confidence: trial(ranking), right: ranking[0]?.topic === topicOf[n], leftOut: false },
      ];
    });
  }
}
