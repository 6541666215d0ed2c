import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { LOCALES } from '../core/locale.js';
import type { Desk } from './desk.js';
import { keepRecord, readRecord } from './desk.js';
import { issueLink, type IssuedLink } from './link.js';

/** A counsellor's account. Its password lies in a record of its own, so that no change of one undoes the other. */
const account = z.strictObject({
  /** What they sign in with, and what stands as holder beside a handoff. */
  id: z.string(),
  /** The name that the person in the chat sees. */
  name: z.string(),
  role: z.enum(['counsellor', 'admin']),
  languages: z.array(z.enum(LOCALES)),
  disabled: z.boolean(),
  createdAt: z.number(),
  /** The name under which they sign texts of the knowledge base, where an admin made them a reviewer. */
  reviewer: z.string().optional(),
});
export type Account = z.infer<typeof account>;

export const newAccount = z.strictObject({
  id: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'use 2 to 40 letters a-z, digits, dots, "-" or "_"'),
  name: z.string().trim().min(1, 'write the name that people in the chat will see').max(60, 'is longer than 60 characters'),
  role: account.shape.role,
  languages: account.shape.languages,
});
export type NewAccount = z.infer<typeof newAccount>;

// 12: longer than ASVS 5.0 V6.2.1 asks (8), with no rule about which letters. 128 bounds the hashing.
export const newPassword = z.string().min(12, 'use 12 characters or more; a few words in a row are good').max(128, 'is longer than 128 characters');

// OWASP Password Storage Cheat Sheet: argon2id (algorithm 2), 19 MiB, 2 passes, 1 lane.
export const ARGON2ID = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

const password = z.strictObject({ hash: z.string(), setAt: z.number() });

export async function findAccount(desk: Desk, id: string): Promise<Account | null> {
  const found = await readRecord(desk, 'account', id);
  return found === null ? null : account.parse(found);
}

/** The name that stands for this account in the chat; its id where the account is not there any more. */
export async function nameOf(desk: Desk, id: string): Promise<string> {
  return (await findAccount(desk, id))?.name ?? id;
}

/** All accounts, by id. */
export async function listCounsellors(desk: Desk): Promise<Account[]> {
  const sealed = await desk.store.records('account');
  return sealed
    .map((r) => account.parse(desk.vault.openRecord('account', r.id, r.sealed)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Makes an account without a password, and the one-time link (24 h) with which its owner chooses one, so that nobody
 * else ever knows it. `null` where the id is in use.
 */
export async function addCounsellor(desk: Desk, wanted: NewAccount): Promise<{ account: Account; link: IssuedLink } | null> {
  const made: Account = { ...wanted, disabled: false, createdAt: desk.clock() };
  if (!(await keepRecord(desk, 'account', made.id, made, { ifAbsent: true }))) return null;
  return { account: made, link: await issueLink(desk, made.id) };
}

/** Marks an account as ended: its sessions end at once. False where there is none. */
export async function disableAccount(desk: Desk, id: string): Promise<boolean> {
  const found = await findAccount(desk, id);
  if (!found) return false;
  await keepRecord(desk, 'account', id, { ...found, disabled: true });
  return true;
}

/** Makes an account a reviewer under a name that people read below answers, or with null ends that. False where there is none. */
export async function nameReviewer(desk: Desk, id: string, reviewer: string | null): Promise<boolean> {
  const found = await findAccount(desk, id);
  if (!found) return false;
  const { reviewer: _, ...plain } = found;
  await keepRecord(desk, 'account', id, reviewer === null ? plain : { ...plain, reviewer });
  return true;
}

/** Sets a password; sessions that began before end. */
export async function setPassword(desk: Desk, id: string, plain: string): Promise<void> {
  const made: z.infer<typeof password> = { hash: await hash(plain, ARGON2ID), setAt: desk.clock() };
  await keepRecord(desk, 'password', id, made);
}

/** When the password was last set, or null where none was ever chosen. */
export async function passwordSetAt(desk: Desk, id: string): Promise<number | null> {
  const found = await readRecord(desk, 'password', id);
  return found === null ? null : password.parse(found).setAt;
}

/** The account that this id and password open, or null. An unknown id takes as long as a wrong password. */
export async function recognise(desk: Desk, id: string, plain: string): Promise<Account | null> {
  const [found, kept] = await Promise.all([findAccount(desk, id), readRecord(desk, 'password', id)]);
  const right = await verify(kept === null ? await nobodysHash() : password.parse(kept).hash, plain);
  return right && kept !== null && found !== null && !found.disabled ? found : null;
}

let nobody: Promise<string> | null = null;
function nobodysHash(): Promise<string> {
  return (nobody ??= hash('nobody signs in with this', ARGON2ID));
}
