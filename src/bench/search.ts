import { rmSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../commands/io.js';
import { documentsOf, LEARNED_SEARCH, PLACES } from '../content-data.js';
import { LOCALES, type Locale } from '../core/locale.js';
import { unpackedSearch } from '../knowledge/learned-file.js';
import { readKnowledge } from '../knowledge/load.js';
import { savedSearch } from '../knowledge/search-file.js';
import { openSearch, type Document, type Question, type Search } from '../knowledge/search.js';
import { normalise } from '../language/normalise.js';
import { findPlaces, parsePlaces, type Places } from '../language/places.js';
import { seeded } from '../risk/machine.js';
import { percentile, ROUNDS, rowOf, type Row } from './figures.js';

/** Entries of the small and of the large base, and questions asked in a round. */
export interface SearchSize {
  small: number;
  large: number;
  questions: number;
}
/** As many entries as a country has, and as no service has. 300 questions have three beyond the 99th percentile. */
export const SEARCH_SIZE: SearchSize = { small: 1_000, large: 100_000, questions: 300 };
/** Ways of asking of an entry, each with a word of its own, and letters of its answer: with its title some 300 in all. */
const ASKS = 3;
const ANSWERED = 100;

/** How the search grows: a question's median and 99th percentile, and reading the index, of a large base against a small one. */
export function searchRows(io: Pick<Io, 'root'>, size: SearchSize, say: (line: string) => void): Row[] {
  const places = parsePlaces(readFileSync(join(io.root, PLACES), 'utf8'));
  const { learned } = unpackedSearch(readFileSync(join(io.root, LEARNED_SEARCH)));
  const models = documentsOf(readKnowledge(io.root).knowledge);
  const folder = mkdtempSync(join(tmpdir(), 'lanpya-bench-search-'));
  try {
    const bases = [size.small, size.large].map((count) => {
      const documents = enlarged(models, count);
      // Names of places are left in: to look for them in all texts takes longer than all else, and changes no figure.
      const open = (): Search => openSearch(documents, savedSearch(documents, (text) => text, '', join(folder, `${count}.bin`)), learned);
      open();
      say(`${count.toLocaleString('en')} entries are searchable`);
      return { open, search: open() };
    }) as [Base, Base];
    const questions = asked(models, places, size.questions);
    const rounds = bases.map(() => ({ p50: [] as number[], p99: [] as number[], opened: [] as number[] })) as [Rounds, Rounds];
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const [n, { open, search }] of bases.entries()) {
        const took = questions.map((question) => timed(() => search.ask(question)));
        // The first round only warms.
        if (round === 0) continue;
        rounds[n]!.p50.push(percentile(took, 0.5));
        rounds[n]!.p99.push(percentile(took, 0.99));
        rounds[n]!.opened.push(timed(open));
      }
    const [small, large] = rounds;
    const against = `${size.large.toLocaleString('en')} entries against ${size.small.toLocaleString('en')}`;
    return [
      rowOf(`a question, half of them within, ${against}`, 'ms', large.p50, small.p50),
      rowOf(`a question, 99 of 100 within, ${against}`, 'ms', large.p99, small.p99),
      rowOf(`the search read from its file, ${against}`, 'ms', large.opened, small.opened),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Base {
  open(): Search;
  search: Search;
}
type Rounds = Record<'p50' | 'p99' | 'opened', number[]>;

function timed(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

/**
 * Entries of sentences that the shipped ones are made of, so that words and letters are as frequent as people and authors write
 * them in six languages: each entry is for a place and origin of a shipped one, in one language, with the ways of asking and the
 * answer of others, drawn evenly, and a word of its own in each way of asking; two or three entries share a topic.
 */
function enlarged(models: readonly Document[], count: number): Document[] {
  const all = models.flatMap(({ texts }) => texts);
  const written = byLocale((locale) => all.filter((text) => text.locale === locale));
  const said = byLocale((locale) => written[locale].flatMap(({ asks }) => asks));
  const chance = seeded();
  const drawn = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  return Array.from({ length: count }, (_, n) => {
    const { texts, topic, key, ...model } = models[n % models.length]!;
    const time = lettersOf(Math.floor(n / models.length));
    const { locale } = texts[n % texts.length]!;
    const { title, short } = drawn(written[locale]);
    const asks = Array.from({ length: ASKS }, () => `${drawn(said[locale])} ${lettersOf(n)}`);
    return { ...model, topic: `${topic}-${time}`, key: key.replace(topic, `${topic}-${time}`), texts: [{ locale, title, short: short.slice(0, ANSWERED), asks, more: '' }] };
  });
}

function byLocale<T>(of: (locale: Locale) => T): Record<Locale, T> {
  return Object.fromEntries(LOCALES.map((locale) => [locale, of(locale)])) as Record<Locale, T>;
}

/** What is asked of the shipped entries, in all their languages in turn. */
function asked(models: readonly Document[], places: Places, count: number): Question[] {
  return Array.from({ length: count }, (_, n) => {
    const { texts } = models[n % models.length]!;
    const { asks, title } = texts[n % texts.length]!;
    const text = asks[n % Math.max(1, asks.length)] ?? title;
    return { text, said: findPlaces(normalise(text), places), place: 'TH', origin: 'MM', meaning: null };
  });
}

/** 27 → `ch`: a word that no text holds. */
function lettersOf(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}
