import { Document as LangChainDocument } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import type { Origin, Place } from '../core/place.js';
import { judgeEncoding } from '../language/encoding.js';
import { normalise } from '../language/normalise.js';
import { findPlaces, withImplied, type Places } from '../language/places.js';
import { fit, type Where } from './fit.js';
import type { Document, Search } from './search.js';
import type { Meaning } from './vectors.js';

/** What a retrieved document carries beside its text. */
export interface RetrievedMetadata extends Record<string, unknown> {
  entry: string;
  topic: string;
  place: string;
  origin: string | null;
  locale: string;
  title: string;
  /** How likely this entry answers the question; those of one question sum to 1 at most. */
  score: number;
}

/** Where the search looks, and what is known of who asks beside the question. */
export interface Lookup {
  search: Search;
  places: Places;
  meaning?: Meaning | null;
  place?: Place | null;
  origin?: Origin | null;
}

/** Documents given back by one call. */
const MOST_DOCUMENTS = 5;

/**
 * The search as a LangChain retriever, so that chains and tools of that world can read the same base: the best entries
 * for a question and the countries it names, as the bot finds them; the short answer as the page, in English or the first
 * language there is.
 */
export class EntryRetriever extends BaseRetriever<RetrievedMetadata> {
  override lc_namespace = ['lanpya', 'knowledge'];
  private readonly byKey: ReadonlyMap<string, Document>;
  private readonly byTopic: ReadonlyMap<string, readonly Document[]>;

  constructor(private readonly lookup: Lookup) {
    super();
    this.byKey = new Map(lookup.search.documents.map((document) => [document.key, document]));
    this.byTopic = grouped(lookup.search.documents, ({ topic }) => topic);
  }

  override async _getRelevantDocuments(question: string): Promise<LangChainDocument<RetrievedMetadata>[]> {
    const { search, places, meaning = null, place = null, origin = null } = this.lookup;
    const { text, encoding } = judgeEncoding(question, 0);
    const similar = meaning === null ? 'failed' : await meaning(text);
    const where = { said: withImplied(findPlaces(normalise(text), places), { place, origin }), place, origin };
    const { matches } = search.ask({ text, ...where, meaning: similar === 'failed' ? null : similar, asRead: encoding !== 'undecided' });
    const scored = matches.map(({ entry, score }) => ({ document: this.byKey.get(entry)!, score }));
    return summingTo1(this.shared(scored, where)).slice(0, MOST_DOCUMENTS).flatMap(pageOf);
  }

  /** The likelihood of a topic, shared among its entries that may be meant: where the country is not known, that of each country. */
  private shared(scored: readonly Scored[], where: Where): Scored[] {
    return [...grouped(scored, ({ document }) => document.topic)].flatMap(([topic, those]) => {
      const entries = this.byTopic.get(topic)!;
      const asked = fit(entries, where).standing === 'ask';
      const meant = new Set(asked ? entries.map(({ place }) => fit(entries, { ...where, place }).entry) : those.map(({ document }) => document));
      const share = Math.max(...those.map(({ score }) => score)) / meant.size;
      return [...meant].map((document) => ({ document, score: share }));
    });
  }
}

interface Scored {
  document: Document;
  score: number;
}

/** The likeliest first. What its likelihood leaves is all that there is for the others, of which some are known by an upper bound only. */
function summingTo1(scored: readonly Scored[]): Scored[] {
  const [first, ...others] = [...scored].sort((a, b) => b.score - a.score);
  if (first === undefined) return [];
  const claimed = others.reduce((sum, { score }) => sum + score, 0);
  const share = claimed > 1 - first.score ? (1 - first.score) / claimed : 1;
  return [first, ...others.map(({ document, score }) => ({ document, score: score * share }))];
}

function pageOf({ document: { key, topic, place, origin, texts }, score }: Scored): LangChainDocument<RetrievedMetadata>[] {
  const text = texts.find(({ locale }) => locale === 'en') ?? texts[0];
  if (text === undefined) return [];
  return [new LangChainDocument({ id: key, pageContent: text.short, metadata: { entry: key, topic, place, origin, locale: text.locale, title: text.title, score } })];
}

function grouped<T>(items: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group) group.push(item);
    else groups.set(by(item), [item]);
  }
  return groups;
}
