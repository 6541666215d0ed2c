import type { Activity } from '../../src/core/activity.js';
import type { Session } from '../../src/core/session.js';
import { LEASE_MS } from '../../src/host/hatch.js';
import type { Claim, Commit, ConversationKey, InboxEvent, Outcome, Outgoing, Sealed, Settlement } from '../../src/ports.js';
import type { Box } from './boxes.js';
import type { Acts, State } from './memory-store.js';
import type { Owner, Timeline } from './timeline.js';

/** How often the host tries a send that may have arrived: MOST_UNSURE of host/deliver. */
const MOST_UNSURE = 2;
/** The host's times are whole milliseconds. */
const ROUNDING_MS = 2;

/** One platform event, as the platform knows it. */
export interface Told {
  activity: Activity;
  dedupeKey: string;
  acked: boolean;
  /** Calls of the door, and who had the last one. */
  calls: number;
  callN: number;
  by: Owner | null;
}

interface Posted {
  n: number;
  by: 'bot' | 'counsellor' | 'notice';
  /** Whom the conversation belonged to when the delivery was last handed out. */
  speaker: 'bot' | 'counsellor';
  takenAt: number;
  arrivals: { began: number; owner: Owner; ambiguous: boolean }[];
  /** Doubtful outcomes in a row, told to one process. */
  unsure: { owner: Owner; count: number } | null;
  resent: boolean;
  end: 'withheld' | 'erased' | null;
}

/** "Not before", as a platform said it of a channel or of one conversation. */
interface Pause {
  where: string;
  until: number;
  since: number;
  /** Who was told, about which delivery. */
  owner: Owner;
  id: string;
  /** Whether the store heard of it since, and with it every other process. */
  public: boolean;
}

interface Held {
  lease: number;
  owner: Owner;
  until: number;
  /** Another has the conversation since. */
  over: boolean;
  key: string;
  activity: Activity;
}

/** What is known of one conversation from what was done, and from nothing that the store says of itself. */
interface Known {
  speaker: 'bot' | 'counsellor';
  /** Whether a counsellor's word is waited for. */
  awaited: boolean;
  /** Accepted and not yet worked off, by activity id. */
  waiting: Set<string>;
  applied: Map<string, number>;
  lastSeq: number;
  stored: { callN: number; by: Owner | null }[];
  posted: Map<string, Posted>;
  lastArrived: number;
  held: Held[];
  /** A person's message that nobody has answered. */
  unanswered: string | null;
  timer: { at: number; id: string } | null;
  /** Timers whose time came while they stood. */
  rang: Set<string>;
  oldKeys: Set<string>;
}

/**
 * Watches every act and every call, from outside, and says which promise was broken:
 * C1 what was acknowledged is answered. C2 it has one turn. C3 one turn at a time, and all in order. C4 what was said
 * arrives or is shown as undelivered, in the platform's time, and twice only after a fault that explains it. C5 one
 * party speaks, and one counsellor holds a talk. C6 danger leads to a person. C7 who was forgotten is.
 */
export class Audit {
  readonly broken: string[] = [];
  readonly told = new Map<string, Told>();
  private readonly all = new Map<ConversationKey, Known>();
  private readonly holders = new Map<string, string>();
  private readonly upsets: { owner: Owner | null; until: number }[] = [];
  private pauses: Pause[] = [];
  /** The clocks of the processes were the same all the while: else none can tell another a time. */
  clocksAgree = true;
  /** Messages that came a second time. */
  duplicates = 0;

  constructor(
    private readonly time: Timeline,
    private readonly state: State,
    private readonly storeClock: () => number,
    private readonly peek: (sealed: Sealed) => Box,
  ) {}

  fail(what: string): void {
    if (this.broken.length < 5 && !this.broken.includes(what)) this.broken.push(what);
  }

  /** Something befell a process (null: all of them), until then at least, that may make it do a thing twice. */
  upset(owner: Owner | null, until = this.time.now): void {
    this.upsets.push({ owner, until });
  }

  private upsetSince(owner: Owner, at: number): boolean {
    return owner.dead || this.befell(owner, at);
  }

