// Not the package's whole: fetch, caches and WebSockets would stay in memory unused (4 MiB, and 0.1 s of each start).
import request from 'undici/lib/api/api-request.js';
import Pool from 'undici/lib/dispatcher/pool.js';

/** Connections at once to one platform: the host sends 48 messages at once; the rest is for a poll, taps and typing. */
const CONNECTIONS = 56;
/** Milliseconds for a connection to stand; then not a byte was sent and trying again is safe. */
const CONNECT_MS = 5_000;
/** Milliseconds until an answer begins. A reply that takes longer than this has lost its reader. */
const ANSWER_MS = 15_000;
/** Milliseconds between two pieces of an answer: it has a few hundred bytes, a poll's a few hundred thousand. */
const PIECE_MS = 3_000;
/** How long an idle connection is kept, milliseconds: below the minute after which servers commonly close theirs. */
const IDLE_MS = 30_000;

/** What a platform answered: the HTTP status, and the body as text. */
export interface Answer {
  status: number;
  text: string;
}

/** Kept-alive connections to one platform. */
export interface Connections {
  /** One POST of JSON. Rejects where nobody answered in time; see `neverLeft`. */
  post(path: string, body: object, headers?: Record<string, string>): Promise<Answer>;
  /** Ends every call in flight. */
  close(): Promise<void>;
}

/**
 * Opens to a root such as `https://api.telegram.org`, with or without a path. The bounds of time are the pool's own: a
 * timer and an abort signal for each call would cost half as much again as the call.
 */
export function connections(root: string): Connections {
  const { origin, pathname } = new URL(root);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: PIECE_MS,
    keepAliveTimeout: IDLE_MS,
  });
  return {
    async post(path, body, headers) {
      const answer = await request.call(pool, { path: prefix + path, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      return { status: answer.statusCode, text: await answer.body.text() };
    },
    close: () => pool.destroy(),
  };
}

/** Errors of a connection that never stood. */
const NEVER_STOOD = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** Whether a call failed before a byte of it left: then the platform cannot have taken it. */
export function neverLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && NEVER_STOOD.includes(error.code);
}
