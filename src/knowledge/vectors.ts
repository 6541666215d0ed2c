import { setImmediate } from 'node:timers/promises';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { largest } from './largest.js';
import { hashOf, keepGraph, keepVectors, keptGraph, keptVectors, keyOfVector, type Kept } from './vectors-file.js';

/**
 * Search by meaning, where a real embedding model is configured. Each document has several passages; a question is as
 * near to a document as to its nearest passage. hnswlib-node serves large bases; without it an exact scan gives the
 * same answers.
 */

/** How much nearer than chance every document is to a question by meaning, 0 to 1; `failed` where the model failed, was late, or rests after that. */
export type Meaning = (question: string) => Promise<Float64Array | 'failed'>;

/** Finds the nearest vectors by cosine: labels with their similarity from -1 to 1, the nearest first. */
export interface Nearest {
  readonly kind: 'hnsw' | 'exact';
  find(vector: readonly number[], count: number): { label: number; similarity: number }[];
}

/** Vectors of length 1, one after the other. */
export interface Vectors {
  dimensions: number;
  numbers: Float32Array;
}

/** What is used of hnswlib-node; it is loaded only where it is installed. */
interface Hnswlib {
  HierarchicalNSW: new (
    space: 'ip',
    dimensions: number,
  ) => {
    initIndex(options: { maxElements: number; m?: number; efConstruction?: number; randomSeed?: number }): void;
    addPoint(point: number[], label: number): void;
    readIndex(file: string): Promise<boolean>;
    writeIndex(file: string): Promise<boolean>;
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
/** Vectors put into a graph between two turns of the event loop, some 3 ms each (measured, of 768 numbers): those who wait for an answer go first. */
const AT_ONCE = 4;

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
 * Vectors of one length as they are searched.
 *
 * @throws Error where a vector has another length than the first or holds no finite number: hnswlib would take both.
 */
export function packed(vectors: readonly (readonly number[])[]): Vectors {
  const dimensions = vectors[0]?.length ?? 0;
  const numbers = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, n) => numbers.set(unit(vector, dimensions, `vector ${n}`), n * dimensions));
  return { dimensions, numbers };
}

/** An index of vectors, labelled by their position. A graph takes minutes to build: with a `file` it is loaded from there, or written there. */
export async function nearest(vectors: Vectors, hnswlib: Hnswlib | null, file: string | null = null, tell: (line: string) => void = () => undefined): Promise<Nearest> {
  const { dimensions, numbers } = vectors;
  const count = dimensions === 0 ? 0 : numbers.length / dimensions;
  if (hnswlib === null || count === 0) return exact(vectors, count);
  const of = `${dimensions} ${LINKS} ${WIDTH_OF_BUILD} ${SEED} ${await hashOf(Buffer.from(numbers.buffer))}`;
  let graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  const loaded = file !== null && (await keptGraph(file, of)) && (await graph.readIndex(file).catch(() => false));
  if (!loaded) {
    graph = new hnswlib.HierarchicalNSW('ip', dimensions);
    graph.initIndex({ maxElements: count, m: LINKS, efConstruction: WIDTH_OF_BUILD, randomSeed: SEED });
    for (let label = 0; label < count; label += 1) {
      graph.addPoint(Array.from(numbers.subarray(label * dimensions, (label + 1) * dimensions)), label);
      if (label % AT_ONCE === 0) await setImmediate();
    }
    if (file !== null) await keepGraph(file, of, (unfinished) => graph.writeIndex(unfinished), tell);
  }
  graph.setEf(WIDTH_OF_SEARCH);
  return {
    kind: 'hnsw',
    find(vector, most) {
      const { distances, neighbors } = graph.searchKnn(unit(vector, dimensions, 'the question'), Math.min(most, count));
      return neighbors.map((label, n) => ({ label, similarity: 1 - (distances[n] ?? 1) }));
    },
  };
}

function exact({ dimensions, numbers }: Vectors, count: number): Nearest {
  const all = Uint32Array.from({ length: count }, (_, label) => label);
  return {
    kind: 'exact',
    find(vector, most) {
      const asked = Float32Array.from(unit(vector, dimensions, 'the question'));
      const similarities = new Float64Array(count);
      for (let label = 0, at = 0; label < count; label += 1) {
        let sum = 0;
        for (let n = 0; n < dimensions; n += 1, at += 1) sum += asked[n]! * numbers[at]!;
        similarities[label] = sum;
      }
      return largest(similarities, most, all).map((label) => ({ label, similarity: similarities[label]! }));
    },
  };
}

