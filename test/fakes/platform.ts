import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with the next call of the platform's API. */
export interface Failure {
  /** HTTP status; 200 by default, for platforms that put failures into the body. */
  status?: number;
  /** The answer, as JSON; a string goes out as it is. */
  body?: unknown;
  delayMs?: number;
  /** Breaks the connection without an answer: `before` the call took effect, or `after` it did. */
  drop?: 'before' | 'after';
  /** Only for calls of this name; by default for those that send a message. */
  method?: string;
}

/** How an event is delivered again: `times` over, all at once or one by one, the last first. */
export interface Repetition {
  times?: number;
  concurrently?: boolean;
  reorder?: boolean;
}

/** Calls `post` for each event as often, and in the order, as asked; resolves to the HTTP statuses in that order. */
export async function repeatedly<E>(events: E | readonly E[], repetition: Repetition, post: (event: E) => Promise<number>): Promise<number[]> {
  const { times = 1, concurrently = false, reorder = false } = repetition;
  const all = Array.from({ length: times }, () => (Array.isArray(events) ? (events as readonly E[]) : [events as E])).flat();
  if (reorder) all.reverse();
  if (concurrently) return Promise.all(all.map(post));
  const statuses: number[] = [];
  for (const event of all) statuses.push(await post(event));
  return statuses;
}

export interface Watch {
  /** To be called after every change: asks again whether what is waited for has come. */
  changed(): void;
  /** Resolves with the first thing that `look` finds; rejects with `what` after `withinMs`. */
  until<T>(look: () => T | undefined | null | false, what: string, withinMs?: number): Promise<T>;
}

/** Waits by event instead of by the clock. */
export function watch(): Watch {
  const asking = new Set<() => void>();
  return {
    changed: () => asking.forEach((ask) => ask()),
    until: (look, what, withinMs = 20_000) =>
      new Promise((resolve, reject) => {
        const ask = () => {
          const found = look();
          if (found === undefined || found === null || found === false) return false;
          clearTimeout(timer);
          asking.delete(ask);
          resolve(found);
          return true;
        };
        const timer = setTimeout(() => {
          asking.delete(ask);
          reject(new Error(`waited ${withinMs} ms for ${what}`));
        }, withinMs);
        if (!ask()) asking.add(ask);
      }),
  };
}

/** An HTTP server on a free port of this host. */
export async function listen(handle: (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      handle(request, Buffer.concat(chunks), response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON, or with the text itself. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

/** Takes the next failure meant for this call from the queue. */
export function nextFailure(queue: Failure[], method: string, usual: string): Failure | undefined {
  const index = queue.findIndex((failure) => (failure.method ?? usual) === method);
  return index < 0 ? undefined : queue.splice(index, 1)[0];
}

export const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
