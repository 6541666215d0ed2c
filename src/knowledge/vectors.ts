import type { EmbeddingsInterface } from '@langchain/core/embeddings';

/**
 * Search by meaning, where a real embedding model is configured. Each document has several passages; a question is as
 * near to a document as to its nearest passage. hnswlib-node serves large bases; without it an exact scan gives the
 * same answers.
 */

/** Similarity of every document to a question by meaning, 0 to 1; `failed` where the model failed or was late. */
export type Meaning = (question: string) => Promise<Float64Array | 'failed'>;

/** Finds the nearest vectors by cosine: labels with their similarity from -1 to 1, the nearest first. */
export interface Nearest {
  readonly kind: 'hnsw' | 'exact';
  find(vector: readonly number[], count: number): { label: number; similarity: number }[];
}

/** What is used of hnswlib-node; it is loaded only where it is installed. */
interface Hnswlib {
  HierarchicalNSW: new (
    space: 'ip',
    dimensions: number,
  ) => {
    initIndex(options: { maxElements: number; m?: number; efConstruction?: number; randomSeed?: number }): void;
    addPoint(point: number[], label: number): void;
    setEf(ef: number): void;
    searchKnn(point: number[], count: number): { distances: number[]; neighbors: number[] };
  };
}

/** Links of a node and width of the search while building and asking: recall 1.00 up to 100,000 vectors as measured. */
const LINKS = 16;
const WIDTH_OF_BUILD = 200;
const WIDTH_OF_SEARCH = 200;
/** One seed, so that the same content makes the same index. */
const SEED = 100;

/** hnswlib-node if it can be loaded, else null: it is an optional dependency that needs a compiler. */
export async function loadHnswlib(): Promise<Hnswlib | null> {
  const name = 'hnswlib-node';
  try {
    const loaded = (await import(name)) as Hnswlib | { default: Hnswlib };
    return 'default' in loaded ? loaded.default : loaded;
  } catch {
    return null;
  }
}

/**
 * An index of vectors of one length, labelled by their position.
 *
 * @throws Error where a vector has another length than the first or holds no finite number: hnswlib would take both.
 */
export function nearest(vectors: readonly (readonly number[])[], hnswlib: Hnswlib | null): Nearest {
  const dimensions = vectors[0]?.length ?? 0;
  const units = vectors.map((vector, n) => unit(checked(vector, dimensions, `vector ${n}`)));
  if (hnswlib === null || units.length === 0) return exact(units, dimensions);
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex({ maxElements: units.length, m: LINKS, efConstruction: WIDTH_OF_BUILD, randomSeed: SEED });
  units.forEach((vector, label) => graph.addPoint(vector, label));
  graph.setEf(WIDTH_OF_SEARCH);
  return {
    kind: 'hnsw',
    find(vector, count) {
      const { distances, neighbors } = graph.searchKnn(unit(checked(vector, dimensions, 'the question')), Math.min(count, units.length));
      return neighbors.map((label, n) => ({ label, similarity: 1 - (distances[n] ?? 1) }));
    },
  };
}

function exact(units: readonly number[][], dimensions: number): Nearest {
  return {
    kind: 'exact',
    find(vector, count) {
      const asked = unit(checked(vector, dimensions, 'the question'));
      return units
        .map((other, label) => ({ label, similarity: dot(asked, other) }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, count);
    },
  };
}

function checked(vector: readonly number[], dimensions: number, which: string): readonly number[] {
  if (vector.length !== dimensions) throw new Error(`embeddings: ${which} has ${vector.length} numbers, the others ${dimensions}; use one model for all`);
  if (!vector.every(Number.isFinite)) throw new Error(`embeddings: ${which} holds something that is no number`);
  return vector;
}

function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => (length === 0 ? 0 : value / length));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);
}

/** Passages looked at for a question: enough that the best documents are there with all that matters of them. */
const PASSAGES_ASKED = 50;
/** A person waits for the answer; after this the words alone decide. */
export const TIME_BUDGET_MS = 300;
/** Texts sent to a model at once. */
const BATCH = 32;

/**
 * Embeds the passages of all documents (one list of texts each) and gives the search by meaning.
 *
 * @throws what the model throws while the passages are embedded: a base without vectors is a fault of the start.
 */
export async function meaningOf(
  documents: readonly (readonly string[])[],
  model: EmbeddingsInterface,
  options: { hnswlib?: Hnswlib | null; budgetMs?: number } = {},
): Promise<Meaning> {
  const passages = documents.flatMap((texts, document) => texts.filter((text) => text.trim() !== '').map((text) => ({ text, document })));
  const vectors: number[][] = [];
  for (let from = 0; from < passages.length; from += BATCH) vectors.push(...(await model.embedDocuments(passages.slice(from, from + BATCH).map(({ text }) => text))));
  const index = nearest(vectors, options.hnswlib === undefined ? await largeEnough(vectors.length) : options.hnswlib);
  return async (question) => {
    try {
      const vector = await inTime(model.embedQuery(question), options.budgetMs ?? TIME_BUDGET_MS);
      const similarities = new Float64Array(documents.length);
      for (const { label, similarity } of index.find(vector, PASSAGES_ASKED)) {
        const { document } = passages[label]!;
        similarities[document] = Math.max(similarities[document]!, similarity);
      }
      return similarities;
    } catch {
      return 'failed';
    }
  };
}

/** Below this many passages an exact scan takes a millisecond or two and misses nothing; a graph is worth it above. */
const GRAPH_FROM = 5_000;

async function largeEnough(passages: number): Promise<Hnswlib | null> {
  return passages < GRAPH_FROM ? null : loadHnswlib();
}

async function inTime<T>(work: Promise<T>, budgetMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), budgetMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
