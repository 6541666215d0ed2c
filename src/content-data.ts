import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCALES } from './core/locale.js';
import type { FlowBook } from './flow/load.js';
import type { LearnedSearch } from './knowledge/fusion.js';
import type { Knowledge, Problem } from './knowledge/knowledge.js';
import type { Document, SearchData } from './knowledge/search.js';
import { findPlaces, type Places, type PlacesFile } from './language/places.js';
import type { Risk } from './risk/match.js';

export const PLACES = 'knowledge/places.yaml';
/** Made by `lanpya train risk`; without it the rules alone see red flags. */
export const LEARNED = 'knowledge/risk/learned.bin';
/** Made by `lanpya train search`; without it questions are found by their words alone. */
export const LEARNED_SEARCH = 'knowledge/search/learned.bin';

/** All content, read and checked, as plain data: what one thread can read for another. */
export interface ContentData {
  knowledge: Knowledge;
  book: FlowBook;
  /** knowledge/places.yaml, which is in order. */
  places: PlacesFile;
  search: SearchData;
  learned: LearnedSearch | null;
  risk: Risk;
}

export type ContentRead = { ok: true; data: ContentData } | { ok: false; problems: Problem[] };

/** With what the search of this content is known by. */
export type Checked = { ok: true; data: Omit<ContentData, 'search' | 'learned'> & { key: string } } | { ok: false; problems: Problem[] };

/** What a training wrote; null where it never did. */
export function madeBefore<T>(root: string, file: string, unpack: (bytes: Buffer) => T, training: 'risk' | 'search'): { made: T | null; problems: Problem[] } {
  if (!existsSync(join(root, file))) return { made: null, problems: [] };
  try {
    return { made: unpack(readFileSync(join(root, file))), problems: [] };
  } catch {
    return { made: null, problems: [{ file, line: 1, level: 'error', message: `it is cut short or of another program: make it anew with \`lanpya train ${training}\`` }] };
  }
}

/** Puts marks for the names of places into a question, as the search wants it. */
export function placelessBy(places: Places): (said: string) => string {
  return (said) => findPlaces(said, places).marked;
}

/** The entries as the search sees them, in the order of the knowledge base. */
export function documentsOf(knowledge: Knowledge): Document[] {
  return [...knowledge.entries.values()].map(({ key, topic, place, origin, texts }) => ({
    key,
    topic,
    place,
    origin: origin ?? null,
    texts: LOCALES.flatMap((locale) => {
      const text = texts[locale];
      return text ? [{ locale, title: text.title, asks: text.asks, short: text.short, more: text.more }] : [];
    }),
  }));
}
