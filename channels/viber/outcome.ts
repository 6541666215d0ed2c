import type { Outcome } from '../../src/ports.js';
import { neverLeft } from '../connection.js';
import { AUTH_PAUSE_MS, RATE_PAUSE_MS, UNANSWERED_PAUSE_MS } from './limits.js';

const auth = (code: string): Outcome => ({ kind: 'retry', afterMs: AUTH_PAUSE_MS, scope: 'channel', ambiguous: false, code });
const gone = (code: string): Outcome => ({ kind: 'gone', code });
const refused = (code: string): Outcome => ({ kind: 'refused', code });

/** What each `status` of an answer means (names of the platform's own error page). */
const STATUSES: Record<number, Outcome> = {
  0: { kind: 'sent' },
  1: refused('invalid-url'),
  2: auth('auth'),
  3: refused('bad-data'),
  4: refused('missing-data'),
  5: gone('not-registered'),
  6: gone('not-subscribed'),
  7: auth('account-blocked'),
  8: auth('account-not-found'),
  9: auth('account-suspended'),
  // The channel sets it again at once.
  10: { kind: 'retry', afterMs: RATE_PAUSE_MS, scope: 'channel', ambiguous: false, code: 'webhook-not-set' },
  11: gone('no-suitable-device'),
  12: { kind: 'retry', afterMs: RATE_PAUSE_MS, scope: 'conversation', ambiguous: false, code: 'rate' },
  13: refused('app-too-old'),
  14: refused('app-too-old'),
  15: auth('not-authorized'),
  16: refused('in-chat-reply'),
  17: refused('not-inline'),
  18: refused('no-public-chat'),
  19: refused('cannot-broadcast'),
  20: refused('broadcast-not-allowed'),
  21: gone('unsupported-country'),
  22: refused('payment-unsupported'),
  // A reply within the person's session is free: this is for what we begin, and waits for the operator as a dead letter.
  23: refused('free-messages-used-up'),
  24: refused('no-balance'),
};

/** What became of a call that Viber answered. An unknown status is tried again a few times. */
export function outcomeOf(status: number, message: string): Outcome {
  if (status === 12 && /without reply/i.test(message)) {
    return { kind: 'retry', afterMs: UNANSWERED_PAUSE_MS, scope: 'conversation', ambiguous: false, code: 'unanswered' };
  }
  return STATUSES[status] ?? { kind: 'retry', afterMs: null, scope: 'conversation', ambiguous: false, code: `status-${status}` };
}

/** What became of a call that something before Viber's own program answered. */
export function httpOutcome(status: number): Outcome {
  if (status === 429) return { kind: 'retry', afterMs: RATE_PAUSE_MS, scope: 'channel', ambiguous: false, code: 'rate' };
  if (status === 401 || status === 403 || status === 404) return auth('auth');
  if (status >= 400 && status < 500) return refused(`http-${status}`);
  return { kind: 'retry', afterMs: null, scope: 'conversation', ambiguous: true, code: 'server' };
}

/** What became of a call that nobody answered. */
export function brokenOutcome(error: unknown): Outcome {
  const unsent = neverLeft(error);
  return { kind: 'retry', afterMs: null, scope: unsent ? 'channel' : 'conversation', ambiguous: !unsent, code: unsent ? 'unreachable' : 'network' };
}
