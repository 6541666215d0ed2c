import { Document as LangChainDocument } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import type { Search } from './search.js';
import type { Meaning } from './vectors.js';

/** What a retrieved document carries beside its text. */
export interface RetrievedMetadata extends Record<string, unknown> {
  entry: string;
  topic: string;
  place: string;
  origin: string | null;
  locale: string;
  title: string;
  /** Calibrated confidence; by words alone, of those after the first an upper bound. */
  score: number;
}

/** Documents given back by one call. */
const MOST_DOCUMENTS = 5;

/**
 * The search as a LangChain retriever, so that chains and tools of that world can read the same base: the best entries
 * for a question, the short answer as the page, in English or the first language there is.
 */
export class EntryRetriever extends BaseRetriever<RetrievedMetadata> {
  override lc_namespace = ['lanpya', 'knowledge'];

  constructor(
    private readonly search: Search,
    private readonly meaning: Meaning | null = null,
  ) {
    super();
  }

  override async _getRelevantDocuments(question: string): Promise<LangChainDocument<RetrievedMetadata>[]> {
    const similar = this.meaning === null ? 'failed' : await this.meaning(question);
    return this.search.rank(question, similar === 'failed' ? null : similar, MOST_DOCUMENTS).flatMap(({ document, score }) => {
      const { key, topic, place, origin, texts } = document;
      const text = texts.find(({ locale }) => locale === 'en') ?? texts[0];
      if (text === undefined) return [];
      const metadata = { entry: key, topic, place, origin, locale: text.locale, title: text.title, score };
      return [new LangChainDocument({ id: key, pageContent: text.short, metadata })];
    });
  }
}
