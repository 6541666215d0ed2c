import { repliesWith } from '../core/say.js';
import type { ConversationKey } from '../ports.js';
import type { Here } from './sqlite-act.js';

/*
 * Replies that have gone out since a backup was made, as a newer store tells. What waited to be answered in the backup is
 * heard again when it is restored, so that no call for help and no state is lost; a repeated turn gives its replies the
 * same ids, and those that went out are known by them.
 */

/** A small record for each, which holds nothing: its id is the conversation and the reply. */
const KIND = 'told';
const NOTHING = new Uint8Array(0);
/** What is heard again is heard as the program starts; nobody restores a store and leaves it for a week. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** A reply that went out, of whom. */
interface Told {
  conversation: ConversationKey;
  id: string;
}

/** Whose replies matter: something of theirs waits to be answered or sent in this store, or could be sent again. */
export function thoseWhoWait({ all, now }: Pick<Here, 'all' | 'now'>): ConversationKey[] {
  const rows = all<{ conversation: ConversationKey }>(
    `SELECT conversation FROM event UNION SELECT conversation FROM timer WHERE at <= ?
     UNION SELECT conversation FROM delivery UNION SELECT conversation FROM dead_letter`,
    now,
  );
  return rows.map(({ conversation }) => conversation);
}

/**
 * What a newer store knows to have gone out to these: replies of its transcript that wait there no more, as a whole or in
 * part; and what it was told so itself. Also of a damaged store: nothing is read as text (see `marksIn`).
 */
export function* toldIn({ all }: Pick<Here, 'all'>, conversations: readonly ConversationKey[]): Generator<Told> {
  for (const conversation of conversations) {
    const ids = all<{ id: Uint8Array }>(
      `SELECT CAST(id AS BLOB) AS id FROM line l WHERE conversation = ?1 AND log = 'transcript'
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.conversation = ?1 AND ${OF_REPLY('d.id', 'l.id')})
         AND NOT EXISTS (SELECT 1 FROM dead_letter d WHERE d.conversation = ?1 AND ${OF_REPLY('d.id', 'l.id')})
       UNION SELECT CAST(substr(id, length(?1) + 2) AS BLOB) FROM record WHERE ${OF_CONVERSATION}`,
      conversation,
    );
    for (const { id } of ids) yield { conversation, id: Buffer.from(id).toString() };
  }
}

/** Takes replies that went out from those that wait or lie dead, and keeps in mind that they went. Returns how many waited or lay dead. */
export function takeTold({ get, run, now }: Here, told: Iterable<Told>): number {
  let taken = 0;
  for (const { conversation, id } of told) {
    const lay = ['delivery', 'dead_letter'].map((table) => run(`DELETE FROM ${table} WHERE conversation = ?1 AND ${OF_REPLY('id', '?2')}`, conversation, id)).reduce((a, b) => a + b);
    taken += lay;
    // What this store knows to have been said is not said to it again.
    if (lay === 0 && get("SELECT 1 FROM line WHERE conversation = ? AND log = 'transcript' AND id = ?", conversation, id)) continue;
    for (const name of repliesWith(id)) {
      run(
        `INSERT INTO record (kind, id, sealed, expires_at) VALUES ('${KIND}', ?, ?, ?) ON CONFLICT (kind, id) DO NOTHING`,
        toldName(conversation, name),
        NOTHING,
        now + KEPT_MS,
      );
    }
  }
  return taken;
}

/** Of a person who is forgotten. */
export function forgetTold({ run }: Pick<Here, 'run'>, conversation: ConversationKey): void {
  run(`DELETE FROM record WHERE ${OF_CONVERSATION}`, conversation);
}

/** Where no reply of this name (`toldName`, the parameter) is known to have gone out. */
export const UNTOLD = (name: string) => `NOT EXISTS (SELECT 1 FROM record WHERE kind = '${KIND}' AND id = ${name})`;

/** A long reply goes out in parts (`fit`), which are told together. */
export function toldName(conversation: ConversationKey, id: string): string {
  return `${conversation} ${id.replace(/(?<=\.\d+)p\d+$/, '')}`;
}

/** Whether a delivery is this reply, or a part of it. */
const OF_REPLY = (delivery: string, reply: string) => `(${delivery} = ${reply} OR substr(${delivery}, 1, length(${reply}) + 1) = ${reply} || 'p')`;

const OF_CONVERSATION = `kind = '${KIND}' AND id >= ?1 || ' ' AND id < ?1 || '!'`;