  private befell(owner: Owner, at: number): boolean {
    return this.upsets.some((upset) => (upset.owner === null || upset.owner === owner) && upset.until >= at);
  }

  private of(conversation: ConversationKey): Known {
    let known = this.all.get(conversation);
    if (!known) {
      known = {
        speaker: 'bot', awaited: false, waiting: new Set(), applied: new Map(), lastSeq: 0, stored: [], posted: new Map(), lastArrived: -1, held: [],
        unanswered: null, timer: null, rang: new Set(), oldKeys: new Set(),
      };
      this.all.set(conversation, known);
    }
    return known;
  }

  /** Every act of the store, after it was done. */
  acted<A extends keyof Acts>(owner: Owner, name: A, args: Parameters<Acts[A]>, result: ReturnType<Acts[A]>): void {
    switch (name) {
      case 'accept':
        return this.accepted(owner, args[0] as InboxEvent, result as ReturnType<Acts['accept']>);
      case 'claim':
        this.timersRing();
        return result === null ? undefined : this.claimed(owner, result as Claim);
      case 'commit':
        return this.committed(args[0] as Commit, result as ReturnType<Acts['commit']>);
      case 'release':
        this.letGo((args[0] as Claim).conversation, (args[0] as Claim).lease);
        return;
      case 'takeDeliveries':
        return (result as Outgoing[]).forEach((outgoing) => this.handedOut(outgoing));
      case 'settle':
        return this.settled(owner, args[0] as Outgoing, args[1] as Settlement);
      case 'take':
        return this.tookOver(args as Parameters<Acts['take']>, result as ReturnType<Acts['take']>);
      case 'giveBack':
        if (result === true) {
          this.holders.delete(args[0] as string);
          this.accepted(owner, args[2] as InboxEvent, 'accepted');
        }
        return;
      case 'resend': {
        const dot = (args[0] as string).indexOf('.');
        const posted = this.of((args[0] as string).slice(0, dot)).posted.get((args[0] as string).slice(dot + 1));
        if (result === true && posted) Object.assign(posted, { resent: true, unsure: null });
        return this.pauseForgotten((args[0] as string).slice(0, dot));
      }
    }
  }

  // --- C1, C2, C3: what comes in -----------------------------------------------------------------------------------

  private accepted(owner: Owner, event: InboxEvent, result: ReturnType<Acts['accept']>): void {
    if (result === 'seen' || (typeof result === 'object' && 'key' in result)) return;
    const activity = this.peek(event.sealed).plain as Activity;
    const known = this.of(event.conversation);
    known.waiting.add(activity.id);
    this.cameInOrder(known, activity);
    if (typeof result === 'object' && 'claim' in result) this.claimed(owner, result.claim);
  }

  private cameInOrder(known: Known, activity: Activity): void {
    const told = this.told.get(activity.id);
    if (told?.calls !== 1) return;
    if (known.stored.some((later) => later.by === told.by && later.callN > told.callN)) this.fail(`C3: ${activity.id} came to ${told.by?.name} first and was stored after a later one`);
    known.stored.push({ callN: told.callN, by: told.by });
  }

  /** What came with its own commit: the platform's event of that name. */
  private broughtBy(claim: { dedupe: string; key: Sealed }): Pick<Held, 'activity' | 'key'> | undefined {
    const told = [...this.told.values()].find(({ activity, dedupeKey }) => claim.dedupe === `${activity.channelId}/${dedupeKey}`);
    return told && { activity: told.activity, key: Buffer.from(claim.key).toString() };
  }

  private claimed(owner: Owner, claim: Claim): void {
    const known = this.of(claim.conversation);
    const now = this.storeClock();
    const other = known.held.find((held) => !held.owner.dead && !held.over && held.until > now);
    if (other) this.fail(`C3: ${claim.conversation} is in the hands of ${owner.name} and of ${other.owner.name}`);
    // One that ran out stays so, whatever the clock does.
    for (const held of known.held) held.over = true;
    known.held.push({ lease: claim.lease, owner, until: now + LEASE_MS, over: false, key: Buffer.from(claim.key).toString(), activity: this.peek(claim.event.sealed).plain as Activity });
  }

