import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOCALES } from './core/locale.js';
import { readFlows, type FlowBook } from './flow/load.js';
import { inspectFlows } from './flow/inspect.js';
import { checkKnowledge } from './knowledge/check.js';
import type { Knowledge, Problem } from './knowledge/knowledge.js';
import { error } from './knowledge/lined.js';
import type { LearnedSearch } from './knowledge/fusion.js';
import { unpackedSearch } from './knowledge/learned-file.js';
import { readKnowledge } from './knowledge/load.js';
import { searchKey, searchUnder } from './knowledge/search-file.js';
import { buildSearch, type Document, type SearchData } from './knowledge/search.js';
import { normalise } from './language/normalise.js';
import { compilePlaces, findPlaces, readPlaces, type Places, type PlacesFile } from './language/places.js';
import { unpacked } from './risk/learned.js';
import { compileRules } from './risk/compile.js';
import type { Risk } from './risk/match.js';
import { SMALLEST, topicsOf } from './commands/flows.js';
import { hashOfFiles, saved, stateOfFiles } from './saved.js';

export const PLACES = 'knowledge/places.yaml';
const CONTENT = ['knowledge', 'flows'];
/** Beside the program that built them; where that cannot be written, every start builds them. */
const SEARCH = 'dist/search.bin';
const CHECKED = 'dist/content.bin';
const HASHED = 'dist/content-hash.bin';
/** The parts of the program that read, check and compile content. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const RULES = ['core', 'flow', 'knowledge', 'language', 'risk'];
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

/**
 * Reads and checks `knowledge/` and `flows/` below `root` and builds the search. Any error, with file, line and mend,
 * keeps the content from being used: nothing half right is ever said. Takes seconds.
 */
export function readContent(root: string, now: number): ContentRead {
  // The same files are in order by the same rules: what was read once need not be read again until either changes.
  const checked = saved(join(root, CHECKED), keyOfFiles(root), () => readFiles(root, now), ({ ok }) => ok);
  if (!checked.ok) return checked;
  const { knowledge, book, places, risk, key } = checked.data;
  const { made: file, problems } = madeBefore(root, LEARNED_SEARCH, unpackedSearch, 'search');
  if (problems.length > 0) return { ok: false, problems };
  const search = searchUnder(key, () => buildSearch(documentsOf(knowledge), placelessBy(compilePlaces(places))).data, join(root, SEARCH));
  return { ok: true, data: { knowledge, book, places, risk, search, learned: file?.learned ?? null } };
}

/** A hash of all files that content is made of and by. They are read only where one was changed since they were last. */
function keyOfFiles(root: string): string {
  const { state, settled } = stateOfFiles([...CONTENT.map((folder) => join(root, folder)), ...RULES.map((folder) => join(HERE, folder))]);
  const hash = () => [hashOfFiles(root, CONTENT), hashOfFiles(HERE, RULES)].join(' ');
  return [saved(join(root, HASHED), state, hash, () => settled), process.versions['icu'], process.versions['v8']].join(' ');
}

/** With what the search of this content is known by. */
type Checked = { ok: true; data: Omit<ContentData, 'search' | 'learned'> & { key: string } } | { ok: false; problems: Problem[] };

function readFiles(root: string, now: number): Checked {
  const { knowledge, problems: unread } = readKnowledge(root);
  const { book, problems: unreadFlows } = readFlows(root);
  const places = placesIn(readFileSync(join(root, PLACES), 'utf8'));
  const { made: learned, problems: unlearned } = madeBefore(root, LEARNED, unpacked, 'risk');
  const problems = [...unread, ...checkKnowledge(knowledge, now), ...unreadFlows, ...inspectFlows(book, SMALLEST, topicsOf(knowledge), knowledge.facts), ...places.problems, ...unlearned].filter((p) => p.level === 'error');
  if (problems.length > 0 || places.places === null) return { ok: false, problems };
  const risk = { ...compileRules([...knowledge.dangers.values()]), learned };
  return { ok: true, data: { knowledge, book, places: places.places, risk, key: searchKey(documentsOf(knowledge), JSON.stringify(places.places)) } };
}

/** What a training wrote; null where it never did. */
function madeBefore<T>(root: string, file: string, unpack: (bytes: Buffer) => T, training: 'risk' | 'search'): { made: T | null; problems: Problem[] } {
  if (!existsSync(join(root, file))) return { made: null, problems: [] };
  try {
    return { made: unpack(readFileSync(join(root, file))), problems: [] };
  } catch {
    return { made: null, problems: [error(file, 1, `it is cut short or of another program: make it anew with \`lanpya train ${training}\``)] };
  }
}

/** Puts marks for the names of places into a question, as the search wants it. */
export function placelessBy(places: Places): (said: string) => string {
  return (said) => findPlaces(normalise(said), places).marked;
}

function placesIn(text: string): { places: PlacesFile | null; problems: Problem[] } {
  try {
    const places = readPlaces(text);
    compilePlaces(places);
    return { places, problems: [] };
  } catch (failure) {
    return { places: null, problems: [error(PLACES, 1, failure instanceof Error ? failure.message : 'this file cannot be read')] };
  }
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
