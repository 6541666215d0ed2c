import type { MessageActivity } from '../core/activity.js';
import { comesAtNight } from '../core/remind.js';
import { StoreUnavailable, type Channel, type Clock, type ConversationKey, type Log, type Outcome, type Outgoing, type Settlement, type Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import { FULL, backOff, mayGoAt, spent, tokens, type Bucket } from './pace.js';
import { keepRest, keptRest, type Rest } from './rest.js';
import type { Senders } from './sender.js';

/** Without a word from its sender for so long, a delivery is sent by another: what a killed process held goes out within six seconds. */
const LEASE_MS = 4_000;
/** A send may take 20 s (5 to connect, 15 to be answered). Four words a lease, so that a slow call to the store costs none. */
const RENEW_MS = 1_000;
/** A store that was away hears what became of a send so soon after it is back: before another process takes over from this one. */
const TELL_AGAIN_MS = 250;
/**
 * How many messages a channel has under way at once: those that Telegram's forty connections bring together, and some whose end is being
 * written. What finds no room here costs the store two acts more. It is also what a hanging platform may leave in doubt, so no more.
 */
const AT_ONCE = 48;
/**
 * A send that may have arrived is tried once more. Where every second such send did arrive that makes a duplicate for
 * every second fault at most; then it is a dead letter, and a person decides.
 */
const MOST_UNSURE = 2;
/** A platform's puzzling refusal is a dead letter after about two minutes. */
const MOST_TRIES = 8;
/** Buckets of chats that are looked through for full ones: some 100 bytes each. */
const CHATS_KEPT = 5_000;

export interface Delivering {
  store: Store;
  vault: Vault;
  channels: ReadonlyMap<string, Channel>;
  senders: Senders;
  clock: Clock;
  /** Chance, 0 to 1. */
  random(): number;
  log: Log;
  /** What became of each delivery that was taken, for counting; a new one may be taken now. */
  settled(channel: string, outcome: Settled, waitedMs: number): void;
}

/** `waits`: not tried, for the sake of the platform's pace. `unsure`: tried, and it may have arrived. */
export type Settled = Settlement['do'] | 'waits' | 'unsure';

export interface Deliverer {
  /** Takes and sends what may go now; false where there was nothing. */
  step(): Promise<boolean>;
  /** Whether the last step left something behind for want of room: the end of a send is then worth another step. */
  wantsRoom(): boolean;
  /** Milliseconds until a channel that rests, or has no token, may send again; Infinity where all may. */
  dueInMs(): number;
  /** The lease under which one more delivery of a channel may be taken and handed to `send`; undefined where it must wait. */
  room(channel: string): number | undefined;
  /** `askedAt`: when it was asked for, by the host's clock; `message`: what is sealed in it, where that is known. */
  send(outgoing: Outgoing, askedAt: number, message?: MessageActivity): void;
  /** Resolves when nothing is under way: each send has its outcome, and the store knows of it. */
  idle(): Promise<void>;
  /** From now on a store that is away is not waited for: what it does not hear of is offered again when its lease is over. */
  giveUp(): void;
}

/** What is known of a channel from moment to moment. Nothing of it outlives the process but the pause that a platform asked for. */
interface Lane {
  underWay: number;
  /** Whether this process is the one that sends here. */
  mine: boolean;
  bot: Bucket;
  chats: Map<ConversationKey, Bucket>;
  /** A pause that the platform asked for, or that its silence calls for. */
  rest: Rest;
  /** The pause that the platform asked for and that the store does not know of yet. */
  untold: Rest | null;
  /** Failures of the channel as a whole since something last went through. */
  troubles: number;
}

/**
 * The one door out, in order within a conversation, at the pace of the platforms. Half of what a platform takes goes to
 * those who have waited longest, half to those who wrote last: after an outage a backlog drains, and whoever writes now
 * is answered now. A channel that rests or fails holds up no other.
 */
export function deliverer(delivering: Delivering): Deliverer {
  const { store, channels, senders, clock, log, random } = delivering;
  const lanes = new Map([...channels.keys()].map((name): [string, Lane] => [name, { underWay: 0, mine: false, bot: FULL, chats: new Map(), rest: { since: 0, until: 0 }, untold: null, troubles: 0 }]));
  const underWay = new Set<Promise<void>>();
  /** Each delivery under way, with the newest lease that was given for it. */
  const held = new Map<string, Outgoing>();
  /** Tries of a delivery that failed without saying when to come back. */
  const tries = new Map<string, number>();
  let first: 'oldest' | 'newest' = 'oldest';
  let short = false;
  let givenUp = false;

  /** Whether this process sends to a channel. Whoever begins to do so learns which pause the platform asked for before. */
  async function isMine(name: string, lane: Lane): Promise<boolean> {
    const mine = !channels.get(name)?.pace || (await senders.mine(name));
    if (!mine || lane.mine) return mine;
    const asked = await keptRest(delivering, name);
    if (asked && asked.until > lane.rest.until) lane.rest = asked;
    return true;
  }

  /** How many deliveries of a channel may be taken now. */
  function roomOf(name: string, lane: Lane, now: number): number {
    if (!lane.mine || restingUntil(lane, now) !== null) return 0;
    // After a failure one message feels the way for the others.
    const most = lane.troubles > 0 ? 1 : AT_ONCE;
    const pace = channels.get(name)?.pace;
    return Math.max(0, Math.min(most - lane.underWay, pace ? tokens(lane.bot, pace.bot, now) : most));
  }

  function send(outgoing: Outgoing, askedAt: number, message?: MessageActivity): void {
    // This process stood still until the lease was over: another has it, or will.
    if (clock() - askedAt >= LEASE_MS) return;
    // A lease that ran out while its send goes on (a clock was set forward) is taken again, the message is not sent again.
    const twice = held.has(nameOf(outgoing));
    held.set(nameOf(outgoing), outgoing);
    if (twice) return;
    const lane = lanes.get(outgoing.channel);
    if (lane) lane.underWay += 1;
    const sending: Promise<void> = attempt(outgoing, lane, message).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }

  async function attempt(outgoing: Outgoing, lane: Lane | undefined, message: MessageActivity | undefined): Promise<void> {
    const { channel, queuedAt } = outgoing;
    const name = nameOf(outgoing);
    /** What the store must know of it, and no more: its sealed words need not go back. */
    const lease = () => {
      const { id, conversation, lease } = held.get(name) ?? outgoing;
      return { id, conversation, lease };
    };
    const renewed = keep(() => store.renew(lease(), LEASE_MS));
    let settled: Settled | null = null;
    try {
      const [what, settlement] = await tried(outgoing, lane, message);
      if (settlement.do !== 'retry') tries.delete(name);
      await told(async () => {
        if (lane) await tellRest(channel, lane);
        let under: ReturnType<typeof lease>;
        do await store.settle((under = lease()), settlement);
        while (lease().lease !== under.lease);
      });
      settled = what;
    } catch (error) {
      // The lease runs out and the delivery is offered again.
      log.error('delivery.unsettled', { channel, code: error instanceof Error ? error.name : 'unknown' });
    } finally {
      renewed.end();
      held.delete(name);
      if (lane) lane.underWay -= 1;
    }
    if (settled) delivering.settled(channel, settled, clock() - queuedAt);
  }

  /**
   * What is known is told to the store until it takes it: else the message would be sent twice. A lease that ran out meanwhile
   * counts as long as nobody has the delivery since; where this process has it again, its newest lease counts.
   */
  async function told(tell: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await tell();
      } catch (error) {
        if (givenUp || !(error instanceof StoreUnavailable)) throw error;
        await new Promise((resolve) => setTimeout(resolve, TELL_AGAIN_MS));
      }
    }
  }

  async function tellRest(name: string, lane: Lane): Promise<void> {
    const { untold } = lane;
    if (!untold) return;
    await keepRest(delivering, name, untold);
    if (lane.untold === untold) lane.untold = null;
  }

  async function tried(outgoing: Outgoing, lane: Lane | undefined, message: MessageActivity | undefined): Promise<[Settled, Settlement]> {
    // Who may speak is asked once more: what the bot queued before a counsellor took over is not said into their talk.
    if (outgoing.by === 'bot' && outgoing.speaker === 'counsellor') return just({ do: 'withheld' });
    const channel = channels.get(outgoing.channel);
    // The channel was switched off in the settings: its letters wait for a person to look.
    if (!channel || !lane) return dead(outgoing, 'channel-off');
    const activity = message ?? opened(delivering.vault, outgoing);
    if (!activity) return dead(outgoing, 'unreadable');

    const now = clock();
    // It would keep the person's next answers waiting till the morning: somebody sends it by day, where it still holds.
    if (activity.localTimestamp !== undefined && comesAtNight(activity.localTimestamp, now)) return dead(outgoing, 'night');
    const at = earliest(outgoing, channel, lane, now);
    if (at > now) return ['waits', { do: 'retry', inMs: at - now }];
    spend(outgoing, channel, lane, now);
    const outcome = (await felt(channel, activity, lane)) ?? (await channel.send(activity));
    return judged(outgoing, outcome, lane);
  }

  function judged(outgoing: Outgoing, outcome: Outcome, lane: Lane): [Settled, Settlement] {
    if (outcome.kind !== 'retry') {
      lane.troubles = 0;
      return outcome.kind === 'sent' ? just({ do: 'sent' }) : dead(outgoing, outcome.code);
    }
    const { afterMs, ambiguous, code } = outcome;
    const now = clock();
    log.warn('delivery.retry', { channel: outgoing.channel, code, attempt: outgoing.attempts });
    if (outcome.scope === 'channel' || ambiguous) pause(lane, afterMs, now);
    const rested = restingUntil(lane, now) ?? now;
    if (afterMs !== null) return just({ do: 'retry', inMs: Math.max(rested - now, afterMs) });
    // For no fault of this message nothing arrived: it waits for the platform as long as that takes.
    if (outcome.scope === 'channel' && !ambiguous) return just({ do: 'retry', inMs: rested - now });

    const failed = (tries.get(nameOf(outgoing)) ?? 0) + 1;
    if (failed >= (ambiguous ? MOST_UNSURE : MOST_TRIES)) return dead(outgoing, ambiguous ? 'unsure' : code);
    tries.set(nameOf(outgoing), failed);
    return [ambiguous ? 'unsure' : 'retry', { do: 'retry', inMs: Math.max(rested - now, backOff(failed, random())) }];
  }

  function dead({ channel }: Outgoing, code: string): [Settled, Settlement] {
    log.warn('delivery.dead', { channel, code });
    return just({ do: 'dead', code });
  }

  /** Failures that come together count once. */
  function pause(lane: Lane, afterMs: number | null, now: number): void {
    const until = restingUntil(lane, now) ?? 0;
    if (afterMs !== null) lane.untold = lane.rest = { since: now, until: Math.max(until, now + afterMs) };
    else if (until === 0) {
      lane.troubles += 1;
      lane.rest = { since: now, until: now + backOff(lane.troubles, random()) };
    }
  }

  return {
    async step() {
      for (const [name, lane] of lanes) lane.mine = await isMine(name, lane);
      const now = clock();
      const rooms = [...lanes].map(([name, lane]) => ({ name, room: roomOf(name, lane, now) }));
      const open = rooms.filter(({ room }) => room > 0);
      const closed = rooms.filter(({ room }) => room === 0).map(({ name }) => name);
      const limit = Math.min(AT_ONCE, ...open.map(({ room }) => room));
      // Said before the question: a send may end while it is asked.
      short = closed.length > 0;
      const taken = await store.takeDeliveries(limit, LEASE_MS, closed, first);
      if (taken.length === limit) short = true;
      if (taken.length > 0) first = first === 'oldest' ? 'newest' : 'oldest';
      for (const outgoing of taken) send(outgoing, now);
      return taken.length > 0;
    },

    wantsRoom: () => short,

    dueInMs() {
      const now = clock();
      const waits = [...lanes].flatMap(([name, lane]) => {
        const pace = channels.get(name)?.pace;
        const at = restingUntil(lane, now) ?? (pace ? mayGoAt(lane.bot, pace.bot, now) : now);
        return at > now ? [at - now] : [];
      });
      return Math.min(...waits);
    },

    room(name) {
      const lane = lanes.get(name);
      return lane && roomOf(name, lane, clock()) > 0 ? LEASE_MS : undefined;
    },

    send,

    async idle() {
      await Promise.all(underWay);
    },

    giveUp() {
      givenUp = true;
    },
  };
}

