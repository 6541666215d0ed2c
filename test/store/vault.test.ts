import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openVault } from '../../src/store/vault.js';

const vault = openVault(randomBytes(32));
const id = fc.string({ minLength: 1, unit: 'grapheme' });
const different = (a: string, b: string) => fc.pre(a !== b);

describe('vault', () => {
  it('opens what it sealed, for any words', () => {
    fc.assert(
      fc.property(id, id, fc.jsonValue(), (conversation, kind, plain) => {
        const key = vault.newKey(conversation);
        const same: unknown = JSON.parse(JSON.stringify(plain));
        expect(vault.open(conversation, key, kind, vault.seal(conversation, key, kind, plain))).toEqual(same);
        expect(vault.openRecord(kind, conversation, vault.sealRecord(kind, conversation, plain))).toEqual(same);
      }),
    );
  });

  it('never gives a nonce twice', () => {
    const key = vault.newKey('a');
    const nonces = Array.from({ length: 2_000 }, () => Buffer.from(vault.seal('a', key, 'line', 'words')).subarray(0, 12).toString('hex'));
    expect(new Set(nonces).size).toBe(2_000);
  });

  it('throws where any byte of a ciphertext or of a wrapped key was changed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (where, change) => {
        const key = vault.newKey('a');
        const spoil = (bytes: Uint8Array) => bytes.map((byte, i) => (i === where % bytes.length ? byte ^ change : byte));
        const sealed = vault.seal('a', key, 'line', 'words');
        expect(() => vault.open('a', key, 'line', spoil(sealed))).toThrow();
        expect(() => vault.open('a', spoil(key), 'line', sealed)).toThrow();
        expect(() => vault.openRecord('account', 'ann', spoil(vault.sealRecord('account', 'ann', 'words')))).toThrow();
      }),
    );
  });

  it('throws where a ciphertext is cut short', () => {
    const key = vault.newKey('a');
    const sealed = vault.seal('a', key, 'line', 'words');
    for (let length = 0; length < sealed.length; length++) {
      expect(() => vault.open('a', key, 'line', sealed.subarray(0, length))).toThrow();
    }
  });

  it('throws where a ciphertext is of another conversation, another kind, another key or another vault', () => {
    fc.assert(
      fc.property(id, id, id, id, (conversation, otherConversation, kind, otherKind) => {
        different(conversation, otherConversation);
        different(kind, otherKind);
        const key = vault.newKey(conversation);
        const sealed = vault.seal(conversation, key, kind, 'words');
        expect(() => vault.open(otherConversation, key, kind, sealed)).toThrow();
        expect(() => vault.open(otherConversation, vault.newKey(otherConversation), kind, sealed)).toThrow();
        expect(() => vault.open(conversation, key, otherKind, sealed)).toThrow();
        expect(() => vault.open(conversation, vault.newKey(conversation), kind, sealed)).toThrow();
        expect(() => openVault(randomBytes(32)).open(conversation, key, kind, sealed)).toThrow();
        const record = vault.sealRecord(kind, conversation, 'words');
        expect(() => vault.openRecord(otherKind, conversation, record)).toThrow();
        expect(() => vault.openRecord(kind, otherConversation, record)).toThrow();
      }),
    );
  });

  it('never seals the same words to the same bytes, nor shows them', () => {
    const key = vault.newKey('a');
    const sealed = [1, 2].map(() => Buffer.from(vault.seal('a', key, 'line', 'words')));
    expect(sealed[0]?.equals(sealed[1] ?? Buffer.alloc(0))).toBe(false);
    expect(sealed[0]?.includes('words')).toBe(false);
  });

  it('knows a conversation and an event again, and takes no two for one', () => {
    fc.assert(
      fc.property(id, id, id, id, (channel, conversation, otherChannel, otherConversation) => {
        expect(vault.conversationKey(channel, conversation)).toBe(vault.conversationKey(channel, conversation));
        expect(vault.dedupe(channel, conversation)).toMatch(/^[\w-]{43}$/);
        fc.pre(channel !== otherChannel || conversation !== otherConversation);
        expect(vault.conversationKey(channel, conversation)).not.toBe(vault.conversationKey(otherChannel, otherConversation));
        expect(vault.dedupe(channel, conversation)).not.toBe(vault.dedupe(otherChannel, otherConversation));
        expect(vault.dedupe(channel, conversation)).not.toBe(vault.conversationKey(channel, conversation));
      }),
    );
  });

  it('opens in another process with the same master key, and refuses one of another length', () => {
    const master = randomBytes(32);
    const [here, there] = [openVault(master), openVault(master)];
    const key = here.newKey('a');
    expect(there.open('a', key, 'line', here.seal('a', key, 'line', 'words'))).toBe('words');
    expect(there.hash('token', 'x')).toBe(here.hash('token', 'x'));
    expect(() => openVault(randomBytes(31))).toThrow('32 bytes');
  });
});
