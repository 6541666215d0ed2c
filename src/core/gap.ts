import type { Locale } from './locale.js';
import type { EntryKey } from './understanding.js';

/*
 * What was asked and not answered, as plain data: the host keeps it, the knowledge base groups it, console and command
 * show it. Nothing here is a person's: see language/impersonal.
 */

/** A question that found no answer, with words left out. */
export interface Gap {
  id: string;
  text: string;
  locale: Locale;
}

/** Questions that are alike, and what could be done about them. */
export interface GapGroup {
  locale: Locale;
  /** The one that was asked most; it names the group. */
  example: string;
  /** How often they were asked in 90 days. */
  count: number;
  /** Ids of what was kept. */
  ids: string[];
  /** The entry that comes nearest, its title in English, and how likely it is the answer, 0 to 1; null where none is near. */
  nearest: { entry: EntryKey; title: string; score: number } | null;
  /** `phrasing`: add the question to the ways of asking of the nearest entry. */
  proposal: 'phrasing' | 'new-entry';
}

/** Why a phrasing was not added, in words for the reviewer. */
export type Added = { kind: 'added' } | { kind: 'refused'; reason: string };

/** What the console needs of the knowledge base to work off the questions. */
export interface Questions {
  /** The groups, most asked first, at most 100. */
  groups(gaps: readonly Gap[]): Promise<GapGroup[]>;
  /** Every entry with its English title, and the languages in which it can take a phrasing. */
  entries(): { entry: EntryKey; title: string; locales: Locale[] }[];
  /** Writes the words among the ways of asking of this entry and language, and takes the content into use. */
  add(entry: EntryKey, locale: Locale, words: string): Promise<Added>;
}
