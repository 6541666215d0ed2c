import type { Commit, ConversationKey, HandoffRow, InboxEvent } from '../ports.js';
import { revise, type Acts, type Here } from './sqlite-act.js';
import { knownAs, put } from './sqlite-inbox.js';

const ROW = `SELECT h.id, h.conversation, k.sealed AS key, h.state, h.risk, h.opened_at AS openedAt, h.accepted_at AS acceptedAt,
  h.closed_at AS closedAt, h.holder, h.outcome, h.sealed FROM handoff h JOIN key k ON k.conversation = h.conversation`;

export const handoffActs: Acts<'handoffs' | 'handoff' | 'take' | 'giveBack' | 'revision'> = {
  handoffs(here, limit, closed) {
    const open = here.all<HandoffRow>(`${ROW} WHERE h.closed_at IS NULL ORDER BY h.risk DESC, h.opened_at, h.id LIMIT ?`, limit);
    if (!closed || open.length === limit) return open;
    const ended = here.all<HandoffRow>(
      `${ROW} WHERE h.closed_at IS NOT NULL ORDER BY h.closed_at DESC, h.id LIMIT ?`,
      limit - open.length,
    );
    return [...open, ...ended];
  },

  handoff: (here, id) => here.get<HandoffRow>(`${ROW} WHERE h.id = ?`, id) ?? null,

  take(here, id, counsellor, event, leaseMs) {
    const row = standing(here, id, event);
    if (!row || row.closed_at !== null) return { kind: 'closed' };
    if (row.holder === counsellor) return { kind: 'taken' };
    if (row.holder !== null) return { kind: 'held', by: row.holder };
    here.run("UPDATE handoff SET state = 'accepted', holder = ?, accepted_at = ? WHERE id = ?", counsellor, here.now, id);
    const done = announce(here, event, leaseMs);
    return typeof done === 'object' ? { kind: 'taken', ...done } : { kind: 'taken' };
  },

  giveBack(here, id, counsellor, event) {
    const row = standing(here, id, event);
    if (!row || row.closed_at !== null || row.holder !== counsellor) return false;
    here.run("UPDATE handoff SET state = 'queued', holder = NULL, accepted_at = NULL WHERE id = ?", id);
    announce(here, event);
    return true;
  },

  revision: (here) => here.get<{ value: number }>("SELECT value FROM counter WHERE name = 'revision'")?.value ?? 0,
};

interface Standing {
  holder: string | null;
  closed_at: number | null;
}
/** The handoff, if it is of the conversation that the event is for. */
function standing(here: Here, id: string, event: InboxEvent): Standing | undefined {
  return here.get<Standing>('SELECT holder, closed_at FROM handoff WHERE id = ? AND conversation = ?', id, event.conversation);
}

function announce(here: Here, event: InboxEvent, leaseMs?: number): ReturnType<typeof put> {
  revise(here);
  // An erased conversation has no handoff to take: this one is known, under the key that it has.
  const known = knownAs(here, event.conversation) ?? { key: event.key, version: 0, session: null };
  return put(here, event, known, leaseMs);
}

/** Does what a turn asks of its conversation's handoff. A closed one stays closed. */
export function changeHandoff(here: Here, conversation: ConversationKey, change: NonNullable<Commit['handoff']>): void {
  if (writeHandoff(here, conversation, change) > 0) revise(here);
}

function writeHandoff(here: Here, conversation: ConversationKey, change: NonNullable<Commit['handoff']>): number {
  switch (change.do) {
    case 'open':
    case 'raise':
      return here.run(
        `INSERT INTO handoff (id, conversation, state, risk, opened_at, sealed) VALUES (?, ?, 'queued', ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET risk = excluded.risk, sealed = excluded.sealed
         WHERE closed_at IS NULL AND conversation = excluded.conversation`,
        change.id,
        conversation,
        change.risk,
        here.now,
        change.sealed,
      );
    case 'reopen':
      return here.run(
        "UPDATE handoff SET state = 'queued', holder = NULL, accepted_at = NULL WHERE id = ? AND conversation = ? AND accepted_at = ? AND closed_at IS NULL",
        change.id,
        conversation,
        change.since,
      );
    case 'close':
      return here.run(
        'UPDATE handoff SET state = ?, outcome = ?, closed_at = ? WHERE id = ? AND conversation = ? AND closed_at IS NULL',
        change.state,
        change.outcome,
        here.now,
        change.id,
        conversation,
      );
  }
}

export function hasOpenHandoff(here: Here, conversation: ConversationKey): boolean {
  return here.get('SELECT 1 FROM handoff WHERE conversation = ? AND closed_at IS NULL', conversation) !== undefined;
}

/** Takes what was sealed beside the conversation's handoffs, and ends those that `keptOpen` does not name. */
export function forgetHandoffs(here: Here, conversation: ConversationKey, keptOpen: string | null): void {
  const ended = here.run(
    "UPDATE handoff SET state = 'failed', outcome = 'erased', closed_at = ? WHERE conversation = ? AND closed_at IS NULL AND id IS NOT ?",
    here.now,
    conversation,
    keptOpen,
  );
  const emptied = here.run('UPDATE handoff SET sealed = NULL WHERE conversation = ? AND sealed IS NOT NULL', conversation);
  if (ended + emptied > 0) revise(here);
}
