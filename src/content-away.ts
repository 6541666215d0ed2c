import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ContentRead } from './content-data.js';
import { gather, type Part } from './content-parts.js';
import type { Errand, Errands } from './content-reader.js';

/**
 * `readContent` in another thread. Between any two parts that come over, whoever waits is served. Rejects with an Error
 * where the thread itself failed (a folder that is not there).
 */
export async function readContentAway(root: string, now: number): Promise<ContentRead> {
  const { port1: here, port2: there } = new MessageChannel();
  const errand: Errand = { root, now, port: there };
  const worker = new Worker(readerUrl(), { workerData: errand, transferList: [there] });
  try {
    // `once` rejects where the thread fails.
    const [said] = (await once(worker, 'message')) as [Errands];
    if (!said.ok) return said;
    const parts = gather();
    for (let next = receiveMessageOnPort(here); next; next = receiveMessageOnPort(here)) {
      parts.take(next.message as Part);
      await setImmediate();
    }
    return { ok: true, data: parts.whole() };
  } finally {
    here.close();
    await worker.terminate();
  }
}

/** The built thread, also where this file runs from its source. */
function readerUrl(): URL {
  const beside = new URL('./content-reader.js', import.meta.url);
  if (existsSync(beside)) return beside;
  const built = new URL('../dist/src/content-reader.js', import.meta.url);
  if (existsSync(built)) return built;
  throw new Error('the reader of the content is not built yet: run `npm run build`');
}