  private letGo(conversation: ConversationKey, lease: number): Held | undefined {
    const known = this.of(conversation);
    const held = known.held.find((each) => each.lease === lease);
    known.held = known.held.filter((each) => each !== held);
    return held;
  }

  private committed(commit: Commit, result: ReturnType<Acts['commit']>): void {
    const { claim } = commit;
    const { conversation } = claim;
    const held = 'seq' in claim ? this.letGo(conversation, claim.lease) : this.broughtBy(claim);
    if (result === 'stale' || result === 'seen' || !held) return;
    const known = this.of(conversation);
    const { activity } = held;
    const times = (known.applied.get(activity.id) ?? 0) + 1;
    known.applied.set(activity.id, times);
    if (times > 1) this.fail(`C2: ${activity.id} had ${times} turns`);
    if ('seq' in claim) {
      if (claim.seq <= known.lastSeq) this.fail(`C3: ${activity.id} had its turn after a later event`);
      known.lastSeq = claim.seq;
    } else {
      if (known.waiting.size > 0) this.fail(`C3: ${activity.id} had its turn before what had waited for longer`);
      this.cameInOrder(known, activity);
    }
    known.waiting.delete(activity.id);
    if (commit.erase) {
      this.erased(known, conversation, held.key);
      this.pauseForgotten(conversation);
    }

    known.speaker = commit.speaker;
    if (commit.timer !== undefined) {
      const box = commit.timer && (this.peek(commit.timer.sealed).plain as Activity);
      known.timer = commit.timer && box && { at: commit.timer.at, id: box.id };
    }
    for (const { id, by } of commit.deliveries) {
      if (!known.posted.has(id)) known.posted.set(id, { n: known.posted.size, by, speaker: commit.speaker, takenAt: 0, arrivals: [], unsure: null, resent: false, end: null });
    }
    if (commit.deliveries.length > 0 || commit.speaker === 'counsellor') known.unanswered = null;
    else if (activity.type === 'message') known.unanswered = activity.id;
    this.dangerSeen(commit, activity);
    if (commit.handoff?.do === 'close' || (commit.handoff?.do === 'reopen' && this.state.handoffs.get(commit.handoff.id)?.holder === null)) this.holders.delete(commit.handoff.id);
    if (activity.type === 'event' && (activity.name === 'handoff.status' || activity.name === 'counsellor.reply')) known.awaited = activity.name === 'handoff.status' && commit.speaker === 'counsellor';
    else if (activity.type === 'message' && commit.speaker === 'counsellor' && commit.deliveries.length === 0) known.awaited = true;
    if (typeof result === 'object') this.handedOut(result.outgoing);
  }

  // --- C6: danger always leads to a person -------------------------------------------------------------------------

  private dangerSeen({ claim, deliveries, session }: Commit, activity: Activity): void {
    if (activity.type !== 'message' || !activity.text?.startsWith('danger')) return;
    const open = [...this.state.handoffs.values()].some((row) => row.conversation === claim.conversation && row.closedAt === null && row.risk >= 'R2');
    if (!open) this.fail(`C6: ${activity.id} told of danger, and no handoff stands`);
    const { handoff } = this.peek(session).plain as Session;
    if (!handoff) this.fail(`C6: ${activity.id} told of danger, and its session knows of no handoff`);
    if (deliveries.length === 0 && handoff?.state !== 'accepted') this.fail(`C6: ${activity.id} told of danger and was not answered`);
  }

  // --- C4: what goes out -------------------------------------------------------------------------------------------

  private handedOut({ conversation, id }: Outgoing): void {
    const known = this.of(conversation);
    const posted = known.posted.get(id);
    if (posted) Object.assign(posted, { speaker: known.speaker, takenAt: this.time.now });
  }

  private settled(owner: Owner, { conversation, id }: Pick<Outgoing, 'conversation' | 'id'>, settlement: Settlement): void {
    for (const pause of this.pauses) if (pause.owner === owner && pause.id === id) pause.public = true;
    const posted = this.of(conversation).posted.get(id);
    if (!posted || settlement.do !== 'withheld') return;
    posted.end = 'withheld';
    if (posted.by !== 'bot' || posted.speaker !== 'counsellor') this.fail(`C4: ${id} of ${posted.by} was withheld while ${posted.speaker} speaks`);
  }

