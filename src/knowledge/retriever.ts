import { Document as LangChainDocument } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import { calibrated, confidence } from './gate.js';
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
  /** Calibrated confidence of the first; those after it in proportion. */
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
    const { scores, evidence } = this.search.score(question, similar === 'failed' ? null : similar);
    const ranked = [...scores.keys()].filter((n) => scores[n]! > 0).sort((a, b) => scores[b]! - scores[a]!);
    const [best = 0, second = 0] = ranked.map((n) => scores[n]!);
    const certainty = calibrated(confidence(best, second, evidence), this.search.calibration);
    return ranked.slice(0, MOST_DOCUMENTS).flatMap((n) => {
      const { key, topic, place, origin, texts } = this.search.documents[n]!;
      const text = texts.find(({ locale }) => locale === 'en') ?? texts[0];
      if (text === undefined) return [];
      const metadata = { entry: key, topic, place, origin, locale: text.locale, title: text.title, score: (certainty * scores[n]!) / best };
      return [new LangChainDocument({ id: key, pageContent: text.short, metadata })];
    });
  }
}
