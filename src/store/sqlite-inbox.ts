import type { Claim, ConversationKey, InboxEvent, Sealed } from '../ports.js';
import type { Acts, Here } from './sqlite-act.js';

/** Telegram redelivers for 24 h; twice that is promised, and an hour more forgives a clock that was set back. */
const SEEN_MS = 49 * 3_600_000;
/** Old dedupe hashes removed with each call: more than one, so that a backlog shrinks. */
const FORGOTTEN_AT_ONCE = 4;
/** Timers turned into events by one claim: bounds the time of one transaction after a long stop. */
const FIRED_AT_ONCE = 100;

export const inboxActs: Acts<'keyOf' | 'accept' | 'claim' | 'behind' | 'release' | 'nextDueAt'> = {
  keyOf(here, conversation, fresh) {
    const known = here.get<{ key: Sealed }>('SELECT sealed AS key FROM key WHERE conversation = ?', conversation);
    if (!known) begin(here, conversation, fresh);
    return known?.key ?? fresh;
  },

  accept(here, event, leaseMs) {
    const { conversation, key } = event;
    const known = knownAs(here, conversation);
    if (!known) begin(here, conversation, key);
    else if (Buffer.compare(known.key, key) !== 0) return { key: known.key };
    return put(here, event, known ?? { key, version: 0, session: null }, leaseMs);
  },

  claim(here, leaseMs) {
    fireTimers(here);
    here.run('UPDATE inbox SET ready_at = 0 WHERE ready_at > 0 AND ready_at <= ?', here.now);
    const head = here.get<Omit<Claim, 'lease' | 'event'> & Claim['event']>(
      `SELECT c.id AS conversation, c.version, c.session, k.sealed AS key, e.seq, e.accepted_at AS acceptedAt, e.attempts, e.sealed
       FROM inbox i JOIN conversation c ON c.id = i.conversation JOIN key k ON k.conversation = i.conversation JOIN event e ON e.seq = i.head
       WHERE i.ready_at = 0 ORDER BY i.waits_since, i.head LIMIT 1`,
    );
    if (!head) return null;
    const lease = here.next('lease');
    here.run('UPDATE inbox SET lease = ?, ready_at = ? WHERE conversation = ?', lease, here.now + leaseMs, head.conversation);
    // Counted when it is handed out, so that an event that kills its worker is counted too.
    here.run('UPDATE event SET attempts = attempts + 1 WHERE seq = ?', head.seq);
    const { conversation, version, session, key, seq, acceptedAt, attempts, sealed } = head;
    return { conversation, lease, version, session, key, event: { seq, acceptedAt, attempts, sealed } };
  },

  behind: (here, { conversation, event }) =>
    here.get<{ sealed: Sealed }>('SELECT sealed FROM event WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT 1', conversation, event.seq)?.sealed ?? null,

  release(here, claim, inMs) {
    if (!holds(here, claim.conversation, claim.lease)) return;
    here.run('UPDATE event SET not_before = ? WHERE seq = ?', here.now + inMs, claim.event.seq);
    lookAgain(here, claim.conversation);
  },

  nextDueAt(here) {
    const row = here.get<{ at: number | null }>(
      `SELECT min(at) AS at FROM (
         SELECT min(at) AS at FROM timer
         UNION ALL SELECT min(ready_at) FROM inbox WHERE ready_at > 0
         UNION ALL SELECT min(ready_at) FROM outbox WHERE ready_at > 0)`,
    );
    return row?.at ?? null;
  },
};

/** Puts an event into its conversation's inbox; with `leaseMs` into the caller's hands, where nothing else waits. */
export function put(here: Here, event: InboxEvent, known: Known, leaseMs?: number): 'accepted' | 'seen' | { claim: Claim } {
  if (leaseMs === undefined || here.get('SELECT 1 FROM inbox WHERE conversation = ?', event.conversation)) return acceptOnce(here, event);
  return isNew(here, event) ? { claim: claimAtOnce(here, event, known, leaseMs) } : 'seen';
}

/** The conversation as a claim shows it; undefined for a stranger. */
export function knownAs(here: Here, conversation: ConversationKey): Known | undefined {
  return here.get<Known>('SELECT k.sealed AS key, c.version, c.session FROM conversation c JOIN key k ON k.conversation = c.id WHERE c.id = ?', conversation);
}

