import type { Acts, Here } from './sqlite-act.js';
import { KEPT_LINES, type ConversationKey, type LogName, type Sealed } from '../ports.js';
import { revise } from './sqlite-act.js';
import { hasOpenHandoff } from './sqlite-handoffs.js';

/** Records past their time removed with each new one. */
const EXPIRED_AT_ONCE = 10;

export const logActs: Acts<'append' | 'read'> = {
  append(here, conversation, log, id, sealed) {
    const there = here.get<{ position: number }>('SELECT position FROM line WHERE conversation = ? AND log = ? AND id = ?', conversation, log, id);
    if (there) return there.position;
    const end = here.get<{ position: number }>('SELECT position FROM log_end WHERE conversation = ? AND log = ?', conversation, log);
    const ended = end?.position ?? 0;
    writeLines(here, conversation, log, ended, [{ id, sealed }]);
    if (log === 'transcript' && hasOpenHandoff(here, conversation)) revise(here);
    return ended + 1;
  },
  read: (here, conversation, log, after, limit) =>
    here.all('SELECT position, at, sealed FROM line WHERE conversation = ? AND log = ? AND position > ? ORDER BY position LIMIT ?', conversation, log, after, limit),
};

/**
 * Appends each id once behind `ended`, the log's last position so far; says how many were new. Positions go on after an
 * erase, so that somebody who reads on from the last position they saw misses nothing.
 */
export function writeLines(here: Here, conversation: ConversationKey, log: LogName, ended: number, lines: readonly { id: string; sealed: Sealed }[]): number {
  let end = ended;
  for (const { id, sealed } of lines) {
    end += here.run(
      `INSERT INTO line (conversation, log, position, id, at, sealed) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (conversation, log, id) DO NOTHING`,
      conversation,
      log,
      end + 1,
      id,
      here.now,
      sealed,
    );
  }
  if (end === ended) return 0;
  here.run(
    `INSERT INTO log_end (conversation, log, position) VALUES (?, ?, ?)
     ON CONFLICT (conversation, log) DO UPDATE SET position = excluded.position`,
    conversation,
    log,
    end,
  );
  if (end > KEPT_LINES) here.run('DELETE FROM line WHERE conversation = ? AND log = ? AND position <= ?', conversation, log, end - KEPT_LINES);
  return end - ended;
}

export const recordActs: Acts<'record' | 'records' | 'putRecord' | 'deleteRecord'> = {
  record: (here, kind, id) =>
    here.get<{ sealed: Sealed }>(
      'SELECT sealed FROM record WHERE kind = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)',
      kind,
      id,
      here.now,
    )?.sealed ?? null,

  records: (here, kind) =>
    here.all('SELECT id, sealed FROM record WHERE kind = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY id', kind, here.now),

  putRecord(here, kind, id, sealed, options = {}) {
    if (options.ifAbsent && recordActs.record(here, kind, id) !== null) return false;
    here.run(
      'DELETE FROM record WHERE rowid IN (SELECT rowid FROM record WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
      here.now,
      EXPIRED_AT_ONCE,
    );
    here.run(
      `INSERT INTO record (kind, id, sealed, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at`,
      kind,
      id,
      sealed,
      options.expiresAt ?? null,
    );
    return true;
  },

  deleteRecord(here, kind, id) {
    here.run('DELETE FROM record WHERE kind = ? AND id = ?', kind, id);
  },
};
