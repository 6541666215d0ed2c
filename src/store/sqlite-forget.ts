import { createHash } from 'node:crypto';
import type { ConversationKey, Sealed } from '../ports.js';
import type { Here } from './sqlite-act.js';
import { forgetHandoffs } from './sqlite-handoffs.js';
import { recordActs } from './sqlite-logs.js';
import { forgetTold } from './sqlite-told.js';

/**
 * How long it is remembered that a key is dead, days. A backup should go after 30, so that forgetting is over everywhere
 * within the month that Art. 12(3) GDPR gives; three times as long meets the copy that somebody forgot to delete.
 */
export const REMEMBERED_DAYS = 90;

/** The kind of small record that a mark is: its id is the mark, and it holds nothing else. */
const KIND = 'forgotten';
const NOTHING = new Uint8Array(0);
/** Keys looked at with one question: some 2 MB. */
const AT_ONCE = 10_000;

/**
 * What is left of a key that was forgotten: SHA-256 of the wrapped key, in hex. The key was random, so its mark leads to
 * nobody; only a backup that still holds the key can be compared with it.
 */
export function markOf(key: Sealed): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Forgets the person: `fresh` becomes the conversation's wrapped key, and of the old one its mark stays, so that a backup
 * made before does not bring them back. What stays is no word of theirs: the session's version, where the logs end,
 * dedupe hashes, that there were handoffs. All handoffs end but `keptOpen`.
 */
export function forget(here: Here, conversation: ConversationKey, fresh: Sealed, keptOpen: string | null = null): void {
  const known = here.get<{ key: Sealed }>('SELECT sealed AS key FROM key WHERE conversation = ?', conversation);
  for (const table of ['event', 'inbox', 'outbox', 'delivery', 'dead_letter', 'timer', 'line']) {
    here.run(`DELETE FROM ${table} WHERE conversation = ?`, conversation);
  }
  forgetTold(here, conversation);
  forgetHandoffs(here, conversation, keptOpen);
  here.run('UPDATE key SET sealed = ? WHERE conversation = ?', fresh, conversation);
  here.run("UPDATE conversation SET session = NULL, speaker = 'bot' WHERE id = ?", conversation);
  if (known) remember(here, markOf(known.key), here.now + REMEMBERED_DAYS * 86_400_000);
  here.shred();
}

/** When each mark of a store ends, milliseconds since 1970, UTC. */
export type Marks = ReadonlyMap<string, number>;

/** Also of a damaged store: the driver ends its process where a text is no text, so none is asked for. */
export function marksIn({ all }: Pick<Here, 'all'>): Marks {
  const rows = all<{ id: Uint8Array; until: number }>('SELECT CAST(id AS BLOB) AS id, CAST(expires_at AS INTEGER) AS until FROM record WHERE kind = ?', KIND);
  return new Map(rows.map(({ id, until }) => [Buffer.from(id).toString(), until]));
}

/**
 * Forgets in a store whoever these marks name, and keeps the marks in it for the next time. Who came back after they were
 * forgotten has another key by then, and is named by none. Returns how many were forgotten.
 */
export function forgetAgain(here: Here, marks: Marks, freshKey: (conversation: ConversationKey) => Sealed): number {
  for (const [mark, until] of marks) remember(here, mark, until);
  if (marks.size === 0) return 0;
  let forgotten = 0;
  let last: number | undefined = 0;
  while (last !== undefined) {
    const page: { row: number; key: Sealed }[] = here.all('SELECT rowid AS row, CAST(sealed AS BLOB) AS key FROM key WHERE rowid > ? ORDER BY rowid LIMIT ?', last, AT_ONCE);
    const named = page.filter(({ key }) => marks.has(markOf(key)));
    const people = named.flatMap(({ row }) => here.all<{ id: ConversationKey }>('SELECT conversation AS id FROM key WHERE rowid = ?', row));
    people.forEach(({ id }) => forget(here, id, freshKey(id)));
    forgotten += people.length;
    last = page.at(-1)?.row;
  }
  return forgotten;
}

function remember(here: Here, mark: string, until: number): void {
  recordActs.putRecord(here, KIND, mark, NOTHING, { expiresAt: until });
}
