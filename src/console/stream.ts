import type { Writable } from 'node:stream';
import type { Desk } from './desk.js';

/** Other processes may not be heard through `watch`: their changes are seen by looking. */
const LOOK_MS = 3000;
/** Logging out closes a stream within two seconds, also from another process. */
const CHECK_MS = 1000;
/** Proxies cut silent connections after 30 to 60 s. */
const HEARTBEAT_MS = 20_000;
/** An event has some 40 bytes: a page that lets 64 KiB wait has stopped reading. It comes back with Last-Event-ID. */
const MOST_WAITING_BYTES = 64 * 1024;

/** One look at the store's revision for all streams of this process. */
export interface Pulse {
  /** Calls back with each new revision; returns the way out. */
  join(listener: (revision: number) => void): () => void;
  close(): void;
}

export function openPulse(desk: Desk): Pulse {
  const listeners = new Set<(revision: number) => void>();
  let last = -1;
  let stop: (() => void) | null = null;

  async function look(): Promise<void> {
    const revision = await desk.store.revision();
    if (revision === last) return;
    last = revision;
    for (const listener of listeners) listener(revision);
  }
  const lookAgain = () => void look().catch(() => desk.log.warn('console.revision-unread'));

  function start(): () => void {
    const unwatch = desk.store.watch((what) => {
      if (what === 'handoffs') lookAgain();
    });
    const timer = setInterval(lookAgain, LOOK_MS).unref();
    return () => {
      unwatch();
      clearInterval(timer);
    };
  }
  function close(): void {
    stop?.();
    stop = null;
  }
  return {
    join(listener) {
      listeners.add(listener);
      stop ??= start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) close();
      };
    },
    close,
  };
}

export interface Viewer {
  /** The response's body; its head is sent already. */
  out: Writable;
  /** The last revision this page knows, from Last-Event-ID, or null. */
  lastSeen: number | null;
  stillSignedIn(): Promise<boolean>;
  markSeen(): Promise<void>;
}

/** Tells a page of every new revision until its session or its connection ends. */
export async function stream(desk: Desk, pulse: Pulse, viewer: Viewer): Promise<void> {
  const { out } = viewer;
  // A page that is gone already would never close again.
  if (out.destroyed) return;
  let told = viewer.lastSeen;

  function write(text: string): void {
    if (out.writableLength > MOST_WAITING_BYTES) out.destroy();
    else if (!out.destroyed && !out.writableEnded) out.write(text);
  }
  function tell(revision: number): void {
    if (revision === told) return;
    told = revision;
    write(`id: ${revision}\nevent: changed\ndata: ${revision}\n\n`);
  }
  async function check(): Promise<void> {
    if (!(await viewer.stillSignedIn())) end();
  }
  // A store that cannot be reached for a moment ends no stream: the stream says no more than a number.
  const unread = () => desk.log.warn('console.session-unread');
  const checking = setInterval(() => void check().catch(unread), CHECK_MS).unref();
  const beating = setInterval(() => {
    write(': still here\n\n');
    void viewer.markSeen().catch(unread);
  }, HEARTBEAT_MS).unref();
  const leave = pulse.join(tell);

  function end(): void {
    if (!out.writableEnded) out.end('event: ended\ndata: session\n\n');
  }
  out.once('close', () => {
    clearInterval(checking);
    clearInterval(beating);
    leave();
  });
  write('retry: 2000\n\n');
  tell(await desk.store.revision());
}
