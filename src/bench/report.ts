import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../commands/io.js';
import { isNoisy, ratioOf, table, type Row } from './figures.js';

/** What is measured against, as package.json pins it. */
const PEERS = ['grammy', 'bullmq', 'ioredis', 'libsql'];

/** The machine, the versions and the load it has at this moment: no figure means anything without them. */
export function machine(root: string): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const versions = { ...dependencies, ...devDependencies };
  const load = loadavg().map((l) => l.toFixed(1)).join(' ');
  return `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load}; Node ${process.version}, ${PEERS.map((p) => `${p} ${versions[p]}`).join(', ')}`;
}

/** Prints the rows with their ratios: a table, or one JSON object with the machine. */
export function print(io: Io, rows: readonly Row[], json: boolean): void {
  if (json) io.out(JSON.stringify({ machine: machine(io.root), rows: rows.map((r) => ({ ...r, ratio: ratioOf(r), noisy: isNoisy(r) })) }));
  else for (const line of table(rows)) io.out(line);
}

/** A package that only developers install. Rejects with an Error that names the mend where it is missing. */
export async function developers<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(`${name} is needed for this measurement and is not installed: run "npm ci" without --omit=dev`);
  }
}
