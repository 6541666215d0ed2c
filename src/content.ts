import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Config } from './config.js';
import { documentsOf, type ContentData } from './content-data.js';
import { meaningIn } from './content-meaning.js';
import { readContent } from './content-read.js';
import { localeToken } from './core/choice.js';
import { ENDONYMS, LOCALES, localeOf, type Locale } from './core/locale.js';
import type { EntryKey } from './core/understanding.js';
import type { Spoken, World } from './core/world.js';
import type { FlowBook } from './flow/load.js';
import { flowVoice } from './flow/voice.js';
import { understanding, type Understand, type Understood } from './host/understand.js';
import type { Knowledge, Problem } from './knowledge/knowledge.js';
import { CURRENCY_WORDS, type Currency } from './knowledge/measure-words.js';
import type { ReviewFile } from './knowledge/review.js';
import { openSearch, type Document } from './knowledge/search.js';
import { voice } from './knowledge/speak.js';
import { toZawgyi } from './language/encoding.js';
import { compilePlaces } from './language/places.js';

/** Everything the bot can say and look up, ready for use. */
export interface Content {
  knowledge: Knowledge;
  book: FlowBook;
  /** The world at a moment. */
  world(now: number): World;
  /** How a text would be said, had nobody read it yet: what its reviewer sees. */
  preview(entry: EntryKey, locale: Locale, now: number): Spoken | null;
  understand: Understand;
  /** What understanding looks things up in: all that a LangChain retriever needs. */
  lookup: Understood;
  /** The same content with other reviews. */
  withReviews(reviews: ReviewFile): Content;
  /** The first words to somebody who has not written yet, with a button for each language. */
  greeting(locale: string | undefined): { text: string; choices: { title: string; token: string }[] };
  /** What an operator should know at start, a line each. */
  notes: string[];
}

export type ContentResult = { ok: true; content: Content } | { ok: false; problems: Problem[] };

/** Without `dataDir` the vectors of a model are not kept. */
export type ContentConfig = Pick<Config, 'contentPolicy' | 'embeddings'> & Partial<Pick<Config, 'dataDir'>>;

/** Reads `knowledge/` and `flows/` below `root`; any error, with file and line, keeps the bot from starting. */
export async function loadContent(root: string, config: ContentConfig, now: number): Promise<ContentResult> {
  const read = await readContent(root, now);
  return read.ok ? { ok: true, content: await contentOf(root, read.data, config, now) } : read;
}

/** Content that was read and checked, ready for use. */
export async function contentOf(root: string, { knowledge, book, places, search, learned, risk }: ContentData, config: ContentConfig, now: number): Promise<Content> {
  const documents = await piecewise(knowledge);
  const meaning = await meaningIn(documents, config);
  const named = compiledPlaces(places);
  await setImmediate();
  const found = openSearch(documents, search, learned);
  await setImmediate();
  const lookup = { places: named, risk, search: found, meaning };
  return speaking(root, config.contentPolicy, knowledge, book, lookup, understanding(lookup), now);
}

/** Entries taken between two turns of the event loop: all of a large base at once were a pause for those who wait. */
const AT_ONCE = 500;

async function piecewise(knowledge: Knowledge): Promise<Document[]> {
  const entries = [...knowledge.entries];
  const documents: Document[] = [];
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    documents.push(...documentsOf({ ...knowledge, entries: new Map(entries.slice(from, from + AT_ONCE)) }));
    await setImmediate();
  }
  return documents;
}

/** Names of places change seldom: what was compiled for the last content serves the next one too. */
const compiledPlaces = remembered(compilePlaces);

function remembered<From, To>(make: (from: From) => To): (from: From) => To {
  let last: { from: string; made: To } | null = null;
  return (from) => {
    const text = JSON.stringify(from);
    if (last?.from !== text) last = { from: text, made: make(from) };
    return last.made;
  };
}

function speaking(root: string, policy: Config['contentPolicy'], knowledge: Knowledge, book: FlowBook, lookup: Understood, understand: Understand, now: number): Content {
  const speakFlows = flowVoice(book);
  const standing = speakFlows(now, { entryFor: () => null, title: () => null });
  const flowTitle = (id: string, locale: Locale) => standing.flow(id)?.words(locale).title ?? null;
  const speakKnowledge = voice(knowledge, { policy, phrase: standing.phrase, flowTitle });
  const unread = voice({ ...knowledge, reviews: { reviewers: [], reviews: [] } }, { policy: 'sourced', phrase: standing.phrase, flowTitle });
  return {
    knowledge,
    book,
    world(at) {
      const said = speakKnowledge(at);
      return {
        now: at,
        ...said,
        ...speakFlows(at, said),
        currencyName,
        zawgyi: toZawgyi,
        placeName: (place, locale) => standing.phrase(`place.${place}`, locale),
      };
    },
    preview: (entry, locale, at) => unread(at).speak(entry, locale),
    understand,
    lookup,
    greeting(hint) {
      const locale = localeOf(hint) ?? 'my';
      const text = standing.flow('welcome')?.words(locale).texts['hello'] ?? standing.phrase('choose-language', locale);
      return { text, choices: LOCALES.map((l) => ({ title: ENDONYMS[l], token: localeToken(l) })) };
    },
    withReviews: (reviews) => speaking(root, policy, { ...knowledge, reviews }, book, lookup, understand, now),
    notes: notesOf(root, knowledge, book),
  };
}

function currencyName(currency: string, locale: (typeof LOCALES)[number]): string {
  if (!(currency in CURRENCY_WORDS)) return currency;
  const words = CURRENCY_WORDS[currency as Currency];
  return locale === 'en' ? words.en[1] : words[locale];
}

function notesOf(root: string, knowledge: Knowledge, book: FlowBook): string[] {
  const signed = knowledge.reviews.reviews.filter((r) => r.verdict === 'signed').length;
  const vectors = existsSync(join(root, 'node_modules/hnswlib-node/build'));
  return [
    `Content    ${knowledge.entries.size} entries, ${signed} signed texts, ${book.flows.size} flows`,
    ...(book.office.hours.length === 0 ? ['Office     no hours set: people are told that somebody answers as soon as one is free (flows/system/office.yaml)'] : []),
    ...(vectors ? [] : ['Vectors    hnswlib-node is not built here: an exact scan serves in its place']),
  ];
}
