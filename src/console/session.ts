import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { findAccount, passwordSetAt, type Account } from './account.js';
import type { Desk } from './desk.js';
import { keepRecord, readRecord } from './desk.js';
import { markPresent } from '../host/presence.js';

// ASVS 5.0 L3, V7.3: 15 minutes without a request or an open stream, 8 hours in all.
export const IDLE_MS = 15 * 60 * 1000;
export const ABSOLUTE_MS = 8 * 60 * 60 * 1000;
/** A session is marked as seen at most this often, so that reading does not become writing. */
const SEEN_EVERY_MS = 30 * 1000;

/**
 * Two records make a session: who it is, written once and gone after eight hours, and when it was last seen. Only the
 * second is ever written again, so that a request still under way cannot bring back a session that was ended.
 */
const session = z.strictObject({ account: z.string(), startedAt: z.number() });

/** Begins a session; the token goes into the cookie and is kept only as a keyed hash. */
export async function startSession(desk: Desk, account: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const id = desk.vault.hash('console-session', token);
  const startedAt = desk.clock();
  await keepRecord(desk, 'console-seen', id, startedAt, { expiresAt: startedAt + IDLE_MS });
  await keepRecord(desk, 'console-session', id, { account, startedAt }, { expiresAt: startedAt + ABSOLUTE_MS });
  await markPresent(desk, account, startedAt);
  return token;
}

/** Whose session this is, now: null where it ended, went idle, or the account was disabled or given a new password. */
export async function whose(desk: Desk, token: string | null): Promise<Account | null> {
  if (token === null) return null;
  const id = desk.vault.hash('console-session', token);
  const [found, seen] = await Promise.all([readRecord(desk, 'console-session', id), readRecord(desk, 'console-seen', id)]);
  if (found === null || seen === null) return null;
  const { account: accountId, startedAt } = session.parse(found);
  const [account, setAt] = await Promise.all([findAccount(desk, accountId), passwordSetAt(desk, accountId)]);
  if (account === null || account.disabled || setAt === null || startedAt < setAt) return null;
  return account;
}

/** Puts off the idle end, and the time when conversations that they hold are opened to others: there was a request, or a stream is open. */
export async function markSeen(desk: Desk, token: string, account: string): Promise<void> {
  const id = desk.vault.hash('console-session', token);
  const now = desk.clock();
  const seen = await readRecord(desk, 'console-seen', id);
  if (typeof seen !== 'number' || now - seen < SEEN_EVERY_MS) return;
  await keepRecord(desk, 'console-seen', id, now, { expiresAt: now + IDLE_MS });
  await markPresent(desk, account, now);
}

export async function endSession(desk: Desk, token: string): Promise<void> {
  const id = desk.vault.hash('console-session', token);
  await desk.store.deleteRecord('console-session', id);
  await desk.store.deleteRecord('console-seen', id);
}
