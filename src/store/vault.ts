import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { ConversationKey, Sealed } from '../ports.js';

/**
 * Seals what people wrote, who they are and where: AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces, a data
 * key per conversation wrapped by a key derived from LANPYA_KEY, and look-up by HMAC-SHA256. The associated data names
 * what a ciphertext is and whose, so that no row can be put in another's place.
 */
export interface Vault {
  conversationKey(channelId: string, conversationId: string): ConversationKey;
  /** Hash under which a platform event is known again. */
  dedupe(channelId: string, key: string): string;
  /** A new wrapped data key for this conversation. */
  newKey(conversation: ConversationKey): Sealed;
  seal(conversation: ConversationKey, key: Sealed, kind: string, plain: unknown): Sealed;
  /** Throws where the ciphertext was changed or belongs elsewhere. */
  open(conversation: ConversationKey, key: Sealed, kind: string, sealed: Sealed): unknown;
  /** For records that belong to no conversation: accounts, console sessions. */
  sealRecord(kind: string, id: string, plain: unknown): Sealed;
  openRecord(kind: string, id: string, sealed: Sealed): unknown;
  /** A keyed hash for tokens that are looked up but never stored. */
  hash(kind: string, text: string): string;
}

const NONCE = 12;
const TAG = 16;
/** Unwrapping costs a decryption; a few thousand live conversations stay in memory (32 bytes each). */
const CACHED_KEYS = 4096;

export function openVault(master: Uint8Array): Vault {
  if (master.length !== 32) throw new Error('LANPYA_KEY must be 32 bytes in base64');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, new Uint8Array(0), `lanpya ${purpose} 1`, 32));
  const wrapping = derive('wrap');
  const lookup = derive('lookup');
  const recording = derive('record');
  const unwrapped = new Map<string, Buffer>();

  const mac = (...parts: string[]) =>
    createHmac('sha256', lookup)
      .update(parts.map((p) => `${Buffer.byteLength(p)}:${p}`).join(''))
      .digest('base64url');

  function dataKey(conversation: ConversationKey, key: Sealed): Buffer {
    const cacheKey = Buffer.from(key).toString('base64');
    const cached = unwrapped.get(cacheKey);
    if (cached) return cached;
    const plain = decrypt(wrapping, `key|${conversation}`, key);
    if (unwrapped.size >= CACHED_KEYS) unwrapped.delete(unwrapped.keys().next().value as string);
    unwrapped.set(cacheKey, plain);
    return plain;
  }

  return {
    conversationKey: (channelId, conversationId) => mac('conversation', channelId, conversationId),
    dedupe: (channelId, key) => mac('dedupe', channelId, key),
    newKey: (conversation) => encrypt(wrapping, `key|${conversation}`, randomBytes(32)),
    seal: (conversation, key, kind, plain) => encrypt(dataKey(conversation, key), `${kind}|${conversation}`, JSON.stringify(plain)),
    open: (conversation, key, kind, sealed) =>
      JSON.parse(decrypt(dataKey(conversation, key), `${kind}|${conversation}`, sealed).toString()),
    sealRecord: (kind, id, plain) => encrypt(recording, `${kind}|${id}`, JSON.stringify(plain)),
    openRecord: (kind, id, sealed) => JSON.parse(decrypt(recording, `${kind}|${id}`, sealed).toString()),
    hash: (kind, text) => mac('hash', kind, text),
  };
}

/** Random bytes are asked for by the thousand: one call to the generator costs as much as half a seal. */
const NONCES_AT_ONCE = 512;
let nonces = Buffer.alloc(0);
let used = 0;

/** A nonce that was never given before. */
function freshNonce(): Buffer {
  if (used === nonces.length) [nonces, used] = [randomBytes(NONCE * NONCES_AT_ONCE), 0];
  return nonces.subarray(used, (used += NONCE));
}

/** A text is sealed as UTF-8. */
function encrypt(key: Buffer, aad: string, plain: Buffer | string): Sealed {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(aad));
  const sealed = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, aad: string, sealed: Sealed): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE, bytes.length - TAG)), decipher.final()]);
}
