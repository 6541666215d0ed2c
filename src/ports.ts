import type { FastifyInstance } from 'fastify';
import type { Activity, ConversationReference, MessageActivity, TypingActivity } from './core/activity.js';
import type { RiskLevel } from './core/understanding.js';
import type { HandoffState } from './core/handoff.js';

/*
 * The whole edge on one page: Channel, Store, Clock, Log. What is behind a port is chosen in main.ts only.
 * Failures that a caller must decide about are values; a store that cannot be reached rejects with StoreUnavailable.
 */

// --- Clock and log -------------------------------------------------------------------------------------------------

/** Milliseconds since 1970, UTC. */
export type Clock = () => number;

/** Fields a log line may hold: an allow-list, so that no word or id of a person can get in by accident. */
export interface LogFields {
  channel?: string;
  outcome?: string;
  count?: number;
  ms?: number;
  status?: number;
  code?: string;
  rule?: string;
  flow?: string;
  attempt?: number;
}
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

// --- Channel -------------------------------------------------------------------------------------------------------

/** What a platform can carry; content checks and `fit` read it, so an oversized button is an author's error. */
export interface Limits {
  /** Longest text of one message, in UTF-16 code units. */
  text: number;
  /** Longest text of one message in UTF-8 bytes, where the platform counts those too. */
  textBytes?: number;
  /** Most buttons under one message; 0 where there are none. */
  buttons: number;
  /** Longest button title, in graphemes. */
  buttonTitle: number;
  /**
   * How long after a message of the person the bot may write by itself for nothing, milliseconds, from the first message
   * of such a span; absent: always. Later, what it has to say waits for the person's next message.
   */
  freeMs?: number;
}

/** What became of one send. `ambiguous` where the platform may have taken it all the same (a timeout). */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'retry'; afterMs: number | null; scope: 'conversation' | 'channel'; ambiguous: boolean; code: string }
  /** The person blocked the bot or left. */
  | { kind: 'gone'; code: string }
  /** The platform will never take it: a fault of ours. */
  | { kind: 'refused'; code: string };

/** A verified event of a platform, as an Activity, with the key under which a repetition is known. */
export interface Incoming {
  activity: Activity;
  /** Unique per platform event, for example `update:123`; the host adds channel and hashes it. */
  dedupeKey: string;
}

/**
 * The one door in. Resolves when the event is stored for good: only then may the platform get its 200.
 * `unavailable`: answer 503, the platform keeps it and sends it again.
 */
export type Receive = (incoming: Incoming) => Promise<'accepted' | 'seen' | 'unavailable'>;

/** A channel's own log of what a person can read back (the web chat polls it); sealed, per conversation. */
export interface Mailbox {
  /** Appends once per activity id; resolves to its position, 1 and up. */
  append(reference: ConversationReference, activity: Activity): Promise<number>;
  read(reference: ConversationReference, after: number, limit: number): Promise<{ position: number; activity: Activity }[]>;
}

/** A token bucket: `perSecond` tokens come back evenly, up to `burst`; a message takes one. */
export interface Rate {
  perSecond: number;
  burst: number;
}

export interface Channel {
  /** The Activity's `channelId`: `telegram`, `viber`, `directline`, `terminal`. */
  readonly name: string;
  readonly limits: Limits;
  /** How fast the platform takes messages, from the whole bot and in one chat; absent where there is no bound. */
  readonly pace?: { bot: Rate; chat: Rate };
  /**
   * Adds its addresses to the server. Bodies arrive as raw `Buffer`s (the server parses none), so that signatures are
   * checked over the bytes that were signed.
   */
  routes?(app: FastifyInstance, receive: Receive): void;
  /** Called once the server listens: registers webhooks or begins to poll. Rejects with a clear message. */
  start?(receive: Receive): Promise<void>;
  stop?(): Promise<void>;
  /** One activity, one call to the platform, already cut to `limits`. Never rejects. */
  send(activity: MessageActivity | TypingActivity): Promise<Outcome>;
}

// --- Store ---------------------------------------------------------------------------------------------------------

/** Keyed hash of channel and conversation id, base64url: all a store knows of who somebody is. */
export type ConversationKey = string;
/** Ciphertext made by the vault. A store never sees inside. */
export type Sealed = Uint8Array;

export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

export interface InboxEvent {
  conversation: ConversationKey;
  /** The wrapped data key under which it is sealed; it becomes the conversation's where there is none yet. */
  key: Sealed;
  /** Keyed hash of the dedupe key. Kept at least 48 h after the event (Telegram redelivers for 24 h). */
  dedupe: string;
  sealed: Sealed;
}

