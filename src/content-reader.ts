import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { readContent } from './content-read.js';
import { partsOf, transferOf } from './content-parts.js';
import type { Problem } from './knowledge/knowledge.js';

/** What this thread is given, and what it says at its end; the parts of the content lie in `port` by then. */
export interface Errand {
  root: string;
  now: number;
  port: MessagePort;
}
export type Errands = { ok: true } | { ok: false; problems: Problem[] };

/* Reads, checks and builds content in a thread of its own, so that nobody waits for an answer meanwhile. */

const { root, now, port } = workerData as Errand;
const read = await readContent(root, now);
if (read.ok) for (const part of partsOf(read.data)) port.postMessage(part, transferOf(part));
const said: Errands = read.ok ? { ok: true } : read;
parentPort?.postMessage(said);
