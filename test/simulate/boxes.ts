import type { Sealed } from '../../src/ports.js';
import type { Vault } from '../../src/store/vault.js';

/** What lies in a sealed box, for those who look from outside. */
export interface Box {
  conversation: string;
  /** Name of the data key it is sealed under. */
  key: string;
  kind: string;
  plain: unknown;
}

/**
 * A vault without chance and without cost: a sealed thing is a box that opens with its own key only, for its own
 * conversation and kind only. Ciphers are tested where they are.
 */
export function boxVault(): Vault & { peek(sealed: Sealed): Box } {
  const boxes = new WeakMap<Sealed, Box & { json: string }>();
  let keys = 0;
  const nameOf = (key: Sealed) => Buffer.from(key).toString();
  const put = (conversation: string, key: string, kind: string, plain: unknown): Sealed => {
    const sealed = new Uint8Array(0);
    boxes.set(sealed, { conversation, key, kind, plain, json: JSON.stringify(plain) });
    return sealed;
  };
  const look = (sealed: Sealed) => {
    const box = boxes.get(sealed);
    if (!box) throw new Error('not a sealed box');
    return box;
  };
  const open = (conversation: string, key: string, kind: string, sealed: Sealed): unknown => {
    const box = look(sealed);
    if (box.conversation !== conversation || box.key !== key || box.kind !== kind) throw new Error(`sealed as ${box.kind} under ${box.key}, not as ${kind} under ${key}`);
    return JSON.parse(box.json);
  };
  return {
    conversationKey: (channel, id) => `${channel}/${id}`,
    dedupe: (channel, key) => `${channel}/${key}`,
    newKey: (conversation) => Buffer.from(`key ${++keys} of ${conversation}`),
    seal: (conversation, key, kind, plain) => put(conversation, nameOf(key), kind, plain),
    open: (conversation, key, kind, sealed) => open(conversation, nameOf(key), kind, sealed),
    sealRecord: (kind, id, plain) => put(id, 'record', kind, plain),
    openRecord: (kind, id, sealed) => open(id, 'record', kind, sealed),
    hash: (kind, text) => `${kind}/${text}`,
    peek: look,
  };
}
