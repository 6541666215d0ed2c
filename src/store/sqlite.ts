import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable, type Clock, type Store } from '../ports.js';
import type { Pulse } from '../watchdog.js';
import { parcel } from './parcel.js';
import type { ActName, Watched } from './sqlite-act.js';
import type { Answer, Report, Request } from './sqlite-writer.js';

/** Why nothing is answered any more once it was asked to close. */
const CLOSED = 'the store is closed';

/**
 * The embedded store: one SQLite file in `dir` (made on first use), written by one thread. Rejects with an Error that
 * names the mend where another process holds the folder, the file is of a newer version, or the folder cannot be used.
 * `failed` is told, after it was open, that nothing more can be kept until the program is started again. The writer's
 * thread watches the thread of `pulse`.
 */
export async function openSqlite({ dir, clock, failed, pulse }: { dir: string; clock: Clock; failed?: (reason: string) => void; pulse?: Pulse | undefined }): Promise<Store> {
  const worker = new Worker(writerUrl(), { workerData: { dir, pulse } });
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<(what: Watched) => void>();
  let calls = 0;
  let isOpen = false;
  let stopped: string | null = null;
  let opened: { resolve(): void; reject(error: Error): void };
  const opening = new Promise<void>((resolve, reject) => (opened = { resolve, reject }));
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  function stop(reason: string): void {
    stopped ??= reason;
    for (const call of waiting.values()) call.reject(new StoreUnavailable(stopped));
    waiting.clear();
    opened.reject(new Error(stopped));
  }

  function settle(answer: Answer): void {
    const call = waiting.get(answer.call);
    waiting.delete(answer.call);
    switch (answer.kind) {
      case 'done':
        return call?.resolve(answer.result);
      case 'refused':
        return call?.reject(new Error(answer.reason));
      case 'unavailable':
        return call?.reject(new StoreUnavailable(`the store could not write: ${answer.reason}`));
    }
  }

  worker.on('message', (report: Report) => {
    switch (report.kind) {
      case 'open':
        isOpen = true;
        return opened.resolve();
      case 'failed':
        stop(report.reason);
        return isOpen ? failed?.(report.reason) : undefined;
      case 'closed':
        return stop(CLOSED);
      case 'answers':
        report.answers.forEach(settle);
        for (const what of report.woken) for (const listener of listeners) listener(what);
        isBusy = false;
        // After those who were answered have said what they want next.
        if (leaving.length > 0) setImmediate(post);
    }
  });
  worker.on('error', () => stop('the store\'s writer has failed; restart the program'));
  worker.on('exit', () => stop('the store\'s writer has stopped; restart the program'));

  /**
   * One message to the writer at a time: what is called while it works goes over together when it has answered, as one
   * transaction with one fsync. The busier it is, the more share one.
   */
  let leaving: Request[] = [];
  let isBusy = false;
  function send(request: Request): void {
    leaving.push(request);
    if (leaving.length === 1 && !isBusy) setImmediate(post);
  }
  function post(): void {
    const { message, transfer } = parcel(leaving);
    leaving = [];
    isBusy = true;
    worker.postMessage(message, transfer);
  }
  function act<A extends ActName>(name: A): Store[A] {
    const call = (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        if (stopped !== null) return reject(new StoreUnavailable(stopped));
        waiting.set(++calls, { resolve, reject });
        send({ call: calls, act: name, now: clock(), args });
      });
    return call as Store[A];
  }

  await opening;
  return {
    keyOf: act('keyOf'),
    accept: act('accept'),
    claim: act('claim'),
    commit: act('commit'),
    behind: act('behind'),
    release: act('release'),
    nextDueAt: act('nextDueAt'),
    takeDeliveries: act('takeDeliveries'),
    renew: act('renew'),
    settle: act('settle'),
    deadLetters: act('deadLetters'),
    resend: act('resend'),
    handoffs: act('handoffs'),
    handoff: act('handoff'),
    take: act('take'),
    giveBack: act('giveBack'),
    revision: act('revision'),
    append: act('append'),
    read: act('read'),
    record: act('record'),
    records: act('records'),
    putRecord: act('putRecord'),
    deleteRecord: act('deleteRecord'),
    sessions: act('sessions'),
    depths: act('depths'),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      if (stopped === null) send({ call: 0, act: 'close', now: 0, args: [] });
      // What came behind the close would find the file shut, and there the driver ends the whole process instead of throwing.
      stopped ??= CLOSED;
      await exited;
    },
  };
}

/** A thread runs JavaScript only: where this module runs from its source, the writer comes from the build. */
function writerUrl(): URL {
  const beside = new URL('./sqlite-writer.js', import.meta.url);
  if (existsSync(beside)) return beside;
  const built = new URL('../../dist/src/store/sqlite-writer.js', import.meta.url);
  if (existsSync(built)) return built;
  throw new Error('the store\'s writer is not built yet: run `npm run build`');
}
