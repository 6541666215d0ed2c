import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../commands/io.js';
import { documentsOf } from '../content-data.js';
import { readContent } from '../content-read.js';
import { LOCALES, type Locale } from '../core/locale.js';
import { understanding, type Understand } from '../host/understand.js';
import { searchUnder } from '../knowledge/search-file.js';
import { buildSearch, openSearch, type Document, type Search } from '../knowledge/search.js';
import { compilePlaces } from '../language/places.js';
import { seeded } from '../risk/machine.js';
import { percentile, ROUNDS, rowOf, type Row } from './figures.js';

/** Entries of the small base and of larger ones, and questions asked in a round. */
export interface SearchSize {
  small: number;
  larger: readonly number[];
  questions: number;
}
/** As many entries as a country has, as all countries have, and as no service has. 300 questions have three beyond the 99th percentile. */
export const SEARCH_SIZE: SearchSize = { small: 1_000, larger: [5_000, 100_000], questions: 300 };
/** Ways of asking of an entry, each with a word of its own, and letters of its answer: with its title some 300 in all. */
const ASKS = 3;
const ANSWERED = 100;
/** Who asks: a worker from Myanmar in Thailand. */
const ASKER = { place: 'TH', origin: 'MM', zawgyiEvidence: 0 } as const;

/**
 * How a question grows with the base: all that is understood of it with its entries (`half of them` and `99 of 100` lie
 * within), and the reading of the search from its file, of larger bases against a small one, in turn. To build them takes two
 * minutes. Throws an Error where the content of the project is not in order.
 */
export async function searchRows(io: Pick<Io, 'root' | 'now'>, { small, larger, questions }: SearchSize, say: (line: string) => void): Promise<Row[]> {
  const read = await readContent(io.root, io.now);
  if (!read.ok) throw new Error('the content is not in order: see `lanpya knowledge check`');
  const { knowledge, risk, learned, places } = read.data;
  const models = documentsOf(knowledge);
  const texts = asked(models, questions);
  const named = compilePlaces(places);
  const folder = mkdtempSync(join(tmpdir(), 'lanpya-bench-search-'));
  try {
    const bases = [small, ...larger].map((count): Base => {
      const documents = enlarged(models, count);
      // Names of places are left in: to look for them in all texts takes longer than all else, and changes no figure.
      const open = (): Search => openSearch(documents, searchUnder(String(count), () => buildSearch(documents, (text) => text).data, join(folder, `${count}.bin`)), learned);
      open();
      say(`${count.toLocaleString('en')} entries are searchable`);
      return { count, open, understand: understanding({ places: named, risk, search: open(), meaning: null }), p50: [], p99: [], opened: [] };
    });
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const base of bases) {
        const took: number[] = [];
        for (const text of texts) took.push(await timed(async () => (await base.understand(text, ASKER)).understanding.matches));
        // The first round only warms.
        if (round === 0) continue;
        base.p50.push(percentile(took, 0.5));
        base.p99.push(percentile(took, 0.99));
        base.opened.push(await timed(base.open));
      }
    const [least, ...others] = bases as [Base, ...Base[]];
    return others.flatMap(({ count, p50, p99, opened }) => {
      const against = `${count.toLocaleString('en')} entries against ${small.toLocaleString('en')}`;
      return [
        rowOf(`a question understood, half of them within, ${against}`, 'ms', p50, least.p50),
        rowOf(`a question understood, 99 of 100 within, ${against}`, 'ms', p99, least.p99),
        rowOf(`the search read from its file, ${against}`, 'ms', opened, least.opened),
      ];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Base {
  count: number;
  open(): Search;
  understand: Understand;
  /** Milliseconds, one of each round. */
  p50: number[];
  p99: number[];
  opened: number[];
}

async function timed(act: () => unknown): Promise<number> {
  const began = performance.now();
  await act();
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
function asked(models: readonly Document[], count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const { texts } = models[n % models.length]!;
    const { asks, title } = texts[n % texts.length]!;
    return asks[n % Math.max(1, asks.length)] ?? title;
  });
}

/** 27 → `ch`: a word that no text holds. */
function lettersOf(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}
