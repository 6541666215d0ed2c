import type { Commit, ConversationKey, Ground, Sealed, SessionPage } from '../ports.js';
import { revise, type Acts, type Here } from './sqlite-act.js';
import { forget } from './sqlite-forget.js';
import { changeHandoff, handoffActs, hasOpenHandoff } from './sqlite-handoffs.js';
import { inboxActs, isNew, lookAgain } from './sqlite-inbox.js';
import { logActs, recordActs, writeLines } from './sqlite-logs.js';
import { outboxActs, post } from './sqlite-outbox.js';

const commitActs: Acts<'commit' | 'sessions' | 'depths'> = {
  commit(here, commit, sendLeaseMs) {
    const { claim, lines, erase } = commit;
    const { conversation } = claim;
    const found = here.get<Found>(FOUND, conversation);
    if (!found || !stands(claim, found)) return 'stale';
    if ('dedupe' in claim && !isNew(here, claim)) return 'seen';
    if (erase) forget(here, conversation, erase.key, commit.handoff?.do === 'close' ? commit.handoff.id : null);
    if ('seq' in claim) here.run('DELETE FROM event WHERE seq = ?', claim.seq);
    here.run(
      'UPDATE conversation SET session = ?, speaker = ?, version = version + 1 WHERE id = ?',
      commit.session,
      commit.speaker,
      conversation,
    );
    if (commit.handoff) changeHandoff(here, conversation, commit.handoff);
    const added = writeLines(here, conversation, 'transcript', found.ended ?? 0, lines);
    if (added > 0 && (found.handedOff === 1 || (commit.handoff !== null && hasOpenHandoff(here, conversation)))) revise(here);
    const of = { conversation, key: erase?.key ?? found.key, speaker: commit.speaker, sending: erase ? null : found.sending };
    const outgoing = post(here, of, commit.deliveries, sendLeaseMs);
    setTimer(here, conversation, commit.timer);
    if ('seq' in claim) lookAgain(here, conversation);
    return outgoing ? { outgoing } : 'committed';
  },

  sessions(here, limit, after) {
    const sessions = here.all<SessionPage['sessions'][number]>(
      'SELECT c.id AS conversation, k.sealed AS key, c.session FROM conversation c JOIN key k ON k.conversation = c.id WHERE c.session IS NOT NULL AND c.id > ? ORDER BY c.id LIMIT ?',
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

/** All that a commit asks of its conversation, in one question. */
interface Found {
  key: Sealed;
  version: number;
  /** The newest lease and the head of its inbox; null where nothing waits. */
  lease: number | null;
  head: number | null;
  /** The lease of its outbox, 0 where the head is offered; null where nothing waits. */
  sending: number | null;
  /** Position of the last line of its transcript. */
  ended: number | null;
  handedOff: 0 | 1;
}
const FOUND = `SELECT k.sealed AS key, c.version, i.lease, i.head, o.lease AS sending, l.position AS ended,
    EXISTS (SELECT 1 FROM handoff h WHERE h.conversation = c.id AND h.closed_at IS NULL) AS handedOff
  FROM conversation c JOIN key k ON k.conversation = c.id LEFT JOIN inbox i ON i.conversation = c.id LEFT JOIN outbox o ON o.conversation = c.id
    LEFT JOIN log_end l ON l.conversation = c.id AND l.log = 'transcript'
  WHERE c.id = ?`;

function stands(claim: Ground, found: Found): boolean {
  if (claim.version !== found.version) return false;
  if ('seq' in claim) return claim.lease === found.lease && claim.seq === found.head;
  return found.lease === null && Buffer.compare(claim.key, found.key) === 0;
}

function setTimer(here: Here, conversation: ConversationKey, timer: Commit['timer']): void {
  if (timer === undefined) return;
  here.run('DELETE FROM timer WHERE conversation = ?', conversation);
  if (timer === null) return;
  here.run('INSERT INTO timer (conversation, at, sealed) VALUES (?, ?, ?)', conversation, timer.at, timer.sealed);
  // A sleeping worker has to learn that it may sleep less long.
  here.wake('inbox');
}
