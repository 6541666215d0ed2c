import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Desk } from './desk.js';
import { keepRecord } from './desk.js';

/** Who did what to what, and when. Objects are ids of handoffs, accounts and deliveries: never what anybody wrote. */
const row = z.strictObject({
  actor: z.string(),
  action: z.enum([
    'signed-in',
    'signed-out',
    'handoff-opened',
    'handoff-taken',
    'handoff-replied',
    'handoff-closed',
    'handoff-given-back',
    'delivery-resent',
    'trouble-ended',
    'account-added',
    'account-disabled',
    'password-set',
    'link-issued',
    'reviewer-named',
    'reviewer-ended',
    'signing-key-made',
    'text-signed',
    'text-sent-back',
    'content-reloaded',
    'phrasing-added',
    'questions-dropped',
  ]),
  object: z.string(),
  at: z.number(),
});
export type AuditRow = z.infer<typeof row>;

/** The trail is kept for a year: long enough to look into a complaint. */
const KEPT_MS = 365 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

/** One kind of record a month, so that the newest rows are read without the oldest. */
const monthOf = (at: number) => `audit-${new Date(at).toISOString().slice(0, 7)}`;

export async function note(desk: Desk, actor: string, action: AuditRow['action'], object: string): Promise<void> {
  const at = desk.clock();
  await keep(desk, `${at}-${randomUUID()}`, { actor, action, object, at });
}

/** Opening is noted before anything is shown: once an hour while the page stays open and looks again at each change. */
export async function noteOpening(desk: Desk, actor: string, handoff: string): Promise<void> {
  const at = desk.clock();
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  await keep(desk, `${hour}-${desk.vault.hash('audit-opening', `${actor}|${handoff}`)}`, { actor, action: 'handoff-opened', object: handoff, at });
}

async function keep(desk: Desk, id: string, made: AuditRow): Promise<void> {
  await keepRecord(desk, monthOf(made.at), id, made, { ifAbsent: true, expiresAt: made.at + KEPT_MS });
}

/** The newest rows of this month and the last, newest first. */
export async function readAudit(desk: Desk, limit: number): Promise<AuditRow[]> {
  const now = desk.clock();
  const lastMonth = new Date(now);
  lastMonth.setUTCDate(0);
  const kinds = [monthOf(now), monthOf(lastMonth.getTime())];
  const found = await Promise.all(kinds.map(async (kind) => (await desk.store.records(kind)).map((r) => ({ kind, ...r }))));
  return found
    .flat()
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit)
    .map((r) => row.parse(desk.vault.openRecord(r.kind, r.id, r.sealed)))
    .sort((a, b) => b.at - a.at);
}