function unit(vector: readonly number[], dimensions: number, which: string): number[] {
  if (vector.length !== dimensions) throw new Error(`${which} has ${vector.length} numbers, the others ${dimensions}; use one model for all`);
  if (!vector.every(Number.isFinite)) throw new Error(`${which} holds something that is no number`);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => (length === 0 ? 0 : value / length));
}

/** Passages looked at for a question: enough that the best documents are there with all that matters of them. */
const PASSAGES_ASKED = 50;
/** A person waits for the answer; after this the words alone decide. */
export const TIME_BUDGET_MS = 300;
/** A model that failed or was late is left alone for this long: nobody else waits for it, and work does not pile up on it. */
export const REST_MS = 10_000;

/** `topics`: what each document is about, so that others can be told from it; without them each is about something else. `kept`: the file that holds vectors from one start to the next, and what the model is known by in it. `tell` takes a line for an operator. */
export interface MeaningOptions {
  topics?: readonly string[];
  hnswlib?: Hnswlib | null;
  budgetMs?: number;
  restMs?: number;
  kept?: { file: string; model: string };
  tell?: (line: string) => void;
}

/**
 * Embeds the passages of all documents (one list of texts each) and gives the search by meaning.
 *
 * @throws what the model throws while passages are embedded that are not kept: a base without vectors cannot be searched.
 */
export async function meaningOf(documents: readonly (readonly string[])[], model: EmbeddingsInterface, options: MeaningOptions = {}): Promise<Meaning> {
  const { budgetMs = TIME_BUDGET_MS, restMs = REST_MS, tell = () => undefined } = options;
  /** Entries of one topic say much in the same words: what is said twice is embedded once. */
  const saidBy = new Map<string, number[]>();
  documents.forEach((texts, document) => {
    for (const text of new Set(texts)) {
      const others = saidBy.get(text);
      if (others) others.push(document);
      else if (text.trim() !== '') saidBy.set(text, [document]);
    }
  });
  const vectors = await embedded([...saidBy.keys()], model, options.kept ?? null, tell);
  const index = await nearest(vectors, options.hnswlib === undefined ? await largeEnough(saidBy.size) : options.hnswlib, options.kept === undefined ? null : `${options.kept.file}.graph`, tell);
  const passages = [...saidBy.values()];
  const chance = await chanceOf(vectors, passages.map((those) => new Set(those.map((document) => options.topics?.[document] ?? document))));
  let failedAt = -Infinity;
  let well = true;
  return async (question) => {
    if (performance.now() - failedAt < restMs) return 'failed';
    try {
      const vector = await inTime(model.embedQuery(question), budgetMs);
      const similarities = new Float64Array(documents.length);
      for (const { label, similarity } of index.find(vector, PASSAGES_ASKED)) {
        const beyond = similarity <= chance ? 0 : Math.min(1, (similarity - chance) / (1 - chance));
        for (const document of passages[label]!) similarities[document] = Math.max(similarities[document]!, beyond);
      }
      well = true;
      return similarities;
    } catch {
      // The error may quote the question: it is dropped.
      if (well) tell(`the model fails or takes longer than ${budgetMs} ms: until it answers again, questions are found by builtin alone`);
      well = false;
      failedAt = performance.now();
      return 'failed';
    }
  };
}

/** Passages taken for questions that nothing answers, and those that each is compared with: within a second, a few milliseconds at a time. */
const TRIALS = 100;
const COMPARED = 4_000;
/** Nineteen of twenty such questions come no nearer to anything. */
const BY_CHANCE = 0.95;

/**
 * How near a question comes by chance to what does not answer it: models differ, and some find any two texts alike. Found as the
 * calibration is, by passages whose own topics are left out.
 */
