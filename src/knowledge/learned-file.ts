import { z } from 'zod';
import { byTongue, TONGUES } from './fusion.js';
import type { LearnedSearch, Tongue } from './fusion.js';
import type { SearchTally } from './learn-search.js';

/** What `lanpya train search` ships: a line of JSON, then the arrays of the encoder, one after the other. */
export interface LearnedFile {
  learned: LearnedSearch;
  /** All ways of asking that it was learned from, as hashes. */
  asks: Uint32Array<ArrayBuffer>;
  /** How well it did on what it had not seen. */
  tallies: SearchTally[];
}

const tongues = z.record(z.enum(TONGUES), z.number());
/** Raised with every change of how a text is read or learned from: a file that was learned otherwise must be made anew. */
const LEARNING = 3;

const head = z.object({
  learning: z.literal(LEARNING),
  /** Number of ways of asking. */
  asks: z.int(),
  topics: z.array(z.string()),
  /** Number of features. */
  features: z.int(),
  fusion: z.object({ words: z.number(), weighed: z.number(), learned: z.number(), none: tongues, noneEvidence: z.number(), share: z.number(), rest: z.number(), intercepts: tongues }),
  /** Null where the base is too small to promise anything: never. */
  answerAt: z.number().nullable(),
  clarifyAt: z.number(),
  tallies: z.array(z.custom<SearchTally>()),
});

/** Arrays begin where any of their numbers may. */
const ALIGNED = 8;
const NEW_LINE = 10;

export function packedSearch({ learned: { encoder, fusion, answerAt, clarifyAt }, asks, tallies }: LearnedFile): Buffer {
  const line = JSON.stringify({ learning: LEARNING, asks: asks.length, topics: encoder.topics, features: encoder.features.length, fusion, answerAt: Number.isFinite(answerAt) ? answerAt : null, clarifyAt, tallies } satisfies z.input<typeof head>);
  const arrays = [asks, encoder.features, encoder.rarities, encoder.steps, encoder.biases, encoder.weights];
  const first = Buffer.from(`${line.padEnd(aligned(Buffer.byteLength(line) + 1) - 1)}\n`);
  return Buffer.concat([first, ...arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))]);
}

/** @throws Error where the file is cut short or of another program. */
export function unpackedSearch(file: Uint8Array): LearnedFile {
  const end = file.indexOf(NEW_LINE) + 1;
  const { topics, features, fusion, answerAt, clarifyAt, asks, tallies } = head.parse(JSON.parse(new TextDecoder().decode(file.subarray(0, end))));
  if (file.length !== end + 4 * asks + 2 * 4 * (features + topics.length) + features * topics.length) throw new Error('the file is cut short');
  // A view of numbers may not begin anywhere: it does well in a buffer that is the file and nothing else, and may not in another's.
  const arrays = file.buffer.byteLength === file.length ? file.subarray(end) : new Uint8Array(file.subarray(end));
  const buffer = arrays.buffer as ArrayBuffer;
  const at = [asks, features, features, topics.length, topics.length].reduce<number[]>((ends, length) => [...ends, ends.at(-1)! + 4 * length], [arrays.byteOffset]);
  const encoder = {
    topics,
    features: new Uint32Array(buffer, at[1], features),
    rarities: new Float32Array(buffer, at[2], features),
    steps: new Float32Array(buffer, at[3], topics.length),
    biases: new Float32Array(buffer, at[4], topics.length),
    weights: new Int8Array(buffer, at[5], features * topics.length),
  };
  const each = (values: Partial<Record<Tongue, number>>) => byTongue((tongue) => values[tongue] ?? 0);
  return { learned: { encoder, fusion: { ...fusion, none: each(fusion.none), intercepts: each(fusion.intercepts) }, answerAt: answerAt ?? Infinity, clarifyAt }, asks: new Uint32Array(buffer, at[0], asks), tallies };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNED) * ALIGNED;
}
