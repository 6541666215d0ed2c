import { eventFor, referenceOf, type Activity, type MessageActivity, type TypingActivity } from '../core/activity.js';
import { nextTimer, timeOf } from '../core/due.js';
import type { Event } from '../core/event.js';
import type { SealedHandoff, TranscriptLine } from '../core/handoff.js';
import { reply } from '../core/say.js';
import { newSession, upgrade, type Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import type { World } from '../core/world.js';
import { KEPT_LINES, StoreUnavailable, type Claim, type Clock, type Commit, type ConversationKey, type Delivery, type Ground, type Incoming, type Limits, type Log, type Sealed, type Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import type { Deliverer } from './deliver.js';
import { disclose, enclose } from './door.js';
import { fit } from './fit.js';
import { missedIn, type Missed } from './gaps.js';
import { LEASE_MS, type Hatch } from './hatch.js';
import { hear } from './hear.js';
import { legible } from './legible.js';
import type { Lookout } from './lookout.js';
import { answerLate, isLate } from './late.js';
import { withHolder } from './presence.js';
import type { Recall } from './recall.js';
import type { Understand } from './understand.js';

/** An event that failed this often is parked with an apology, so that the person's next message is heard. */
const MOST_ATTEMPTS = 5;
/** Beyond this a person is shown that an answer is being made. */
const TYPING_AFTER_MS = 700;

export interface Work {
  store: Store;
  vault: Vault;
  hatch: Hatch;
  lookout: Lookout;
  recall: Recall;
  /** The senders: where one has room for a reply, the reply is taken in the act that keeps it. */
  out: Pick<Deliverer, 'room' | 'send'>;
  understand: Understand;
  /** The present world: content may be replaced while running. */
  world(): World;
  limitsOf(channel: string): Limits;
  /** To Zawgyi, for people who read it. */
  toZawgyi(text: string): string;
  /** Shows "typing" where the channel can; best effort. */
  typing(activity: TypingActivity): void;
  clock: Clock;
  log: Log;
  /** Every event of every committed turn, for counting. */
  happened(events: readonly Event[], channel: string, ms: number): void;
  /** Keeps a question that found no answer, without the person; never rejects. */
  missed(question: Missed): Promise<void>;
}

/** Takes one waiting event through understand, turn and commit. False where nothing waits, as far as `lookout` can tell. */
export async function workOnce(work: Work): Promise<boolean> {
  const { store, log, clock } = work;
  const claim = work.hatch.take() ?? (await work.lookout.find(() => store.claim(LEASE_MS)));
  if (!claim) return false;
  const began = clock();
  try {
    const before = sessionOf(work, claim);
    const lastTry = claim.event.attempts >= MOST_ATTEMPTS;
    const activity = lastTry ? await opened(work, claim) : await withHolder(work, before, disclose(work.vault, claim.conversation, claim.key, claim.event.sealed));
    const made = lastTry ? apologise(work, before, activity) : await answered(work, claim, before, activity);
    const { conversation, lease, version, event } = claim;
    // Stale: another worker went on with this conversation; the event is answered there or offered again.
    if ((await keep(work, { conversation, lease, version, seq: event.seq }, claim.key, activity, made, began)) !== 'committed') log.warn('turn.stale');
  } catch (error) {
    log.error('turn.failed', { attempt: claim.event.attempts, code: error instanceof Error ? error.name : 'unknown' });
    await store.release(claim, 1_000 * 2 ** claim.event.attempts);
  }
  return true;
}

/**
 * Answers an event in the very act that stores it, where its conversation is known as it stands and nothing of it waits:
 * one fsync for a message, and neither claim nor event are ever written. Null where it must go by the inbox; rejects with
 * StoreUnavailable.
 */
export async function answerAtOnce(work: Work, conversation: ConversationKey, { activity, dedupeKey }: Incoming): Promise<'accepted' | 'seen' | null> {
  const { vault, recall, log, clock } = work;
  const known = recall.of(conversation);
  if (!known || isLate(activity, clock())) return null;
  const began = clock();
  try {
    const made = await answer(work, known.session, activity);
    const { version, key } = known;
    const kept = await keep(work, { conversation, version, key, dedupe: vault.dedupe(activity.channelId, dedupeKey) }, key, activity, made, began);
    if (kept === 'stale') return null;
    return kept === 'seen' ? 'seen' : 'accepted';
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    // By the inbox it is tried again, and parked if that does not help.
    log.error('turn.failed', { attempt: 0, code: error instanceof Error ? error.name : 'unknown' });
    return null;
  }
}

/** Commits what was made and begins to send it. What is known of the conversation is what was committed, or nothing. */
async function keep(work: Work, claim: Ground, key: Sealed, activity: Activity, made: Made, began: number): Promise<'committed' | 'stale' | 'seen'> {
  const { conversation, version } = claim;
  const { session, erase } = made.turn;
  const parts = partsOf(work, activity, made);
  const commit = commitOf(work, claim, erase ? work.vault.newKey(conversation) : key, activity, made, parts);
  work.recall.drop(conversation);
  const askedAt = work.clock();
  const result = await work.store.commit(commit, work.out.room(activity.channelId));
  if (result === 'stale' || result === 'seen') return result;
  work.recall.keep(conversation, { key: commit.erase?.key ?? key, version: version + 1, session });
  work.happened(made.turn.events, activity.channelId, work.clock() - began);
  if (typeof result === 'object') work.out.send(result.outgoing, askedAt, parts.find(({ message }) => message.id === result.outgoing.id)?.message);
  if (made.missed) await work.missed(made.missed);
  return 'committed';
}

export interface Made {
  turn: Turn;
  /** What the person wrote, in Unicode. */
  heard: string | undefined;
  /** What they asked where it found no answer and may be kept. */
  missed: Missed | null;
}

function answered(work: Work, claim: Claim, before: Session | null, activity: Activity): Promise<Made> {
  if (!isLate(activity, work.clock())) return answer(work, before, activity);
  return answerLate(work, claim, before, activity, (session, message) => answer(work, session, message));
}

async function answer(work: Work, before: Session | null, activity: Activity): Promise<Made> {
  const world = work.world();
  const late = setTimeout(() => work.typing(typingTo(activity)), TYPING_AFTER_MS);
  const { turn, understanding, answered } = await hear(work.understand, before, activity, world, work.limitsOf(activity.channelId).freeMs ?? null).finally(() => clearTimeout(late));
  return { turn, heard: understanding?.text, missed: answered && missedIn(before, answered, turn) };
}

/** The last word on an event that fails again and again: the vetted apology, and the person's next message goes on. */
function apologise(work: Work, before: Session | null, activity: Activity): Made {
  const world = work.world();
  const known = before ?? newSession('my', world.now);
  // What was due is not tried once more: it would fail again, without end.
  const now = timeOf({ activity, world });
  const session = { ...known, due: known.due.filter(({ at }) => at > now) };
  work.log.error('event.parked');
  const said = reply([{ text: world.phrase(activity.type === 'typing' ? 'unreadable' : 'apology', session.locale), by: 'notice' }], activity, session);
  return {
    turn: { ...said, events: [{ type: 'rule.failed', rule: 'event-parked' }], handoff: null, timer: nextTimer(said.session, now), erase: false, reread: null },
    heard: undefined,
    missed: null,
  };
}

/** The event; where its bytes were damaged, typing by whoever wrote last, so that the apology finds its way. */
async function opened({ vault, store, log }: Work, claim: Claim): Promise<Activity> {
  try {
    return disclose(vault, claim.conversation, claim.key, claim.event.sealed);
  } catch (error) {
    log.error('event.unreadable');
    const lines = await store.read(claim.conversation, 'transcript', 0, KEPT_LINES);
    const last = legible(vault, claim, 'line', lines).map(({ plain }) => plain as TranscriptLine).findLast(({ by }) => by === 'person');
    if (!last) throw error;
    const { channelId, conversation, from, recipient } = last.activity;
    return { type: 'typing', id: `unreadable.${claim.event.seq}`, timestamp: new Date(claim.event.acceptedAt).toISOString(), channelId, conversation, from, recipient };
  }
}

/** A session of a version that cannot be upgraded reads as nothing stored, never as garbage; so does one that cannot be opened. */
function sessionOf({ vault, log }: Work, claim: Claim): Session | null {
  if (!claim.session) return null;
  try {
    return upgrade(vault.open(claim.conversation, claim.key, 'session', claim.session));
  } catch {
    log.error('session.unreadable');
    return null;
  }
}

/** One message of a reply, cut to what the channel carries. */
interface Part {
  by: Delivery['by'];
  message: MessageActivity;
}

function partsOf(work: Work, { channelId }: Activity, { turn: { replies } }: Made): Part[] {
  const limits = work.limitsOf(channelId);
  return replies.flatMap(({ activity, by, encoding }) => fit(encoded(activity, encoding, work), limits).map((message) => ({ by, message })));
}

function commitOf(work: Work, claim: Ground, key: Sealed, activity: Activity, made: Made, parts: readonly Part[]): Commit {
  const { vault } = work;
  const { conversation } = claim;
  const { session, handoff, timer, erase } = made.turn;
  const reference = referenceOf(activity);
  const seal = (kind: string, plain: unknown): Sealed => vault.seal(conversation, key, kind, plain);

  const lines: TranscriptLine[] = [
    ...(erase || !isHeard(activity) ? [] : [{ by: 'person' as const, activity: made.heard === undefined ? activity : { ...activity, text: made.heard } }]),
    ...made.turn.replies.map((r): TranscriptLine => ({ by: r.by, activity: r.activity })),
  ];
  return {
    claim,
    session: seal('session', session),
    speaker: session.speaker,
    lines: lines.map((line) => ({ id: line.activity.id, sealed: seal('line', line) })),
    deliveries: parts.map(({ by, message }) => ({ id: message.id, channel: activity.channelId, by, sealed: seal('delivery', message) })),
    handoff:
      handoff === null || handoff.do === 'close' || handoff.do === 'reopen'
        ? handoff
        : { do: handoff.do, id: handoff.id, risk: handoff.risk, sealed: seal('handoff', { summary: handoff.summary, reference } satisfies SealedHandoff) },
    ...(timer === undefined
      ? {}
      : {
          timer: timer && {
            at: timer.at,
            sealed: enclose(vault, conversation, key, eventFor(reference, `timer.${timer.kind}.${timer.at}`, timer.at, { name: 'timer', value: { kind: timer.kind } }), '').sealed,
          },
        }),
    ...(erase ? { erase: { key } } : {}),
  };
}

/** What belongs into the transcript: what the person said, not what a machine noticed. */
function isHeard(activity: Activity): activity is Extract<Activity, { type: 'message' | 'messageUpdate' }> {
  return activity.type === 'message' || activity.type === 'messageUpdate';
}

function encoded(message: Turn['replies'][number]['activity'], encoding: 'unicode' | 'zawgyi', { toZawgyi }: Work): typeof message {
  if (encoding === 'unicode') return message;
  const actions = message.suggestedActions?.actions.map((a) => ({ ...a, title: toZawgyi(a.title) }));
  return { ...message, text: toZawgyi(message.text ?? ''), ...(actions ? { suggestedActions: { to: [], actions } } : {}) };
}

function typingTo(activity: Activity): TypingActivity {
  const { channelId, conversation, from, recipient, timestamp } = activity;
  return { type: 'typing', id: `${activity.id}.typing`, timestamp, channelId, conversation, from: recipient, recipient: from };
}