async function chanceOf({ dimensions, numbers }: Vectors, topics: readonly ReadonlySet<string | number>[]): Promise<number> {
  const spread = (most: number): number[] => Array.from({ length: Math.min(most, topics.length) }, (_, n) => Math.floor((n * topics.length) / Math.min(most, topics.length)));
  const [trials, others] = [spread(TRIALS), spread(COMPARED)];
  const nearests: number[] = [];
  for (const trial of trials) {
    const asked = numbers.subarray(trial * dimensions, (trial + 1) * dimensions);
    let best = 0;
    for (const other of others) {
      if ([...topics[other]!].some((topic) => topics[trial]!.has(topic))) continue;
      let sum = 0;
      for (let n = 0, at = other * dimensions; n < dimensions; n += 1, at += 1) sum += asked[n]! * numbers[at]!;
      best = Math.max(best, sum);
    }
    nearests.push(best);
    await setImmediate();
  }
  return nearests.sort((a, b) => a - b)[Math.floor(BY_CHANCE * nearests.length)] ?? 0;
}

/** Texts sent to a model at once. */
const BATCH = 32;
/** Batches after which what was embedded is written: a model on a slow CPU needs a minute or two for these, and an hour for a base. */
const KEPT_EVERY = 64;
/** Embedded at each start, and compared with its kept vector: a model that answers is there, and another one under the same name is seen. */
const SAMPLE = 'What is the minimum wage?';
/** One model's vectors of one text are as good as equal on any machine; those of two models are not alike at all. */
const SAME = 0.99;

/** The vectors of texts, each different, of which only those are asked of the model that are not kept. */
async function embedded(texts: readonly string[], model: EmbeddingsInterface, keep: { file: string; model: string } | null, tell: (line: string) => void): Promise<Vectors> {
  const keys = await keysOf([SAMPLE, ...texts], keep?.model ?? '');
  const kept = keep === null ? null : await keptVectors(keep.file, tell);
  const known = (of: Kept): boolean => keys.every((key) => of.byKey.has(key));
  const sample = await model.embedDocuments([SAMPLE]).then(packed, (failure: unknown) => {
    // Nothing new is to be embedded: the model may come back while questions are asked.
    if (kept !== null && known(kept)) return null;
    throw failure;
  });
  const { dimensions } = sample ?? kept!;
  if (dimensions === 0) throw new Error('the model gives vectors without numbers');
  const byKey = sample === null || isOf(kept, keys[0]!, sample.numbers) ? new Map(kept!.byKey) : new Map([[keys[0]!, sample.numbers]]);
  const missing = texts.flatMap((text, n) => (byKey.has(keys[n + 1]!) ? [] : [{ text, key: keys[n + 1]! }]));
  const write = async (): Promise<void> => {
    if (keep !== null) await keepVectors(keep.file, { dimensions, byKey: new Map(keys.flatMap((key) => (byKey.has(key) ? [[key, byKey.get(key)!]] : []))) }, tell);
  };
  if (missing.length > 0) tell(`${missing.length} of ${texts.length} passages are new and are embedded now${keep === null ? '' : ', once'}`);
  try {
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      const vectors = await model.embedDocuments(batch.map(({ text }) => text));
      if (vectors.length !== batch.length) throw new Error(`${batch.length} texts were sent to the model and ${vectors.length} vectors came back`);
      batch.forEach(({ key }, n) => byKey.set(key, Float32Array.from(unit(vectors[n]!, dimensions, `vector ${from + n}`))));
      if ((from / BATCH + 1) % KEPT_EVERY === 0) await write();
    }
  } finally {
    // What is no longer said is dropped with the next that is new.
    if (missing.length > 0) await write();
  }
  const numbers = new Float32Array(texts.length * dimensions);
  for (let n = 0; n < texts.length; n += 1) {
    numbers.set(byKey.get(keys[n + 1]!)!, n * dimensions);
    if (n % HASHED_AT_ONCE === 0) await setImmediate();
  }
  return { dimensions, numbers };
}

function isOf(kept: Kept | null, key: string, sample: Float32Array): kept is Kept {
  const before = kept?.byKey.get(key);
  return before !== undefined && before.length === sample.length && before.reduce((sum, value, n) => sum + value * sample[n]!, 0) > SAME;
}

/** Texts hashed or copied between two turns of the event loop: some milliseconds. */
const HASHED_AT_ONCE = 1_000;

async function keysOf(texts: readonly string[], model: string): Promise<string[]> {
  const keys: string[] = [];
  for (const text of texts) {
    keys.push(keyOfVector(model, text));
    if (keys.length % HASHED_AT_ONCE === 0) await setImmediate();
  }
  return keys;
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
