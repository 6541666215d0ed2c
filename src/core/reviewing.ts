import type { Locale } from './locale.js';
import type { Origin, Place } from './place.js';
import type { EntryKey } from './understanding.js';

/*
 * What a reviewer reads and does, as plain data: the knowledge base makes it, the counsellor console shows it.
 */

/**
 * How a text stands: not written; `expired` where a rule it rests on has ended, whatever was signed; `sent-back` by a
 * reviewer; `voided` where words or figures changed after it was signed; `unread`; `signed`.
 */
export type TextState = 'missing' | 'expired' | 'sent-back' | 'voided' | 'unread' | 'signed';

/** One entry in the list. */
export interface TextRow {
  entry: EntryKey;
  topic: string;
  place: Place;
  origin: Origin | null;
  /** In English. */
  title: string;
  states: Record<Locale, TextState>;
}

export interface TextParts {
  title: string;
  short: string;
  more: string;
}

/** A fact as its reviewer must judge it. */
export interface FactCard {
  id: string;
  claim: string;
  /** Each value as it is spoken in the language, and in English. */
  values: { name: string; said: string; english: string }[];
  asOf: string;
  validFrom: string | null;
  validUntil: string | null;
  reviewBy: string | null;
  confidence: 'high' | 'medium' | 'low';
  use: 'serve' | 'verify' | 'background';
  standing: 'current' | 'unsure' | 'expired' | 'missing';
  sources: { publisher: string; title: string; date: string; url: string }[];
  conflicts: string[];
  note: string | null;
}

/** The last word of a reviewer on a text. */
export interface LastReview {
  by: string;
  /** `2026-12-01`. */
  date: string;
  comment: string | null;
  /** Where the text changed since it was signed: every line that stayed, went out or came in. Else empty. */
  changes: { what: 'same' | 'out' | 'in'; line: string }[];
}

/** Everything a reviewer needs beside each other. */
export interface TextPage {
  entry: EntryKey;
  locale: Locale;
  kind: 'answer' | 'unconfirmed';
  /** Names the exact text with its facts: what is signed is what was read. */
  digest: string;
  state: TextState;
  last: LastReview | null;
  text: TextParts;
  english: TextParts | null;
  asks: readonly string[];
  facts: FactCard[];
  /** What a person is told today, whole, were this text said with the mark of an unread one. */
  spoken: string;
  /** True where the bot says it at this moment. */
  said: boolean;
}

/** Why a review was not taken: the text is another by now; the file cannot be written; anything else, in words. */
export type Kept = { kind: 'kept' } | { kind: 'changed' } | { kind: 'unwritable'; reason: string } | { kind: 'refused'; reason: string };

export interface TextRead {
  entry: EntryKey;
  locale: Locale;
  /** Of the page that was read. */
  digest: string;
  /** Id in knowledge/reviews.yaml. */
  reviewer: string;
}

export interface Reviewing {
  rows(): TextRow[];
  /** Null where there is no such text. */
  page(entry: EntryKey, locale: Locale): TextPage | null;
  /** True where this public key (SPKI, DER, base64) stands under this id. */
  knows(reviewer: string, publicKey: string): boolean;
  /**
   * Puts a new reviewer into knowledge/reviews.yaml under `id`, or `id-2` and so on where that is taken. The private key
   * (PKCS 8, PEM) is kept nowhere: it is the caller's to wrap.
   */
  enrol(id: string, name: string): { kind: 'kept'; reviewer: string; publicKey: string; privateKey: string } | Exclude<Kept, { kind: 'kept' | 'changed' }>;
  sign(read: TextRead, privateKey: string): Kept;
  sendBack(read: TextRead, comment: string): Kept;
}
