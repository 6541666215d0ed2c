import type { Locale } from './locale.js';
import type { Place } from './place.js';

/** `R0` ordinary, `R1` a worry, `R2` serious harm or a right being taken, `R3` danger now. */
export const RISK_LEVELS = ['R0', 'R1', 'R2', 'R3'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** How the person's letters are encoded; `none` where the text holds no Burmese letters. */
export type Encoding = 'unicode' | 'zawgyi' | 'undecided' | 'none';

/** A country, town, border gate or nationality word found in the message. */
export interface PlaceMention {
  place: Place;
  /** `to` and `from` where the words say so ("to Thailand", "from Myanmar"), else null. */
  direction: 'to' | 'from' | null;
}

/** A sum of money found in the message; `currency` is an ISO 4217 code, null where none was said. */
export interface Amount {
  value: number;
  currency: string | null;
}

/**
 * A day as the words say it: parts of a date (a year of two digits stands as it was said, others are Gregorian; null is
 * unsaid), or a distance from today in days or whole months. Which day that is, the turn works out.
 */
export type DateSaid = { day: number | null; month: number; year: number | null } | { days: number } | { months: number };

/** A red-flag rule that fired. */
export interface Flag {
  /** Id of the danger in knowledge/risk, for example `locked-in`. */
  danger: string;
  level: Exclude<RiskLevel, 'R0'>;
}

/** `topic@PLACE` or, for an entry that holds for one origin only, `topic@PLACE-ORIGIN`. */
export type EntryKey = string;

/** An entry of the knowledge base that may answer the message. */
export interface Match {
  entry: EntryKey;
  /** Calibrated confidence, 0 to 1, that this entry is the right answer. */
  score: number;
}

/**
 * What the gate made of the matches: `answer` the first is sure enough; `clarify` offer the likeliest;
 * `place` the topic is clear, the country is missing; `none` nothing fits.
 */
export type Gate = 'answer' | 'clarify' | 'place' | 'none';

/** What may answer a question. */
export interface Candidates {
  /** Best first, at most 5. */
  matches: Match[];
  gate: Gate;
}

/** What the words of one message are. Made by `understand`, read by `turn`; plain data. */
export interface Understanding {
  /** The text in Unicode, converted from Zawgyi where that was sure; trimmed; never altered otherwise. */
  text: string;
  encoding: Encoding;
  /** Language of this message, null where it cannot be told (digits, emoji, a language that is not ours). */
  locale: Locale | null;
  /** It is surely in another language than ours: five words or more, or as much in a script that is none of ours. */
  foreign: boolean;
  places: PlaceMention[];
  /** Named only to say that they are not meant: "not in Thailand". */
  denied: Place[];
  /** The country in which they say that they are, live or work themselves; null where they say so of none. */
  staysIn: Place | null;
  /** Bare numbers, any script's digits, in the order of the text; or one number, where the whole message is that in words. */
  numbers: number[];
  amounts: Amount[];
  dates: DateSaid[];
  /** Phone numbers, as E.164 where that is sure, else the digits as typed. Never in a log. */
  phones: string[];
  /** Names of agencies and companies, as they were typed: never looked up. Never in a log. */
  agencies: string[];
  /** Red flags, the gravest first. */
  flags: Flag[];
  /** It may be a call for help, too unsure to call somebody: a person is offered before anything else. */
  doubt: boolean;
  /** Candidate entries, best first, at most 5. */
  matches: Match[];
  gate: Gate;
  /** The words are put as a question. */
  asks: boolean;
  /** They take up what was said before: `place` with another place only ("and in Malaysia?"), `more` with other words; null where they do not. */
  takesUp: 'place' | 'more' | null;
  /** What they may mean together with the entry that was spoken last ("how much?"); nothing where they stand for themselves. */
  sequel: Candidates;
  /** The questions of a message that holds more than one, in order; else none. */
  several: Candidates[];
  /** The text in either encoding, where it is undecided and the two differ; else null. Danger was looked for in both. */
  readings: Record<'unicode' | 'zawgyi', Understanding> | null;
  /** True where a part of understanding failed or was late: the turn then leans to a human. */
  partial: boolean;
}

export const NOTHING_UNDERSTOOD: Understanding = {
  text: '',
  encoding: 'none',
  locale: null,
  foreign: false,
  places: [],
  denied: [],
  staysIn: null,
  numbers: [],
  amounts: [],
  dates: [],
  phones: [],
  agencies: [],
  flags: [],
  doubt: false,
  matches: [],
  gate: 'none',
  asks: false,
  takesUp: null,
  sequel: { matches: [], gate: 'none' },
  several: [],
  readings: null,
  partial: false,
};
