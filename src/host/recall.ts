import type { Session } from '../core/session.js';
import type { ConversationKey, Sealed } from '../ports.js';

/** A conversation as this process's last commit left it. */
export interface Recalled {
  key: Sealed;
  version: number;
  session: Session;
}

/**
 * What is known of conversations without a question to the store. It may be out of date where another process went on:
 * a commit names the version it stands on, and is refused then.
 */
export interface Recall {
  of(conversation: ConversationKey): Recalled | undefined;
  keep(conversation: ConversationKey, recalled: Recalled): void;
  drop(conversation: ConversationKey): void;
}

/** Remembers the `most` conversations that were kept last. */
export function recall(most: number): Recall {
  const kept = new Map<ConversationKey, Recalled>();
  return {
    of: (conversation) => kept.get(conversation),
    keep(conversation, recalled) {
      kept.delete(conversation);
      kept.set(conversation, recalled);
      if (kept.size > most) kept.delete(kept.keys().next().value as ConversationKey);
    },
    drop: (conversation) => void kept.delete(conversation),
  };
}
