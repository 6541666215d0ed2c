import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';
import { localeToken } from './core/choice.js';
import { ENDONYMS, LOCALES, isLocale } from './core/locale.js';
import type { World } from './core/world.js';
import { readFlows, type FlowBook } from './flow/load.js';
import { flowVoice } from './flow/voice.js';
import { inspectFlows } from './flow/inspect.js';
import { understanding, type Understand } from './host/understand.js';
import { checkKnowledge } from './knowledge/check.js';
import { embeddingModel } from './knowledge/embeddings.js';
import { readKnowledge } from './knowledge/load.js';
import type { Knowledge, Problem } from './knowledge/knowledge.js';
import { CURRENCY_WORDS, type Currency } from './knowledge/measure-words.js';
import { buildSearch, textsOf, type Document } from './knowledge/search.js';
import { voice } from './knowledge/speak.js';
import { meaningOf } from './knowledge/vectors.js';
import { normalise } from './language/normalise.js';
import { findPlaces, parsePlaces } from './language/places.js';
import { compileRisk } from './risk/match.js';
import { SMALLEST } from './commands/flows.js';

/** Everything the bot can say and look up, ready for use. */
export interface Content {
  knowledge: Knowledge;
  book: FlowBook;
  /** The world at a moment. */
  world(now: number): World;
  understand: Understand;
  /** The first words to somebody who has not written yet, with a button for each language. */
  greeting(locale: string | undefined): { text: string; choices: { title: string; token: string }[] };
  /** What an operator should know at start, a line each. */
  notes: string[];
}

export type ContentResult = { ok: true; content: Content } | { ok: false; problems: Problem[] };

/**
 * Reads `knowledge/` and `flows/` below `root`. Any error, with file and line, keeps the bot from starting: nothing
 * half right is ever said.
 */
export async function loadContent(root: string, config: Pick<Config, 'contentPolicy' | 'embeddings'>, now: number): Promise<ContentResult> {
  const read = readKnowledge(root);
  const flows = readFlows(root);
  const { knowledge } = read;
  const { book } = flows;
  const topics = new Set([...knowledge.entries.values()].map((e) => e.topic));
  const problems = [...read.problems, ...checkKnowledge(knowledge, now), ...flows.problems, ...inspectFlows(book, SMALLEST, topics)].filter((p) => p.level === 'error');
  if (problems.length > 0) return { ok: false, problems };

  const speakFlows = flowVoice(book);
  const standing = speakFlows(now, { entryFor: () => null, title: () => null });
  const speakKnowledge = voice(knowledge, {
    policy: config.contentPolicy,
    phrase: standing.phrase,
    flowTitle: (id, locale) => standing.flow(id)?.words(locale).title ?? null,
  });
  const places = parsePlaces(readFileSync(join(root, 'knowledge/places.yaml'), 'utf8'));
  const documents = documentsOf(knowledge);
  const search = buildSearch(documents, (text) => findPlaces(normalise(text), places).rest);
  const { embeddings } = config;
  const meaning = embeddings.kind === 'builtin' ? null : await meaningOf(documents.map(textsOf), await embeddingModel(embeddings));

  return {
    ok: true,
    content: {
      knowledge,
      book,
      world(at) {
        const said = speakKnowledge(at);
        return {
          now: at,
          ...said,
          ...speakFlows(at, said),
          currencyName: (currency, locale) => currencyName(currency, locale),
          placeName: (place, locale) => standing.phrase(`place.${place}`, locale),
        };
      },
      understand: understanding({ places, risk: compileRisk([...knowledge.dangers.values()]), search, meaning }),
      greeting(hint) {
        const tag = hint?.toLowerCase().split('-')[0];
        const locale = isLocale(tag) ? tag : 'my';
        const text = standing.flow('welcome')?.words(locale).texts['hello'] ?? standing.phrase('choose-language', locale);
        return { text, choices: LOCALES.map((l) => ({ title: ENDONYMS[l], token: localeToken(l) })) };
      },
      notes: notesOf(root, knowledge, book),
    },
  };
}

function documentsOf(knowledge: Knowledge): Document[] {
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
