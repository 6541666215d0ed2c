import type { Activity } from '../../src/core/activity.js';
import { StoreUnavailable, type Mailbox } from '../../src/ports.js';

/** A mailbox in memory, which can be erased and can fail. */
export interface MemoryMailbox extends Mailbox {
  /** What the store does when a person is forgotten: positions begin again. */
  erase(conversationId: string): void;
  lines(conversationId: string): readonly Activity[];
  /** While true every call rejects, as the store's do when it cannot be reached. */
  down: boolean;
}

export function memoryMailbox(): MemoryMailbox {
  const logs = new Map<string, Activity[]>();
  const log = (id: string) => {
    if (mailbox.down) throw new StoreUnavailable();
    const lines = logs.get(id) ?? [];
    logs.set(id, lines);
    return lines;
  };
  const mailbox: MemoryMailbox = {
    down: false,
    async append(reference, activity) {
      const lines = log(reference.conversation.id);
      const before = lines.findIndex((line) => line.id === activity.id);
      return before >= 0 ? before + 1 : lines.push(structuredClone(activity));
    },
    async read(reference, after, limit) {
      return log(reference.conversation.id)
        .map((activity, i) => ({ position: i + 1, activity: structuredClone(activity) }))
        .slice(after, after + limit);
    },
    erase: (id) => void logs.delete(id),
    lines: (id) => logs.get(id) ?? [],
  };
  return mailbox;
}
