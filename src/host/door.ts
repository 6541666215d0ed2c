import type { Activity } from '../core/activity.js';
import type { ConversationKey, Incoming, InboxEvent, Receive, Sealed, Store } from '../ports.js';
import { StoreUnavailable } from '../ports.js';
import type { Vault } from '../store/vault.js';
import type { Hatch } from './hatch.js';

/** Kind under which inbox events are sealed; a timer's event is sealed the same way. */
const KIND = 'event';

/** Seals an activity for a conversation's inbox. */
export function enclose(vault: Vault, conversation: ConversationKey, key: Sealed, activity: Activity, dedupeKey: string): InboxEvent {
  return {
    conversation,
    key,
    dedupe: vault.dedupe(activity.channelId, dedupeKey),
    sealed: vault.seal(conversation, key, KIND, activity),
  };
}

export function disclose(vault: Vault, conversation: ConversationKey, key: Sealed, sealed: Sealed): Activity {
  return vault.open(conversation, key, KIND, sealed) as Activity;
}

/** Wrapped keys that are remembered, so that a known conversation needs no question to the store (some 60 bytes each). */
const KEYS_KEPT = 10_000;
/** An erasure between two tries is rare; as often in a row it does not happen. */
const MOST_TRIES = 3;

/** Answers an event in the act that stores it; null where it must go by the inbox. Rejects with StoreUnavailable. */
export type AtOnce = (conversation: ConversationKey, incoming: Incoming) => Promise<'accepted' | 'seen' | null>;

/**
 * The one door in: an activity is answered at once, or sealed and stored before anybody is told that it arrived. Where the conversation was
 * erased in the meantime it is sealed again under the new key, so that no message becomes unreadable.
 */
export function door(store: Store, vault: Vault, hatch: Hatch, atOnce: AtOnce): Receive {
  const keys = new Map<ConversationKey, Sealed>();
  const keep = (conversation: ConversationKey, key: Sealed) => {
    if (keys.size >= KEYS_KEPT) keys.delete(keys.keys().next().value as ConversationKey);
    keys.set(conversation, key);
  };

  /** The last event of each conversation that is on its way in. */
  const arriving = new Map<ConversationKey, Promise<unknown>>();

  /** One event of a conversation after the other: one that must be sealed again is not overtaken by the next. */
  function inOrder<T>(conversation: ConversationKey, act: () => Promise<T>): Promise<T> {
    const mine = (arriving.get(conversation) ?? Promise.resolve()).then(act, act);
    arriving.set(conversation, mine);
    const done = () => {
      if (arriving.get(conversation) === mine) arriving.delete(conversation);
    };
    mine.then(done, done);
    return mine;
  }

  async function accept(conversation: ConversationKey, incoming: Incoming): ReturnType<Receive> {
    const { activity, dedupeKey } = incoming;
    try {
      const answered = await atOnce(conversation, incoming);
      if (answered) return answered;
      let key = keys.get(conversation) ?? vault.newKey(conversation);
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const done = await hatch.pass((leaseMs) => store.accept(enclose(vault, conversation, key, activity, dedupeKey), leaseMs));
        if (typeof done === 'object' && 'key' in done) key = done.key;
        keep(conversation, key);
        if (done === 'seen') return done;
        if (done === 'accepted' || 'claim' in done) return 'accepted';
      }
      return 'unavailable';
    } catch (error) {
      if (error instanceof StoreUnavailable) return 'unavailable';
      throw error;
    }
  }

  return (incoming) => {
    const conversation = vault.conversationKey(incoming.activity.channelId, incoming.activity.conversation.id);
    return inOrder(conversation, () => accept(conversation, incoming));
  };
}