/** Renews again and again until the end. A store that is away is asked again in a moment. */
function keep(renew: () => Promise<void>): { end(): void } {
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => {
      renew().catch(() => {});
      wait();
    }, RENEW_MS);
  };
  wait();
  return { end: () => clearTimeout(timer) };
}

/** A delivery's id is unique in its conversation only. */
const nameOf = ({ conversation, id }: Outgoing) => `${conversation}.${id}`;
const just = (settlement: Settlement): [Settled, Settlement] => [settlement.do, settlement];

/** A rest that began in the future is one from before the clock was set back: it is over. */
function restingUntil({ rest }: Lane, now: number): number | null {
  return rest.since <= now && now < rest.until ? rest.until : null;
}

/** When this delivery may go: now, or when the channel has rested, the bot has a token, and the chat has one. */
function earliest({ conversation }: Outgoing, { pace }: Channel, lane: Lane, now: number): number {
  const rested = restingUntil(lane, now) ?? now;
  if (!pace) return rested;
  return Math.max(rested, mayGoAt(lane.bot, pace.bot, now), mayGoAt(lane.chats.get(conversation) ?? FULL, pace.chat, now));
}

function spend({ conversation }: Outgoing, { pace }: Channel, lane: Lane, now: number): void {
  if (!pace) return;
  lane.bot = spent(lane.bot, pace.bot, now);
  if (lane.chats.size >= CHATS_KEPT) for (const [chat, bucket] of lane.chats) if (bucket <= now) lane.chats.delete(chat);
  lane.chats.set(conversation, spent(lane.chats.get(conversation) ?? FULL, pace.chat, now));
}

/**
 * After trouble the way is felt with something that may safely arrive twice: a message that is sent into a hanging
 * platform may arrive, and nobody would know. Null where the way seems free.
 */
async function felt(channel: Channel, activity: MessageActivity, lane: Lane): Promise<Outcome | null> {
  if (lane.troubles === 0) return null;
  const { id, timestamp, channelId, conversation, from, recipient } = activity;
  const outcome = await channel.send({ type: 'typing', id: `${id}.typing`, timestamp, channelId, conversation, from, recipient });
  return outcome.kind === 'retry' ? { ...outcome, scope: 'channel', ambiguous: false } : null;
}

function opened(vault: Vault, { conversation, key, sealed }: Outgoing): MessageActivity | null {
  try {
    return vault.open(conversation, key, 'delivery', sealed) as MessageActivity;
  } catch {
    return null;
  }
}
