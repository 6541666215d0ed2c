import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { buildSearch } from './search.js';
import type { Document, SearchData } from './search.js';
import { numbersOf } from './postings.js';
import type { Numbers, Postings } from './postings.js';

/**
 * The search that was built once, kept in a file: a line of JSON, then the arrays one after the other. The file is
 * known by a hash of all that went into it; one of another base, or a broken one, is built anew.
 */

/** Raised with every change of what is built or of how a text is cut: a file of an older program is not read. */
export const FORMAT = 12;
/** Arrays begin where any of their numbers may. */
const ALIGNED = 8;
const NEW_LINE = 10;

const head = z.strictObject({
  key: z.string(),
  /** Bytes of the arrays, so that a file cut short is seen. */
  bytes: z.int(),
  calibration: z.strictObject({ slope: z.number(), intercept: z.number(), answerAt: z.number().nullable(), clarifyAt: z.number().nullable() }),
  lengths: z.array(z.int().nonnegative()),
});

/** What the search data of these documents is known by. `places` is what `placeless` goes by, as text. */
export function searchKey(documents: readonly Document[], places: string): string {
  // ICU cuts the words, and its dictionaries change.
  return createHash('sha256').update(JSON.stringify([FORMAT, process.versions['icu'], places, documents])).digest('hex');
}

/** The search data of these documents, as `searchUnder` has it. */
export function savedSearch(documents: readonly Document[], placeless: (text: string) => string, places: string, file: string): SearchData {
  return searchUnder(searchKey(documents, places), () => buildSearch(documents, placeless).data, file);
}

/**
 * The search data known by `key`: read from `file` where that holds it, else built and written there. A file that cannot
 * be written costs time at the next start, nothing else.
 */
export function searchUnder(key: string, build: () => SearchData, file: string): SearchData {
  const saved = read(file, key);
  if (saved !== null) return saved;
  const data = build();
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Another thread or process that starts now finds the whole file or none.
    const unfinished = `${file}.${randomUUID()}`;
    write(unfinished, data, key);
    renameSync(unfinished, file);
  } catch {
    // A folder that is read-only, or a full disk.
  }
  return data;
}

/** Array by array: the whole of a large base would need its memory twice. */
function write(file: string, { index, calibration }: SearchData, key: string): void {
  const arrays = arraysOf(index);
  const bytes = arrays.reduce((sum, array) => sum + aligned(array.byteLength), 0);
  // JSON knows no infinity, which stands for "never".
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const thresholds = { ...calibration, answerAt: finite(calibration.answerAt), clarifyAt: finite(calibration.clarifyAt) };
  const line = JSON.stringify({ key, bytes, calibration: thresholds, lengths: arrays.map(({ length }) => length) } satisfies z.infer<typeof head>);
  const opened = openSync(file, 'w');
  try {
    writeFileSync(opened, `${line.padEnd(aligned(Buffer.byteLength(line) + 1) - 1)}\n`);
    for (const array of arrays) {
      writeFileSync(opened, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      writeFileSync(opened, new Uint8Array(aligned(array.byteLength) - array.byteLength));
    }
  } finally {
    closeSync(opened);
  }
}

function read(file: string, key: string): SearchData | null {
  try {
    const content = bytesIn(file);
    const end = content.indexOf(NEW_LINE) + 1;
    const { key: saved, bytes, calibration, lengths } = head.parse(JSON.parse(new TextDecoder().decode(content.subarray(0, end))));
    if (saved !== key || content.length !== end + bytes) return null;
    let at = end;
    let next = 0;
    /** Where the next array begins, and its length. */
    const take = (width: number): [ArrayBuffer, number, number] => {
      const [from, length] = [at, lengths[next++] ?? 0];
      at += aligned(length * width);
      return [content.buffer, from, length];
    };
    const wide = (): Uint32Array<ArrayBuffer> => new Uint32Array(...take(4));
    const postings = (): Postings => {
      const [lengths, held, before, starts] = [wide(), wide(), wide(), wide()];
      const Fitting = numbersOf(lengths.length);
      return { lengths, held, before, starts, texts: new Fitting(...take(Fitting.BYTES_PER_ELEMENT)), counts: new Uint8Array(...take(1)) };
    };
    const index = {
      lists: { words: postings(), folded: postings(), exact: postings(), sounds: postings() },
      hashes: wide(),
      documentOf: wide(),
    };
    const { slope, intercept, answerAt, clarifyAt } = calibration;
    return { index, calibration: { slope, intercept, answerAt: answerAt ?? Infinity, clarifyAt: clarifyAt ?? Infinity } };
  } catch {
    // Not there yet, or not ours: it is built anew.
    return null;
  }
}

/** The whole file in memory of its own, over which the arrays lie as they are. */
function bytesIn(file: string): Uint8Array<ArrayBuffer> {
  const opened = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(opened).size);
    for (let at = 0; at < bytes.length; ) {
      const more = readSync(opened, bytes, at, bytes.length - at, null);
      if (more === 0) break;
      at += more;
    }
    return bytes;
  } finally {
    closeSync(opened);
  }
}

/** In the order in which they are read. */
function arraysOf({ lists, hashes, documentOf }: SearchData['index']): Numbers[] {
  const parts = ({ lengths, held, before, starts, texts, counts }: Postings): Numbers[] => [lengths, held, before, starts, texts, counts];
  return [...[lists.words, lists.folded, lists.exact, lists.sounds].flatMap(parts), hashes, documentOf];
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNED) * ALIGNED;
}
