import type { ConversationKey, DeadLetter, Delivery, Outgoing } from '../ports.js';
import { deadId, fromDeadId } from './dead-id.js';
import type { Acts, Here } from './sqlite-act.js';
import { toldName, UNTOLD } from './sqlite-told.js';

type Head = Omit<Outgoing, 'lease'> & { place: number };
const HEAD = `SELECT d.id, d.conversation, d.channel, d.by, c.speaker, d.attempts, d.queued_at AS queuedAt, k.sealed AS key, d.sealed, o.place
  FROM outbox o JOIN delivery d ON d.conversation = o.conversation AND d.id = o.head JOIN conversation c ON c.id = o.conversation JOIN key k ON k.conversation = o.conversation`;

export const outboxActs: Acts<'takeDeliveries' | 'renew' | 'settle' | 'deadLetters' | 'resend'> = {
  takeDeliveries(here, limit, leaseMs, except, first = 'oldest') {
    here.run('UPDATE outbox SET ready_at = 0 WHERE ready_at > 0 AND ready_at <= ?', here.now);
    return channelsWaiting(here)
      .filter((channel) => !except.includes(channel))
      .flatMap((channel) => foremost(here, channel, limit, first))
      .sort((a, b) => (a.queuedAt - b.queuedAt || a.place - b.place) * (first === 'oldest' ? 1 : -1))
      .slice(0, limit)
      .map((head) => handOut(here, head, leaseMs));
  },

  renew(here, { id, conversation, lease }, leaseMs) {
    here.run('UPDATE outbox SET ready_at = ? WHERE conversation = ? AND head = ? AND lease = ?', here.now + leaseMs, conversation, id, lease);
  },

  settle(here, { id, conversation, lease }, settlement) {
    const held = here.run('DELETE FROM outbox WHERE conversation = ? AND head = ? AND lease = ?', conversation, id, lease);
    if (held === 0) return;
    switch (settlement.do) {
      case 'retry':
        here.run('UPDATE delivery SET not_before = ? WHERE conversation = ? AND id = ?', here.now + settlement.inMs, conversation, id);
        break;
      case 'dead':
        here.run(
          `INSERT INTO dead_letter (conversation, id, channel, by, code, at, sealed)
           SELECT conversation, id, channel, by, ?, ?, sealed FROM delivery WHERE conversation = ? AND id = ?`,
          settlement.code,
          here.now,
          conversation,
          id,
        );
        here.run('DELETE FROM delivery WHERE conversation = ? AND id = ?', conversation, id);
        break;
      case 'sent':
      case 'withheld':
        here.run('DELETE FROM delivery WHERE conversation = ? AND id = ?', conversation, id);
        break;
    }
    if (offerNext(here, conversation)) here.wake('outbox');
  },

  deadLetters: (here, limit) =>
    here
      .all<DeadLetter>('SELECT id, conversation, channel, code, at FROM dead_letter ORDER BY at DESC, conversation, id LIMIT ?', limit)
      .map((dead) => ({ ...dead, id: deadId(dead.conversation, dead.id) })),

  resend(here, dead) {
    const { conversation, id } = fromDeadId(dead);
    if (!here.get('SELECT 1 FROM dead_letter WHERE conversation = ? AND id = ?', conversation, id)) return false;
    here.run(
      `INSERT INTO delivery (conversation, id, place, channel, by, queued_at, sealed)
       SELECT conversation, id, ?, channel, by, ?, sealed FROM dead_letter WHERE conversation = ? AND id = ?`,
      placeAtHead(here, conversation),
      here.now,
      conversation,
      id,
    );
    here.run('DELETE FROM dead_letter WHERE conversation = ? AND id = ?', conversation, id);
    if (!inFlight(here, conversation)) lookAgain(here, conversation);
    return true;
  },
};

function handOut(here: Here, { place: _, ...head }: Head, leaseMs: number): Outgoing {
  const lease = here.next('lease');
  here.run('UPDATE outbox SET lease = ?, ready_at = ? WHERE conversation = ?', lease, here.now + leaseMs, head.conversation);
  here.run('UPDATE delivery SET attempts = attempts + 1 WHERE conversation = ? AND id = ?', head.conversation, head.id);
  return { ...head, lease };
}

/** Whose outbox it is, and its lease: 0 where the head is offered, null where nothing waits. */
type Outbox = Pick<Outgoing, 'conversation' | 'key' | 'speaker'> & { sending: number | null };

/**
 * Puts deliveries at the end of a conversation's outbox; one that waits or lies dead already, or went out before a restore, is not put again. With
 * `leaseMs` the head is handed out at once, where it may be sent now.
 */
