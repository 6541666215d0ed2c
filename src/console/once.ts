import { z } from 'zod';
import type { Desk } from './desk.js';
import { keepRecord, readRecord } from './desk.js';
import { Refusal } from './refusal.js';

/** One day, as others keep idempotency keys: longer than any page tries again. */
const KEPT_MS = 24 * 60 * 60 * 1000;

const kept = z.strictObject({ request: z.string(), done: z.boolean(), answer: z.unknown() });

/** A key names one wish of one counsellor. 8 to 100 characters; the page makes UUIDs. */
export function keyFrom(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || !/^[A-Za-z0-9_-]{8,100}$/.test(header)) {
    throw new Refusal(400, 'no-key', 'Idempotency-Key: send 8 to 100 letters, digits, "-" or "_", a new one for each wish.');
  }
  return header;
}

/**
 * Does `act` and keeps its answer; the same wish again gets the kept answer. A key that comes with another request is
 * refused, so that a second message can never be swallowed under the first one's key. Where the process died half-way
 * the act runs again: every act is itself safe to repeat.
 */
export async function once<T>(desk: Desk, actor: string, key: string, request: string, act: () => Promise<T>): Promise<T> {
  const id = desk.vault.hash('console-once', `${actor}|${key}`);
  const expiresAt = desk.clock() + KEPT_MS;
  const fingerprint = desk.vault.hash('console-request', request);
  const fresh = await keepRecord(desk, 'console-once', id, { request: fingerprint, done: false, answer: null }, { ifAbsent: true, expiresAt });
  if (!fresh) {
    const before = kept.nullable().parse(await readRecord(desk, 'console-once', id));
    if (before && before.request !== fingerprint) throw new Refusal(422, 'key-reused', 'This Idempotency-Key was used for another request.');
    if (before?.done) return before.answer as T;
  }
  const answer = await act();
  await keepRecord(desk, 'console-once', id, { request: fingerprint, done: true, answer }, { expiresAt });
  return answer;
}