/** One conversation in one worker's hands, with its oldest waiting event. */
export interface Claim {
  conversation: ConversationKey;
  /** Fencing token: a commit under an older one is stale. */
  lease: number;
  /** Version of the session that was read; 0 where there is none. */
  version: number;
  session: Sealed | null;
  /** The conversation's wrapped data key. */
  key: Sealed;
  event: { seq: number; acceptedAt: number; attempts: number; sealed: Sealed };
}

export interface Delivery {
  /** `<id of the activity that caused it>.<n>`; the same commit again adds nothing. */
  id: string;
  channel: string;
  /** Whose words: the bot's are withheld where a counsellor speaks; a notice (urgent words, who is speaking) never is. */
  by: 'bot' | 'counsellor' | 'notice';
  sealed: Sealed;
}

/**
 * What a commit stands on: the version that was read, and either the claimed event, or one that comes with the commit
 * itself, in a conversation that has nothing else waiting and the key that is given.
 */
export type Ground = Pick<Claim, 'conversation' | 'version'> & ({ lease: number; seq: number } | Pick<InboxEvent, 'dedupe' | 'key'>);

export interface Commit {
  claim: Ground;
  session: Sealed;
  speaker: 'bot' | 'counsellor';
  /** Lines for the transcript, in order: what came in and what went out. Idempotent by id. */
  lines: { id: string; sealed: Sealed }[];
  deliveries: Delivery[];
  handoff:
    | { do: 'open' | 'raise'; id: string; risk: RiskLevel; sealed: Sealed }
    | { do: 'close'; id: string; state: 'completed' | 'failed'; outcome: string }
    /** Queued again, where it is still held since then (its `acceptedAt`). */
    | { do: 'reopen'; id: string; since: number }
    | null;
  /** Wakes the conversation at `at` with this event; null clears it; undefined leaves it. */
  timer?: { at: number; sealed: Sealed } | null;
  /**
   * Forget the person: everything of the conversation goes (session, logs, waiting deliveries and events other than
   * this one, timer, the sealed part of its handoffs, the old key) before the rest of this commit is written under
   * `key`. Dedupe hashes stay, so that a redelivery is not taken for new.
   */
  erase?: { key: Sealed };
}

/** The head of a conversation's outbox, leased to one sender. */
export interface Outgoing {
  id: string;
  conversation: ConversationKey;
  channel: string;
  by: Delivery['by'];
  /** Who owns the conversation's talk at this moment. */
  speaker: 'bot' | 'counsellor';
  attempts: number;
  queuedAt: number;
  lease: number;
  key: Sealed;
  sealed: Sealed;
}

export type Settlement =
  | { do: 'sent' }
  | { do: 'withheld' }
  /** Offered again after so long, by the store's clock. */
  | { do: 'retry'; inMs: number }
  /** Kept as a dead letter with a code, for a person to see. */
  | { do: 'dead'; code: string };

export interface HandoffRow {
  id: string;
  conversation: ConversationKey;
  key: Sealed;
  state: HandoffState;
  risk: RiskLevel;
  openedAt: number;
  acceptedAt: number | null;
  closedAt: number | null;
  /** Id of the counsellor who holds or held it. */
  holder: string | null;
  outcome: string | null;
  /** Null once the person was forgotten. */
  sealed: Sealed | null;
}

export interface DeadLetter {
  id: string;
  conversation: ConversationKey;
  channel: string;
  code: string;
  at: number;
}

export interface SessionPage {
  sessions: { conversation: ConversationKey; key: Sealed; session: Sealed }[];
  next: string | null;
}

/** Which part of a conversation's append-only logs. */
export type LogName = 'transcript' | 'mailbox';
/** A log keeps so many lines, the newest. */
export const KEPT_LINES = 500;

/**
 * One port, two stores, one contract suite (`test/contract/store.ts`). Every act is atomic and survives the process
 * being killed the moment after it resolved. Time is the store's clock. Keys of a conversation lie together.
 */
export interface Store {
  /** The wrapped data key of a conversation; keeps `fresh` and returns it where there was none. */
  keyOf(conversation: ConversationKey, fresh: Sealed): Promise<Sealed>;

