import type { Activity } from '../core/activity.js';
import type { ConversationKey, InboxEvent, Receive, Sealed, Store } from '../ports.js';
import { StoreUnavailable } from '../ports.js';
import type { Vault } from '../store/vault.js';

/** Kind under which inbox events are sealed; a timer's event is sealed the same way. */
const KIND = 'event';

/** Seals an activity for a conversation's inbox. */
export function enclose(vault: Vault, conversation: ConversationKey, key: Sealed, activity: Activity, dedupeKey: string): InboxEvent {
  return {
    conversation,
    dedupe: vault.dedupe(activity.channelId, dedupeKey),
    sealed: vault.seal(conversation, key, KIND, activity),
  };
}

export function disclose(vault: Vault, conversation: ConversationKey, key: Sealed, sealed: Sealed): Activity {
  return vault.open(conversation, key, KIND, sealed) as Activity;
}

/** The one door in: an activity is sealed and stored before anybody is told that it arrived. */
export function door(store: Store, vault: Vault): Receive {
  return async ({ activity, dedupeKey }) => {
    const conversation = vault.conversationKey(activity.channelId, activity.conversation.id);
    try {
      const key = await store.keyOf(conversation, vault.newKey(conversation));
      return await store.accept(enclose(vault, conversation, key, activity, dedupeKey));
    } catch (error) {
      if (error instanceof StoreUnavailable) return 'unavailable';
      throw error;
    }
  };
}