  /** A process calls a platform. */
  sending(owner: Owner, conversation: ConversationKey, id: string): void {
    const known = this.of(conversation);
    const posted = known.posted.get(id);
    if (!posted) return this.fail(`C4: ${id} was sent, and no turn said it`);
    if (posted.by === 'bot' && posted.speaker === 'counsellor') this.fail(`C5: the bot said ${id} into a counsellor's talk`);
    this.pauses = this.pauses.filter((pause) => this.time.now + ROUNDING_MS < pause.until);
    for (const pause of this.pauses) if (this.binds(pause, owner, conversation)) this.fail(`C4: ${id} was sent before the platform's retry_after`);
  }

  /** Whoever was told is bound; so is everybody else as soon as the store knows. */
  private binds({ where, since, owner: told, public: known }: Pause, owner: Owner, conversation: ConversationKey): boolean {
    if (where !== conversation && where !== conversation.split('/')[0]) return false;
    return (told === owner || (known && this.clocksAgree)) && !this.befell(owner, since);
  }

  /** A platform took a message whose sending `began` then. */
  arrived(owner: Owner, conversation: ConversationKey, id: string, began: number, ambiguous: boolean): void {
    const known = this.of(conversation);
    const posted = known.posted.get(id);
    if (!posted) return;
    const upset = this.upsetSince(owner, began);
    const excused = posted.resent || upset || posted.arrivals.every((before) => before.ambiguous || this.upsetSince(before.owner, before.began));
    if (!excused) this.fail(`C4: ${id} arrived twice, and no fault explains it`);
    if (posted.arrivals.length > 0) this.duplicates += 1;
    // What was on its way when the person asked to be forgotten still arrives.
    else if (posted.n < known.lastArrived && !posted.resent && posted.end !== 'erased' && !upset) this.fail(`C3: ${id} arrived after a later reply`);
    known.lastArrived = Math.max(known.lastArrived, posted.n);
    posted.arrivals.push({ began, owner, ambiguous });
  }

  /** What a process was told about its send. */
  answered(owner: Owner, conversation: ConversationKey, id: string, outcome: Outcome): void {
    if (outcome.kind !== 'retry') return;
    const { afterMs, scope, ambiguous } = outcome;
    const posted = this.of(conversation).posted.get(id);
    const where = scope === 'channel' ? (conversation.split('/')[0] as string) : conversation;
    if (afterMs !== null && (scope === 'channel' || posted?.end !== 'erased')) this.pauses.push({ where, until: this.time.now + afterMs, since: this.time.now, owner, id, public: false });
    if (!ambiguous || !posted) return;
    posted.unsure = { owner, count: (posted.unsure?.owner === owner ? posted.unsure.count : 0) + 1 };
    if (posted.unsure.count > MOST_UNSURE && !this.upsetSince(owner, posted.takenAt)) this.fail(`C4: ${id} was tried ${posted.unsure.count} times though it may have arrived`);
  }

  /** A chat's pause lies with the delivery that was told of it: it goes with it, and does not bind one that is put before it. */
  private pauseForgotten(conversation: ConversationKey): void {
    this.pauses = this.pauses.filter(({ where }) => where !== conversation);
  }

  // --- C5: one holder ----------------------------------------------------------------------------------------------

  private tookOver([id, counsellor, event]: Parameters<Acts['take']>, result: ReturnType<Acts['take']>): void {
    if (result.kind !== 'taken') return;
    const holder = this.holders.get(id);
    if (holder !== undefined && holder !== counsellor) this.fail(`C5: ${id} is held by ${holder} and by ${counsellor}`);
    this.holders.set(id, counsellor);
    if (holder === undefined) this.of(event.conversation).waiting.add((this.peek(event.sealed).plain as Activity).id);
  }

  /** A process that stopped in good order leaves nothing to wait for. */
  stopped(owner: Owner): void {
    for (const [name, known] of this.all) {
      const lease = this.state.conversations.get(name)?.inbox?.lease;
      if (known.held.some((held) => held.owner === owner && held.lease === lease)) this.fail(`C1: ${owner.name} stopped in good order, and what it held of ${name} waits for its lease`);
    }
  }

