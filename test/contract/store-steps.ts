import { expect, onTestFinished } from 'vitest';
import type { Claim, Commit, ConversationKey, Delivery, InboxEvent, Outgoing, Store } from '../../src/ports.js';

/** A fresh, empty store whose time stands still until `tick`. */
export interface OpenStore {
  store: Store;
  tick(ms: number): void;
  /** Closes the store and opens it again over what it wrote. */
  reopen(): Promise<Store>;
  close(): Promise<void>;
}
/** Opens a store that the end of the test closes. */
export type Opened = () => Promise<OpenStore>;

export function closing(open: Opened): Opened {
  return async () => {
    const one = await open();
    onTestFinished(() => one.close());
    return one;
  };
}

export const START = Date.UTC(2026, 10, 21);
export const LEASE = 10_000;
export const HOUR = 3_600_000;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const words = (sealed: Uint8Array | null): string | null => sealed && new TextDecoder().decode(sealed);

/** Accepts an event under the conversation's present key, a fresh one where it has none. */
export const accept = async (store: Store, event: Omit<InboxEvent, 'key'>, fresh = 'key', leaseMs?: number) =>
  store.accept({ ...event, key: await store.keyOf(event.conversation, bytes(fresh)) }, leaseMs);

let events = 0;
export const say = async (store: Store, conversation: ConversationKey, text = 'hello', dedupe = `event-${++events}`) => {
  return accept(store, { conversation, dedupe, sealed: bytes(text) }, `key of ${conversation}`);
};
/** An event that is accepted and claimed in one act. */
export const saidAndClaimed = async (store: Store, conversation: ConversationKey, text = 'hello'): Promise<Claim> => {
  const done = await accept(store, { conversation, dedupe: `event-${++events}`, sealed: bytes(text) }, `key of ${conversation}`, LEASE);
  if (typeof done === 'string' || 'key' in done) throw new Error('not claimed');
  return done.claim;
};
export const claimed = async (store: Store): Promise<Claim> => {
  const claim = await store.claim(LEASE);
  if (!claim) throw new Error('nothing to claim');
  return claim;
};
export const answer = (claim: Claim, more: Partial<Commit> = {}): Commit => ({
  claim: { conversation: claim.conversation, lease: claim.lease, version: claim.version, seq: claim.event.seq },
  session: bytes('session'),
  speaker: 'bot',
  lines: [],
  deliveries: [],
  handoff: null,
  ...more,
});
/** An event accepted, claimed and committed with this. */
export const turn = async (store: Store, conversation: ConversationKey, more: Partial<Commit> = {}) => {
  await say(store, conversation);
  expect(await store.commit(answer(await claimed(store), more))).toBe('committed');
};
export const letter = (id: string, more: Partial<Delivery> = {}): Delivery => ({ id, channel: 'telegram', by: 'bot', sealed: bytes(id), ...more });
export const take = (store: Store, limit = 10, except: string[] = []) => store.takeDeliveries(limit, LEASE, except);
export const first = (taken: Outgoing[]): Outgoing => {
  if (!taken[0]) throw new Error('nothing to deliver');
  return taken[0];
};
export const ids = (rows: { id: string }[]) => rows.map((row) => row.id);
export const opens = (id: string, risk: 'R0' | 'R1' | 'R2' | 'R3' = 'R1'): Partial<Commit> => ({ handoff: { do: 'open', id, risk, sealed: bytes(`summary ${id}`) } });
export const notice = (conversation: ConversationKey): InboxEvent => ({ conversation, key: bytes('key'), dedupe: `notice-${++events}`, sealed: bytes('status') });
