import type { Commit, ConversationKey, SessionPage } from '../ports.js';
import { revise, type Acts, type Here } from './sqlite-act.js';
import { changeHandoff, forgetHandoffs, handoffActs, hasOpenHandoff } from './sqlite-handoffs.js';
import { inboxActs, lookAgain } from './sqlite-inbox.js';
import { logActs, recordActs, writeLine } from './sqlite-logs.js';
import { outboxActs, post } from './sqlite-outbox.js';

const commitActs: Acts<'commit' | 'sessions' | 'depths'> = {
  commit(here, commit, sendLeaseMs) {
    const { conversation, seq } = commit.claim;
    if (isStale(here, commit.claim)) return 'stale';
    if (commit.erase) erase(here, commit, commit.erase);
    here.run('DELETE FROM event WHERE seq = ?', seq);
    here.run(
      'UPDATE conversation SET session = ?, speaker = ?, version = version + 1 WHERE id = ?',
      commit.session,
      commit.speaker,
      conversation,
    );
    const openBefore = hasOpenHandoff(here, conversation);
    if (commit.handoff) changeHandoff(here, conversation, commit.handoff);
    const added = commit.lines.filter((line) => writeLine(here, conversation, 'transcript', line.id, line.sealed).isNew);
    if (added.length > 0 && (openBefore || hasOpenHandoff(here, conversation))) revise(here);
    const outgoing = post(here, conversation, commit.deliveries, sendLeaseMs);
    setTimer(here, conversation, commit.timer);
    lookAgain(here, conversation);
    return outgoing ? { outgoing } : 'committed';
  },

  sessions(here, limit, after) {
    const sessions = here.all<SessionPage['sessions'][number]>(
      'SELECT id AS conversation, key, session FROM conversation WHERE session IS NOT NULL AND id > ? ORDER BY id LIMIT ?',
      after ?? '',
      limit,
    );
    return { sessions, next: sessions.length < limit ? null : (sessions.at(-1)?.conversation ?? null) };
  },

  depths(here) {
    const counted = new Map(here.all<{ name: string; value: number }>('SELECT name, value FROM counter').map((row) => [row.name, row.value]));
    const oldest = here.get<{ at: number | null }>('SELECT min(waits_since) AS at FROM inbox');
    return {
      inbox: counted.get('event') ?? 0,
      outbox: counted.get('delivery') ?? 0,
      oldestInboxAt: oldest?.at ?? null,
      openHandoffs: counted.get('handoff') ?? 0,
      deadLetters: counted.get('dead_letter') ?? 0,
    };
  },
};

/** Every act of the port, as the writer runs them. */
export const acts: Acts = { ...inboxActs, ...outboxActs, ...handoffActs, ...logActs, ...recordActs, ...commitActs };

function isStale(here: Here, claim: Commit['claim']): boolean {
  return !here.get(
    `SELECT 1 FROM inbox i JOIN conversation c ON c.id = i.conversation
     WHERE i.conversation = ? AND i.lease = ? AND i.head = ? AND c.version = ?`,
    claim.conversation,
    claim.lease,
    claim.seq,
    claim.version,
  );
}

function setTimer(here: Here, conversation: ConversationKey, timer: Commit['timer']): void {
  if (timer === undefined) return;
  here.run('DELETE FROM timer WHERE conversation = ?', conversation);
  if (timer === null) return;
  here.run('INSERT INTO timer (conversation, at, sealed) VALUES (?, ?, ?)', conversation, timer.at, timer.sealed);
  // A sleeping worker has to learn that it may sleep less long.
  here.wake('inbox');
}

/** Forgets the person. What stays is no word of theirs: the session's version, where the logs end, dedupe hashes. */
function erase(here: Here, commit: Commit, { key }: NonNullable<Commit['erase']>): void {
  const { conversation } = commit.claim;
  for (const table of ['event', 'outbox', 'delivery', 'dead_letter', 'timer', 'line']) {
    here.run(`DELETE FROM ${table} WHERE conversation = ?`, conversation);
  }
  forgetHandoffs(here, conversation, commit.handoff?.do === 'close' ? commit.handoff.id : null);
  here.run('UPDATE conversation SET key = ?, session = NULL WHERE id = ?', key, conversation);
  here.shred();
}
