import { GrammyError } from 'grammy/web';
import type { Outcome } from '../../src/ports.js';
import { neverLeft } from '../connection.js';
import { AUTH_PAUSE_MS } from './limits.js';

type Failure = Exclude<Outcome, { kind: 'sent' }>;

/** What became of a call that failed. Holds codes of our own only: a description may repeat what was sent. */
export function outcomeOf(error: unknown): Failure {
  if (error instanceof GrammyError) return refusal(error.error_code, error.description, error.parameters.retry_after);
  const unsent = neverLeft(error);
  return { kind: 'retry', afterMs: null, scope: unsent ? 'channel' : 'conversation', ambiguous: !unsent, code: unsent ? 'unreachable' : 'network' };
}

/** Telegram's own refusals. A 429 does not say whose pace was passed; as we keep the chat's ourselves, it is the bot's. */
export function refusal(status: number, description: string, retryAfterSeconds: number | undefined): Failure {
  const afterMs = retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000;
  if (status === 429) return { kind: 'retry', afterMs, scope: 'channel', ambiguous: false, code: 'rate' };
  if (status === 401 || status === 404) return { kind: 'retry', afterMs: AUTH_PAUSE_MS, scope: 'channel', ambiguous: false, code: 'auth' };
  if (status === 403) return { kind: 'gone', code: 'blocked' };
  if (status === 400 && /chat not found|user not found|peer_id_invalid/i.test(description)) return { kind: 'gone', code: 'chat-not-found' };
  if (status >= 400 && status < 500) return { kind: 'refused', code: `http-${status}` };
  // "Internal Server Error: restart" also ends calls that had gone through.
  return { kind: 'retry', afterMs, scope: 'conversation', ambiguous: true, code: 'server' };
}