  /** Long after the last counsellor went home: whoever waits for an answer waits in the queue. */
  private heldByNobody(): void {
    for (const row of this.state.handoffs.values()) {
      if (row.closedAt === null && row.holder !== null && this.of(row.conversation).awaited) this.fail(`C5: ${row.id} is held by ${row.holder}, who is gone, and somebody waits`);
    }
  }

  // --- C7: forgotten ------------------------------------------------------------------------------------------------

  private erased(known: Known, conversation: ConversationKey, oldKey: string): void {
    for (const posted of known.posted.values()) posted.end ??= 'erased';
    known.waiting.clear();
    known.unanswered = null;
    known.timer = null;
    for (const id of known.rang) if (!known.applied.has(id)) known.rang.delete(id);
    known.oldKeys.add(oldKey);
    this.nothingLeft(conversation, known, true);
  }

  private *boxes(conversation: ConversationKey): Generator<Box> {
    const kept = this.state.conversations.get(conversation);
    if (!kept) return;
    const sealed = [
      kept.session,
      kept.timer?.sealed,
      ...[...kept.events, ...kept.letters, ...kept.dead, ...kept.logs.transcript.lines, ...kept.logs.mailbox.lines].map((each) => each.sealed),
      ...[...this.state.handoffs.values()].filter((row) => row.conversation === conversation).map((row) => row.sealed),
    ];
    for (const one of sealed) if (one) yield this.peek(one);
  }

  /**
   * Nothing of a conversation lies under a key that was thrown away: that would be a letter that nobody can send. Later
   * on a line that was on its way may, which nobody can read.
   */
  private nothingLeft(conversation: ConversationKey, known: Known, atOnce: boolean): void {
    const kept = this.state.conversations.get(conversation);
    const present = Buffer.from(kept?.key ?? []).toString();
    if (known.oldKeys.has(present)) this.fail(`C7: ${conversation} was erased and keeps its key`);
    const late = (kind: string) => !atOnce && (kind === 'line' || kind === 'mail');
    for (const box of this.boxes(conversation)) if (box.key !== present && !late(box.kind)) this.fail(`C7: a ${box.kind} of ${conversation} lies under ${box.key}, and its key is ${present}`);
  }

  // --- timers -------------------------------------------------------------------------------------------------------

  private timersRing(): void {
    for (const known of this.all.values()) {
      if (!known.timer || known.timer.at > this.storeClock()) continue;
      known.rang.add(known.timer.id);
      known.timer = null;
    }
  }

  /** Whether anybody is to be woken. */
  timersStand(): boolean {
    return [...this.all.values()].some(({ timer }) => timer !== null);
  }

  // --- at the end ---------------------------------------------------------------------------------------------------

  /** When all has come to rest: what was promised must have happened. */
  close(): void {
    for (const told of this.told.values()) if (!told.acked) this.fail(`C1: ${told.activity.id} was never taken in`);
    this.heldByNobody();
    for (const [name, known] of this.all) {
      for (const id of known.waiting) this.fail(`C1: ${id} was acknowledged and never had its turn`);
      if (known.unanswered) this.fail(`C1: ${known.unanswered} was met with silence`);
      for (const id of known.rang) if (known.applied.get(id) !== 1) this.fail(`C1: ${id} of ${name} rang ${known.applied.get(id) ?? 0} times`);
      const dead = new Set(this.state.conversations.get(name)?.dead.map(({ id }) => id));
      for (const [id, posted] of known.posted) {
        if (posted.arrivals.length === 0 && posted.end === null && !dead.has(id)) this.fail(`C4: ${id} neither arrived nor is it shown as undelivered`);
      }
      this.nothingLeft(name, known, false);
    }
    for (const told of this.told.values()) {
      const name = `${told.activity.channelId}/${told.activity.conversation.id}`;
      const known = this.all.get(name);
      if (!known?.applied.has(told.activity.id) && !known?.oldKeys.size) this.fail(`C1: ${told.activity.id} was acknowledged and is nowhere`);
    }
  }
}
