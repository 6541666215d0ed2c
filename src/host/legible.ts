import type { ConversationKey, Sealed } from '../ports.js';
import type { Vault } from '../store/vault.js';

/**
 * What the lines of a log say, of those that open. One that was written while the person was being forgotten lies under
 * the key of before: nobody reads it any more, and it must not hide the others.
 */
export function legible<Line extends { sealed: Sealed }>(vault: Vault, { conversation, key }: { conversation: ConversationKey; key: Sealed }, kind: string, lines: readonly Line[]): (Line & { plain: unknown })[] {
  return lines.flatMap((line) => {
    try {
      return [{ ...line, plain: vault.open(conversation, key, kind, line.sealed) }];
    } catch {
      return [];
    }
  });
}
