import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { z } from 'zod';
import { ARGON2ID } from './account.js';
import type { Desk } from './desk.js';
import { keepRecord, readRecord } from './desk.js';

/**
 * A reviewer's private key on this server: wrapped with AES-256-GCM under a key that argon2id makes from the reviewer's
 * password, inside a record that the vault seals. It is open for the moment of one signature and no longer.
 */
const record = z.strictObject({
  /** Id in knowledge/reviews.yaml. */
  reviewer: z.string(),
  publicKey: z.string(),
  salt: z.string(),
  nonce: z.string(),
  /** Ciphertext and tag, base64. */
  wrapped: z.string(),
});

const KIND = 'signing-key';
const SALT_BYTES = 16;
/** NIST SP 800-38D: a nonce of 96 bits and a tag of 128. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SigningKey {
  reviewer: string;
  publicKey: string;
  /** PKCS 8, PEM. */
  privateKey: string;
}

/** Keeps a key for this account, in the place of an earlier one. */
export async function keepSigningKey(desk: Desk, account: string, { reviewer, publicKey, privateKey }: SigningKey, password: string): Promise<void> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', await wrappingKey(password, salt), nonce);
  cipher.setAAD(nameOf(account, reviewer));
  const wrapped = Buffer.concat([cipher.update(privateKey, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const base64 = (bytes: Buffer) => bytes.toString('base64');
  await keepRecord(desk, KIND, account, { reviewer, publicKey, salt: base64(salt), nonce: base64(nonce), wrapped: base64(wrapped) });
}

/** Whose key lies here, without opening it; null where there is none. */
export async function signingKeyOf(desk: Desk, account: string): Promise<Pick<SigningKey, 'reviewer' | 'publicKey'> | null> {
  const kept = await readRecord(desk, KIND, account);
  return kept === null ? null : record.parse(kept);
}

/** The key, opened with the password; null where there is none or another password made it. */
export async function openSigningKey(desk: Desk, account: string, password: string): Promise<SigningKey | null> {
  const kept = await readRecord(desk, KIND, account);
  if (kept === null) return null;
  const { reviewer, publicKey, ...sealed } = record.parse(kept);
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const wrapped = bytes(sealed.wrapped);
  const decipher = createDecipheriv('aes-256-gcm', await wrappingKey(password, bytes(sealed.salt)), bytes(sealed.nonce), { authTagLength: TAG_BYTES });
  decipher.setAAD(nameOf(account, reviewer));
  decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
  try {
    const privateKey = Buffer.concat([decipher.update(wrapped.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
    return { reviewer, publicKey, privateKey };
  } catch {
    return null; // the tag does not fit: another password
  }
}

/** 32 bytes for AES-256; a salt of its own keeps it apart from the hash that signs the account in. */
function wrappingKey(password: string, salt: Buffer): Promise<Buffer> {
  return hashRaw(password, { ...ARGON2ID, salt, outputLen: 32 });
}

const nameOf = (account: string, reviewer: string) => Buffer.from(`lanpya signing key 1\n${account}\n${reviewer}`);
