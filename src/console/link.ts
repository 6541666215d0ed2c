import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Desk } from './desk.js';
import { keepRecord, readRecord } from './desk.js';

/** One day: long enough to hand over in person, short enough that a forgotten message is worth nothing. */
const LINK_MS = 24 * 60 * 60 * 1000;

/** Whose password the link sets; null: it makes the first account. */
const link = z.strictObject({ account: z.string().nullable() });

/** Address of the page, to put behind the server's own: `/console#setup=…` or `/console#invite=…`. */
export interface IssuedLink {
  path: string;
  expiresAt: number;
}

export async function issueLink(desk: Desk, account: string | null): Promise<IssuedLink> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = desk.clock() + LINK_MS;
  await keepRecord(desk, 'console-link', desk.vault.hash('console-link', token), { account }, { expiresAt });
  return { path: `/console#${account === null ? 'setup' : 'invite'}=${token}`, expiresAt };
}

/** The one-time link that makes the first account, or null where there is an account already. */
export async function firstAccountLink(desk: Desk): Promise<IssuedLink | null> {
  return (await desk.store.records('account')).length > 0 ? null : issueLink(desk, null);
}

/** What an unused, unexpired link is for, or null. The link for the first account dies with the first account. */
export async function lookAtLink(desk: Desk, token: string): Promise<{ account: string | null } | null> {
  const id = desk.vault.hash('console-link', token);
  const [found, used] = await Promise.all([readRecord(desk, 'console-link', id), desk.store.record('console-link-used', id)]);
  if (found === null || used !== null) return null;
  const { account } = link.parse(found);
  return account === null && (await desk.store.records('account')).length > 0 ? null : { account };
}

/** True for exactly one caller, ever: of two at once one loses. */
export function useLink(desk: Desk, token: string): Promise<boolean> {
  // The mark outlives the link, so the link is never open without it.
  const expiresAt = desk.clock() + 2 * LINK_MS;
  return keepRecord(desk, 'console-link-used', desk.vault.hash('console-link', token), true, { ifAbsent: true, expiresAt });
}