export function post(here: Here, { sending, ...of }: Outbox, deliveries: readonly Delivery[], leaseMs?: number): Outgoing | null {
  // Where nothing waits, the first that is put in is the head, and need not be looked for.
  const until = sending === null && leaseMs !== undefined ? here.now + leaseMs : null;
  let head: Outgoing | null = null;
  for (const delivery of deliveries) {
    const place = here.next('place');
    const handed = until !== null && head === null;
    if (!write(here, of.conversation, delivery, place, handed ? 1 : 0) || !handed) continue;
    head = { ...of, ...delivery, attempts: 0, queuedAt: here.now, lease: here.next('lease') };
    here.run(
      'INSERT INTO outbox (conversation, head, place, channel, waits_since, ready_at, lease) VALUES (?, ?, ?, ?, ?, ?, ?)',
      of.conversation,
      delivery.id,
      place,
      delivery.channel,
      here.now,
      until,
      head.lease,
    );
  }
  if (head || deliveries.length === 0 || (sending ?? 0) > 0 || !offerHead(here, of.conversation)) return head;
  const waiting = leaseMs === undefined ? undefined : here.get<Head>(`${HEAD} WHERE o.conversation = ? AND o.ready_at = 0`, of.conversation);
  if (waiting && leaseMs !== undefined) return handOut(here, waiting, leaseMs);
  here.wake('outbox');
  return null;
}

/** Whether it was written: not one that waits or lies dead already, or went out before a restore. */
function write(here: Here, conversation: ConversationKey, { id, channel, by, sealed }: Delivery, place: number, attempts: number): boolean {
  const written = here.run(
    `INSERT INTO delivery (conversation, id, place, channel, by, queued_at, attempts, sealed) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
     WHERE NOT EXISTS (SELECT 1 FROM dead_letter WHERE conversation = ?1 AND id = ?2) AND ${UNTOLD('?9')}
     ON CONFLICT (conversation, id) DO NOTHING`,
    conversation,
    id,
    place,
    channel,
    by,
    here.now,
    attempts,
    sealed,
    toldName(conversation, id),
  );
  return written > 0;
}

/** A place before all others of the conversation, except the one that is out: that one moves further to the front. */
function placeAtHead(here: Here, conversation: ConversationKey): number {
  const first = here.get<{ place: number | null }>('SELECT min(place) AS place FROM delivery WHERE conversation = ?', conversation);
  if (first?.place == null) return here.next('place');
  if (inFlight(here, conversation)) {
    here.run('UPDATE delivery SET place = ? WHERE conversation = ? AND place = ?', first.place - 2, conversation, first.place);
  }
  return first.place - 1;
}

/** One delivery at a time: while one is out, or was out and never came back, it stays the head. */
function inFlight(here: Here, conversation: ConversationKey): boolean {
  return here.get('SELECT 1 FROM outbox WHERE conversation = ? AND lease > 0', conversation) !== undefined;
}

/** Offers the conversation's present head and says so; takes the conversation off the list where nothing waits. */
export function lookAgain(here: Here, conversation: ConversationKey): void {
  if (offerHead(here, conversation)) here.wake('outbox');
}

/** Whether there is a head; it is under no lease. */
function offerHead(here: Here, conversation: ConversationKey): boolean {
  here.run('DELETE FROM outbox WHERE conversation = ?', conversation);
  return offerNext(here, conversation);
}

/** The same, where the one before is off the list already. */
function offerNext(here: Here, conversation: ConversationKey): boolean {
  const offered = here.run(
    `INSERT INTO outbox (conversation, head, place, channel, waits_since, ready_at, lease)
     SELECT conversation, id, place, channel, queued_at, CASE WHEN not_before > ? THEN not_before ELSE 0 END, 0
     FROM delivery WHERE conversation = ? ORDER BY place LIMIT 1`,
    here.now,
    conversation,
  );
  return offered > 0;
}

/** Steps from channel to channel by the index, because DISTINCT would read every waiting row. */
function channelsWaiting(here: Here): string[] {
  const channels: string[] = [];
  for (;;) {
    const row = here.get<{ channel: string }>(
      'SELECT channel FROM outbox WHERE ready_at = 0 AND channel > ? ORDER BY channel LIMIT 1',
      channels.at(-1) ?? '',
    );
    if (!row) return channels;
    channels.push(row.channel);
  }
}

function foremost(here: Here, channel: string, limit: number, first: 'oldest' | 'newest'): Head[] {
  // Both ways by the same index.
  const order = first === 'oldest' ? 'o.waits_since, o.place' : 'o.waits_since DESC, o.place DESC';
  return here.all<Head>(`${HEAD} WHERE o.ready_at = 0 AND o.channel = ? ORDER BY ${order} LIMIT ?`, channel, limit);
}