  // Inbox
  /**
   * `{ key }` where the conversation has another key by now (it was erased in between): nothing was stored, seal the
   * event again under that one. With `leaseMs`, an event of a conversation where nothing else waits comes back as
   * claimed by the caller: one act where two would do the same.
   */
  accept(event: InboxEvent, leaseMs?: number): Promise<'accepted' | 'seen' | { key: Sealed } | { claim: Claim }>;
  /** The conversation whose head event has waited longest and that nobody holds, or null. */
  claim(leaseMs: number): Promise<Claim | null>;
  /**
   * All of it or nothing. `stale` where it does not stand on that ground any more, `seen` where the event that comes with
   * it is no new one: nothing was written. With `sendLeaseMs`, what the commit put at the head of the conversation's
   * outbox comes back as taken by the caller, to be sent at once.
   */
  commit(commit: Commit, sendLeaseMs?: number): Promise<'committed' | 'stale' | 'seen' | { outgoing: Outgoing }>;
  /** The event that waits behind the claimed one, or null. */
  behind(claim: Claim): Promise<Sealed | null>;
  /** Gives a claim back unanswered: its event is offered again after `inMs` by the store's clock, with one more attempt counted. */
  release(claim: Claim, inMs: number): Promise<void>;
  /** When the next timer or retry is due, or null: how long a sleeping worker may sleep. */
  nextDueAt(): Promise<number | null>;

  // Outbox
  /** At most one delivery per conversation, the heads that wait longest first, or the newest; none of the named channels. */
  takeDeliveries(limit: number, leaseMs: number, except: readonly string[], first?: 'oldest' | 'newest'): Promise<Outgoing[]>;
  /** Keeps a delivery in its sender's hands for `leaseMs` from now; no effect where the lease moved on. */
  renew(delivery: Pick<Outgoing, 'id' | 'conversation' | 'lease'>, leaseMs: number): Promise<void>;
  /** No effect where the lease moved on. */
  settle(delivery: Pick<Outgoing, 'id' | 'conversation' | 'lease'>, settlement: Settlement): Promise<void>;
  deadLetters(limit: number): Promise<DeadLetter[]>;
  /** Puts a dead letter back at the head of its conversation; false where it is not there any more. */
  resend(id: string): Promise<boolean>;

  // Handoffs
  /** Open ones (queued and accepted), gravest risk first, then oldest first; then the newest closed ones if asked. */
  handoffs(limit: number, closed: boolean): Promise<HandoffRow[]>;
  handoff(id: string): Promise<HandoffRow | null>;
  /**
   * Claim once: makes `counsellor` the holder of a queued handoff and puts `event` (handoff.status accepted) into the
   * inbox in the same act. The holder itself gets `taken` again; anybody else learns who holds it. `leaseMs` as for `accept`.
   */
  take(id: string, counsellor: string, event: InboxEvent, leaseMs?: number): Promise<{ kind: 'taken'; claim?: Claim } | { kind: 'held'; by: string } | { kind: 'closed' }>;
  /** Opens a held handoff again (the counsellor vanished or gave it back) and puts `event` into the inbox; false where not held by them. */
  giveBack(id: string, counsellor: string, event: InboxEvent): Promise<boolean>;
  /** Counts every change of handoffs and of the transcripts of open ones: what a console compares after a pause. */
  revision(): Promise<number>;

  // Logs of a conversation
  append(conversation: ConversationKey, log: LogName, id: string, sealed: Sealed): Promise<number>;
  /** Lines after position `after`, oldest first. A log keeps its newest `KEPT_LINES`. */
  read(conversation: ConversationKey, log: LogName, after: number, limit: number): Promise<{ position: number; at: number; sealed: Sealed }[]>;

  // Small records: accounts, console sessions, the audit trail
  record(kind: string, id: string): Promise<Sealed | null>;
  records(kind: string): Promise<{ id: string; sealed: Sealed }[]>;
  /** `ifAbsent`: false and nothing written where there is one. `expiresAt`: it is gone from then on. */
  putRecord(kind: string, id: string, sealed: Sealed, options?: { ifAbsent?: boolean; expiresAt?: number }): Promise<boolean>;
  deleteRecord(kind: string, id: string): Promise<void>;

  /**
   * Conversations that have a session, some `limit` at a time, in no order; `after` is the `next` of the page before, null
   * at first, and null again at the end. One that is there all the while comes at least once.
   */
  sessions(limit: number, after: string | null): Promise<SessionPage>;

  // Life
  /** Calls back when something may have come into inbox, outbox or handoffs, from any process. Returns the way out. */
  watch(listener: (what: 'inbox' | 'outbox' | 'handoffs') => void): () => void;
  /** Counts for /metrics and /readyz: how deep, how old. Rejects where the store cannot be reached. */
  depths(): Promise<{ inbox: number; outbox: number; oldestInboxAt: number | null; openHandoffs: number; deadLetters: number }>;
  close(): Promise<void>;
}
