import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';

/**
 * Vectors of passages in a file, so that a start or a reload asks the model only for what is new: a line of JSON, then
 * the keys, then the vectors in their order. It holds what the content now says and nothing else, and only its owner reads it.
 */

export interface Kept {
  dimensions: number;
  /** Vectors of length 1. */
  byKey: Map<string, Float32Array>;
}

/** Bytes of a key: of some ten thousand texts no two have the same. */
const KEY_BYTES = 16;
const NUMBER_BYTES = Float32Array.BYTES_PER_ELEMENT;
const NEW_LINE = 10;
/** Bytes hashed between two turns of the event loop: some milliseconds. */
const HASHED_AT_ONCE = 1 << 21;

const head = z.strictObject({ format: z.literal(1), dimensions: z.int().positive(), count: z.int().nonnegative(), hash: z.string() });

/** What the vector of a text by a model is known by. */
export function keyOfVector(model: string, text: string): string {
  return createHash('sha256').update(`${model}\0${text}`).digest('hex').slice(0, 2 * KEY_BYTES);
}

/** What `keepVectors` wrote; null where nothing is kept yet. A file that is damaged counts as none and is told of. */
export async function keptVectors(file: string, tell: (line: string) => void): Promise<Kept | null> {
  try {
    return await unpacked(await readFile(file));
  } catch (failure) {
    const code = codeOf(failure);
    if (code !== 'ENOENT') tell(`${file} cannot be read (${code ?? 'it is damaged'}): every passage is embedded anew`);
    return null;
  }
}

/** Writes the file whole or not at all. One that cannot be written costs time at the next start, and is told of. */
export async function keepVectors(file: string, { dimensions, byKey }: Kept, tell: (line: string) => void): Promise<void> {
  const parts = [Buffer.from([...byKey.keys()].join(''), 'hex'), ...[...byKey.values()].map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength))];
  const body = Buffer.concat(parts);
  const line = JSON.stringify({ format: 1, dimensions, count: byKey.size, hash: await hashOf(body) } satisfies z.infer<typeof head>);
  await whole(file, tell, async (unfinished) => {
    await writeFile(unfinished, `${line}\n`);
    await writeFile(unfinished, body, { flag: 'a' });
  });
}

/** Of which vectors a graph is, and the hash of its file: the library that reads it takes what it finds there. */
const seal = z.strictObject({ of: z.string(), hash: z.string() });

/** Whether `file` holds, undamaged, the graph known by `of`. */
export async function keptGraph(file: string, of: string): Promise<boolean> {
  try {
    const known = seal.parse(JSON.parse(await readFile(`${file}.json`, 'utf8')));
    return known.of === of && known.hash === (await hashOf(await readFile(file)));
  } catch {
    // Not there yet, or damaged: it is built anew from the vectors.
    return false;
  }
}

/** Keeps the graph that `write` puts into the file it is given. */
export async function keepGraph(file: string, of: string, write: (file: string) => Promise<unknown>, tell: (line: string) => void): Promise<void> {
  await whole(file, tell, async (unfinished) => {
    await write(unfinished);
    const hash = await hashOf(await readFile(unfinished));
    await whole(`${file}.json`, tell, (sealed) => writeFile(sealed, JSON.stringify({ of, hash } satisfies z.infer<typeof seal>)));
  });
}

/** A file that is there whole or not at all, and readable by its owner only. */
async function whole(file: string, tell: (line: string) => void, write: (unfinished: string) => Promise<unknown>): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await (await open(unfinished, 'wx', 0o600)).close();
    await write(unfinished);
    await rename(unfinished, file);
  } catch (failure) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    tell(`${file} cannot be written (${codeOf(failure) ?? 'unknown'}): the next start makes it again`);
  }
}

/** @throws Error where it is not whole. */
async function unpacked(bytes: Buffer): Promise<Kept> {
  const end = bytes.indexOf(NEW_LINE);
  const { dimensions, count, hash } = head.parse(JSON.parse(bytes.toString('utf8', 0, end)));
  const body = bytes.subarray(end + 1);
  if (body.length !== count * (KEY_BYTES + NUMBER_BYTES * dimensions) || (await hashOf(body)) !== hash) throw new Error('not whole');
  // Copied: where the line ends, no number may begin.
  const numbers = new Float32Array(count * dimensions);
  Buffer.from(numbers.buffer).set(body.subarray(count * KEY_BYTES));
  return { dimensions, byKey: new Map(Array.from({ length: count }, (_, n) => [body.toString('hex', n * KEY_BYTES, (n + 1) * KEY_BYTES), numbers.subarray(n * dimensions, (n + 1) * dimensions)])) };
}

/** Of bytes that may be many: others go on meanwhile. */
export async function hashOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(from, from + HASHED_AT_ONCE));
    await setImmediate();
  }
  return hash.digest('hex');
}

function codeOf(failure: unknown): string | null {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : null;
}
