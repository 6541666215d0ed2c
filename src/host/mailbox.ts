import type { Activity, ConversationReference } from '../core/activity.js';
import type { Mailbox, Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import { legible } from './legible.js';

/** What a person can read back, sealed in the store under their conversation's key. */
export function mailboxIn(store: Store, vault: Vault): Mailbox {
  const keyed = async ({ channelId, conversation }: ConversationReference) => {
    const name = vault.conversationKey(channelId, conversation.id);
    return { name, key: await store.keyOf(name, vault.newKey(name)) };
  };
  return {
    async append(reference, activity) {
      const { name, key } = await keyed(reference);
      return store.append(name, 'mailbox', activity.id, vault.seal(name, key, 'mail', activity));
    },
    async read(reference, after, limit) {
      const { name, key } = await keyed(reference);
      const lines = await store.read(name, 'mailbox', after, limit);
      return legible(vault, { conversation: name, key }, 'mail', lines).map(({ position, plain }) => ({ position, activity: plain as Activity }));
    },
  };
}
