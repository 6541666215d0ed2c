import type { GeoCoordinates } from './activity.js';
import type { FlowGraph, FlowWords, Quantity } from './flow.js';
import type { Locale } from './locale.js';
import type { Origin, Place } from './place.js';
import type { Act, Command } from './session.js';
import type { EntryKey, Flag } from './understanding.js';

/** What the person is told for an entry, with what must stand beside it. All in `locale`, formatted. */
export interface Spoken {
  entry: EntryKey;
  /** Language the text is in: another than asked where the entry exists only there. */
  locale: Locale;
  title: string;
  text: string;
  /** Detail on demand, or null. */
  more: string | null;
  /** Publishers and dates, and whether a counsellor has confirmed it; always shown with the answer. */
  footer: string;
  /** A short code that can be asked again later. */
  receipt: string;
  /** True where a fact it rests on is expired, low or unconfirmed: a person is offered. */
  unsure: boolean;
  next: SpokenStep[];
}

export type SpokenStep =
  | { do: 'entry'; entry: EntryKey; title: string }
  | { do: 'flow'; flow: string; title: string }
  | { do: 'human' }
  /** A line of text with a number to call, with its date. */
  | { do: 'hotline'; text: string };

/** A legal maximum from facts. `sure` is false where it may be said only as unconfirmed. */
export interface FeeMaximum {
  amount: number;
  currency: string;
  /** The maximum in words for the language, with date and mark where it is not sure. */
  text: string;
  sure: boolean;
}

/** Words that correct an earlier answer, taken apart. */
export interface Correcting {
  /** `other`: another answer; `wrote`: other words for what was written freely. */
  gives: 'other' | 'wrote';
  /** What it begins with ("no", "sorry, I meant"); empty where its form alone corrects ("3, not 2"). */
  by: string;
  /** What is meant instead, as it was typed; empty where it is only said that something was wrong. */
  said: string;
  /** What was wrong, where the words name that too. */
  not: string | null;
}

/**
 * The reviewed content and the present time: all that a turn knows of the world. Its functions are pure; a new
 * content makes a new world.
 */
export interface World {
  /** Present time, milliseconds since 1970, UTC. */
  now: number;
  /**
   * The entry as it may be said now to this person, or null where nothing of it may be said. Its next steps fit who comes
   * from `origin`; to somebody of whom that is not known, the steps of each country are offered.
   */
  speak(entry: EntryKey, locale: Locale, origin?: Origin | null): Spoken | null;
  /** Title of an entry in a language, for a button; null where there is none. */
  title(entry: EntryKey, locale: Locale): string | null;
  /** The entry of a topic for a place and an origin: origin's own first, then the place's, then `ANY`'s. */
  entryFor(topic: string, place: Place | null, origin: Origin | null): EntryKey | null;
  /** Places for which a topic has an entry. */
  placesOf(topic: string): Place[];
  /**
   * Where to go for help near a town that the text names, or near a shared position: the entry that tells of such
   * places, and lines with the nearest, null where no place is known there. Null where neither names a country; `place`
   * stands in for a position from which nothing is near.
   */
  near(asked: { text: string; position: Pick<GeoCoordinates, 'latitude' | 'longitude'> | null; place: Place | null; origin: Origin | null }, locale: Locale): { entry: EntryKey; text: string | null } | null;
  /** Where the text asks about a receipt code: what it stands for today, in the language; else null. */
  receipt(text: string, locale: Locale): string | null;
  /** The fixed first words for a danger, with the line to call where the place is known. */
  urgent(flag: Flag, locale: Locale, place: Place | null): string;
  /** The entry a danger points to, or null. */
  urgentEntry(flag: Flag): EntryKey | null;
  feeMaximum(place: Place, origin: Origin | null, locale: Locale): FeeMaximum | null;
  /** A fact's value as it holds at this moment, by `id` or `id.name` (see the flow action `value-of`); null where none may be told. */
  factValue(reference: string): Quantity | { date: string } | null;
  /** How much of `to` is one of `from`, by a fact that holds now, and how that is said with its date; null where there is none. */
  rate(from: string, to: string, locale: Locale): { rate: number; text: string } | null;
  /** Money in a language's digits and words. */
  money(amount: number, currency: string, locale: Locale): string;
  number(n: number, locale: Locale): string;
  /** A day (`2026-12-11`) or month (`2026-12`) in words. */
  date(iso: string, locale: Locale): string;
  currencyOf(place: Place): string | null;
  currencyName(currency: string, locale: Locale): string;
  placeName(place: Place, locale: Locale): string;
  /** Facts in a flow's text, filled in; null where one may not be said. */
  fill(text: string, locale: Locale): string | null;
  flow(id: string): { graph: FlowGraph; words(locale: Locale): FlowWords } | null;
  /** Flows whose trigger words are the message's. */
  triggered(text: string, locale: Locale): string[];
  /** One of the bot's own standing sentences, from flows/system. `params` fill `{name}`. */
  phrase(key: string, locale: Locale, params?: Record<string, string>): string;
  /** Unicode as Zawgyi, for what must be readable on a phone that shows that. */
  zawgyi(text: string): string;
  /** What the menu offers, in order, with titles in the language. */
  menu(locale: Locale, place: Place | null, origin: Origin | null): { title: string; act: Act }[];
  /** The standing command these words are, in any language, or null. */
  command(text: string): Command | null;
  /** Whether these words are a yes or a no, in any language, or neither. */
  yesNo(text: string): 'yes' | 'no' | null;
  /** How the words correct an earlier answer ("no, …", "wrong", "3, not 2", "I meant to write: …"), in any language; null where they do not. */
  corrects(text: string): Correcting | null;
  /** Whether counsellors are there now (null where no hours are set), and one sentence that says so. */
  office(locale: Locale): { open: boolean | null; line: string };
}