function begin(here: Here, conversation: ConversationKey, key: Sealed): void {
  here.run('INSERT INTO conversation (id) VALUES (?)', conversation);
  here.run('INSERT INTO key (conversation, sealed) VALUES (?, ?)', conversation, key);
}

/** Puts an event in unless it was seen; the caller knows that its key is the conversation's. */
function acceptOnce(here: Here, event: InboxEvent): 'accepted' | 'seen' {
  if (!isNew(here, event)) return 'seen';
  enqueue(here, event.conversation, here.now, event.sealed);
  return 'accepted';
}

/** Whether it was never seen before; it is seen from now on. */
export function isNew(here: Here, { dedupe }: Pick<InboxEvent, 'dedupe'>): boolean {
  return here.run('INSERT INTO seen (dedupe, at) VALUES (?, ?) ON CONFLICT (dedupe) DO NOTHING', dedupe, here.now) > 0;
}

/** Removes some of the hashes that no platform can repeat any more, with each group of calls. */
export function forgetSeen(rows: Pick<Here, 'run'>, group: readonly { now: number }[]): void {
  const now = Math.min(...group.map((call) => call.now));
  rows.run('DELETE FROM seen WHERE dedupe IN (SELECT dedupe FROM seen WHERE at < ? ORDER BY at LIMIT ?)', now - SEEN_MS, FORGOTTEN_AT_ONCE * group.length);
}

type Known = Pick<Claim, 'key' | 'version' | 'session'>;

/** Puts the only event of its conversation in as it would be after a claim. */
function claimAtOnce(here: Here, { conversation, sealed }: InboxEvent, known: Known, leaseMs: number): Claim {
  const lease = here.next('lease');
  const event = here.get<{ seq: number }>(
    'INSERT INTO event (conversation, accepted_at, attempts, sealed) VALUES (?, ?, 1, ?) RETURNING seq',
    conversation,
    here.now,
    sealed,
  );
  const seq = event?.seq ?? 0;
  here.run(
    'INSERT INTO inbox (conversation, head, waits_since, ready_at, lease) VALUES (?, ?, ?, ?, ?)',
    conversation,
    seq,
    here.now,
    here.now + leaseMs,
    lease,
  );
  return { conversation, lease, ...known, event: { seq, acceptedAt: here.now, attempts: 0, sealed } };
}

/** Puts an event at the end of its conversation's inbox. */
export function enqueue(here: Here, conversation: ConversationKey, acceptedAt: number, sealed: Sealed): void {
  here.run('INSERT INTO event (conversation, accepted_at, sealed) VALUES (?, ?, ?)', conversation, acceptedAt, sealed);
  here.run(
    `INSERT INTO inbox (conversation, head, waits_since, ready_at, lease) VALUES (?, last_insert_rowid(), ?, 0, 0)
     ON CONFLICT (conversation) DO NOTHING`,
    conversation,
    acceptedAt,
  );
  here.wake('inbox');
}

/** Whether this lease is the newest one of the conversation: one that ran out still holds until somebody claims. */
export function holds(here: Here, conversation: ConversationKey, lease: number): boolean {
  return here.get('SELECT 1 FROM inbox WHERE conversation = ? AND lease = ?', conversation, lease) !== undefined;
}

/** Offers the conversation's present head, under no lease; takes the conversation off the list where nothing waits. */
export function lookAgain(here: Here, conversation: ConversationKey): void {
  here.run('DELETE FROM inbox WHERE conversation = ?', conversation);
  const offered = here.run(
    `INSERT INTO inbox (conversation, head, waits_since, ready_at, lease)
     SELECT conversation, seq, accepted_at, CASE WHEN not_before > ? THEN not_before ELSE 0 END, 0
     FROM event WHERE conversation = ? ORDER BY seq LIMIT 1`,
    here.now,
    conversation,
  );
  if (offered > 0) here.wake('inbox');
}

/** A due timer becomes an event in the same transaction that removes it: it fires once. */
function fireTimers(here: Here): void {
  const due = here.all<{ conversation: ConversationKey; at: number; sealed: Sealed }>(
    'SELECT conversation, at, sealed FROM timer WHERE at <= ? ORDER BY at LIMIT ?',
    here.now,
    FIRED_AT_ONCE,
  );
  for (const timer of due) {
    here.run('DELETE FROM timer WHERE conversation = ?', timer.conversation);
    enqueue(here, timer.conversation, timer.at, timer.sealed);
  }
}
