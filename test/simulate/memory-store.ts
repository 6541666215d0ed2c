import type {
  Claim, Commit, ConversationKey, DeadLetter, Delivery, HandoffRow, InboxEvent, LogName, Outgoing, Sealed, Store,
} from '../../src/ports.js';
import { deadId, fromDeadId } from '../../src/store/dead-id.js';

/*
 * The Store port in memory, act by act, each whole and at once. What it keeps is plain data, so that a planted bug can
 * reach into it and the audit can look. `test/simulate/memory-store.test.ts` holds it to the contract of every store.
 */

type ActName = Exclude<keyof Store, 'watch' | 'close'>;
/** The port's methods without the promise. */
export type Acts = { [A in ActName]: (...args: Parameters<Store[A]>) => Awaited<ReturnType<Store[A]>> };

interface Waiting {
  seq: number;
  acceptedAt: number;
  attempts: number;
  notBefore: number;
  sealed: Sealed;
}
interface Letter extends Delivery {
  place: number;
  queuedAt: number;
  attempts: number;
  notBefore: number;
}
interface Line {
  position: number;
  id: string;
  at: number;
  sealed: Sealed;
}
export interface Conversation {
  key: Sealed;
  session: Sealed | null;
  speaker: 'bot' | 'counsellor';
  version: number;
  events: Waiting[];
  /** The head that is offered or held; null where nothing waits. `readyAt` 0: now. */
  inbox: { head: number; waitsSince: number; readyAt: number; lease: number } | null;
  timer: { at: number; sealed: Sealed } | null;
  /** By place. */
  letters: Letter[];
  outbox: { head: string; place: number; channel: string; waitsSince: number; readyAt: number; lease: number } | null;
  dead: (Delivery & { code: string; at: number })[];
  logs: Record<LogName, { end: number; lines: Line[] }>;
}
export interface State {
  conversations: Map<ConversationKey, Conversation>;
  seen: Map<string, number>;
  handoffs: Map<string, Omit<HandoffRow, 'key'>>;
  records: Map<string, { kind: string; id: string; sealed: Sealed; expiresAt: number | null }>;
  counters: { lease: number; place: number; seq: number; revision: number };
}
export type Watched = 'inbox' | 'outbox' | 'handoffs';

export const emptyState = (): State => ({ conversations: new Map(), seen: new Map(), handoffs: new Map(), records: new Map(), counters: { lease: 0, place: 0, seq: 0, revision: 0 } });

const KEPT_LINES = 500;
const SEEN_MS = 49 * 3_600_000;

/** The acts on a state. `wake` is told, within the act, what may have come. */
export function actsOn(state: State, clock: () => number, wake: (what: Watched) => void): Acts {
  const { conversations, handoffs, counters } = state;
  const next = (counter: keyof State['counters']) => (counters[counter] += 1);
  const revise = () => {
    next('revision');
    wake('handoffs');
  };
  const of = (name: ConversationKey): Conversation => {
    const known = conversations.get(name);
    if (!known) throw new Error(`no conversation ${name}: call keyOf first`);
    return known;
  };
  const opened = (name: ConversationKey, key: Sealed): Conversation => {
    const known = conversations.get(name);
    if (known) return known;
    const fresh: Conversation = {
      key, session: null, speaker: 'bot', version: 0, events: [], inbox: null, timer: null, letters: [], outbox: null, dead: [],
      logs: { transcript: { end: 0, lines: [] }, mailbox: { end: 0, lines: [] } },
    };
    conversations.set(name, fresh);
    return fresh;
  };

  // Inbox
  function isNew(dedupe: string): boolean {
    const now = clock();
    for (const [old, at] of state.seen) {
      if (at >= now - SEEN_MS) break;
      state.seen.delete(old);
    }
    if (state.seen.has(dedupe)) return false;
    state.seen.set(dedupe, now);
    return true;
  }
  function enqueue(known: Conversation, acceptedAt: number, sealed: Sealed): void {
    const seq = next('seq');
    known.events.push({ seq, acceptedAt, attempts: 0, notBefore: 0, sealed });
    known.inbox ??= { head: seq, waitsSince: acceptedAt, readyAt: 0, lease: 0 };
    wake('inbox');
  }
  function acceptOnce(event: InboxEvent): 'accepted' | 'seen' {
    if (!isNew(event.dedupe)) return 'seen';
    enqueue(of(event.conversation), clock(), event.sealed);
    return 'accepted';
  }
  function offerEvent(known: Conversation): void {
    const head = known.events[0];
    known.inbox = head ? { head: head.seq, waitsSince: head.acceptedAt, readyAt: head.notBefore > clock() ? head.notBefore : 0, lease: 0 } : null;
    if (head) wake('inbox');
  }
  function handOver(conversation: ConversationKey, known: Conversation, leaseMs: number): Claim {
    const head = known.events[0] as Waiting;
    const lease = next('lease');
    known.inbox = { head: head.seq, waitsSince: head.acceptedAt, readyAt: clock() + leaseMs, lease };
    const { seq, acceptedAt, attempts, sealed } = head;
    head.attempts += 1;
    return { conversation, lease, version: known.version, session: known.session, key: known.key, event: { seq, acceptedAt, attempts, sealed } };
  }
  function fireTimers(): void {
    const due = [...conversations.values()].filter((known) => known.timer && known.timer.at <= clock());
    for (const known of due.sort((a, b) => (a.timer?.at ?? 0) - (b.timer?.at ?? 0))) {
      const timer = known.timer as NonNullable<Conversation['timer']>;
      known.timer = null;
      enqueue(known, timer.at, timer.sealed);
    }
  }

  // Outbox
  const inFlight = (known: Conversation) => known.outbox !== null && known.outbox.lease > 0;
  function offerLetter(known: Conversation): boolean {
    known.letters.sort((a, b) => a.place - b.place);
    const head = known.letters[0];
    known.outbox = head ? { head: head.id, place: head.place, channel: head.channel, waitsSince: head.queuedAt, readyAt: head.notBefore > clock() ? head.notBefore : 0, lease: 0 } : null;
    return head !== undefined;
  }
  function handOut(conversation: ConversationKey, known: Conversation, leaseMs: number): Outgoing {
    const out = known.outbox as NonNullable<Conversation['outbox']>;
    const head = known.letters.find(({ id }) => id === out.head) as Letter;
    Object.assign(out, { lease: next('lease'), readyAt: clock() + leaseMs });
    const { id, channel, by, attempts, queuedAt, sealed } = head;
    head.attempts += 1;
    return { id, conversation, channel, by, speaker: known.speaker, attempts, queuedAt, lease: out.lease, key: known.key, sealed };
  }
  function post(conversation: ConversationKey, known: Conversation, deliveries: readonly Delivery[], leaseMs?: number): Outgoing | null {
    if (deliveries.length === 0) return null;
    for (const delivery of deliveries) {
      if (known.dead.some(({ id }) => id === delivery.id) || known.letters.some(({ id }) => id === delivery.id)) continue;
      known.letters.push({ ...delivery, place: next('place'), queuedAt: clock(), attempts: 0, notBefore: 0 });
    }
    if (inFlight(known) || !offerLetter(known)) return null;
    if (leaseMs !== undefined && known.outbox?.readyAt === 0) return handOut(conversation, known, leaseMs);
    wake('outbox');
    return null;
  }

  // Handoffs and logs
  const openOf = (conversation: ConversationKey) => [...handoffs.values()].some((row) => row.conversation === conversation && row.closedAt === null);
  const withKey = (row: Omit<HandoffRow, 'key'>): HandoffRow => ({ ...row, key: of(row.conversation).key });
  function changeHandoff(conversation: ConversationKey, change: NonNullable<Commit['handoff']>): void {
    const row = handoffs.get(change.id);
    if (row && (row.closedAt !== null || row.conversation !== conversation)) return;
    if (change.do === 'reopen') {
      if (row?.acceptedAt !== change.since) return;
      Object.assign(row, { state: 'queued', holder: null, acceptedAt: null });
    } else if (change.do === 'close') {
      if (!row) return;
      Object.assign(row, { state: change.state, outcome: change.outcome, closedAt: clock() });
    } else if (row) Object.assign(row, { risk: change.risk, sealed: change.sealed });
    else handoffs.set(change.id, { id: change.id, conversation, state: 'queued', risk: change.risk, openedAt: clock(), acceptedAt: null, closedAt: null, holder: null, outcome: null, sealed: change.sealed });
    revise();
  }
  function forgetHandoffs(conversation: ConversationKey, keptOpen: string | null): void {
    const mine = [...handoffs.values()].filter((row) => row.conversation === conversation && (row.sealed !== null || row.closedAt === null));
    for (const row of mine) {
      if (row.closedAt === null && row.id !== keptOpen) Object.assign(row, { state: 'failed', outcome: 'erased', closedAt: clock() });
      row.sealed = null;
    }
    if (mine.length > 0) revise();
  }
  function writeLine(known: Conversation, log: LogName, id: string, sealed: Sealed): { position: number; isNew: boolean } {
    const kept = known.logs[log];
    const there = kept.lines.find((line) => line.id === id);
    if (there) return { position: there.position, isNew: false };
    kept.end += 1;
    kept.lines.push({ position: kept.end, id, at: clock(), sealed });
    if (kept.lines.length > KEPT_LINES) kept.lines.shift();
    return { position: kept.end, isNew: true };
  }
  const standing = (id: string, event: InboxEvent) => {
    const row = handoffs.get(id);
    return row?.conversation === event.conversation && row.closedAt === null ? row : null;
  };
  const recordOf = (kind: string, id: string) => {
    const found = state.records.get(`${kind}|${id}`);
    return found && (found.expiresAt === null || found.expiresAt > clock()) ? found : null;
  };

  const put = (event: InboxEvent, known: Conversation, leaseMs?: number) => {
    if (leaseMs === undefined || known.inbox) return acceptOnce(event);
    if (!isNew(event.dedupe)) return 'seen';
    known.events.push({ seq: next('seq'), acceptedAt: clock(), attempts: 0, notBefore: 0, sealed: event.sealed });
    return { claim: handOver(event.conversation, known, leaseMs) };
  };

  return {
    keyOf: (conversation, fresh) => opened(conversation, fresh).key,

    accept(event, leaseMs) {
      const known = opened(event.conversation, event.key);
      return Buffer.compare(known.key, event.key) === 0 ? put(event, known, leaseMs) : { key: known.key };
    },

    claim(leaseMs) {
      fireTimers();
      let chosen: [ConversationKey, Conversation] | null = null;
      for (const entry of conversations) {
        const { inbox } = entry[1];
        if (!inbox) continue;
        if (inbox.readyAt <= clock()) inbox.readyAt = 0;
        const best = chosen?.[1].inbox;
        if (inbox.readyAt === 0 && (!best || inbox.waitsSince < best.waitsSince || (inbox.waitsSince === best.waitsSince && inbox.head < best.head))) chosen = entry;
      }
      return chosen && handOver(...chosen, leaseMs);
    },

    commit(commit, sendLeaseMs) {
      const { claim } = commit;
      const { conversation, version } = claim;
      const known = conversations.get(conversation);
      if (known?.version !== version) return 'stale';
      if ('seq' in claim ? known.inbox?.lease !== claim.lease || known.inbox.head !== claim.seq : known.inbox || Buffer.compare(known.key, claim.key) !== 0) return 'stale';
      if ('dedupe' in claim && !isNew(claim.dedupe)) return 'seen';
      if (commit.erase) {
        Object.assign(known, { key: commit.erase.key, session: null, events: [], timer: null, letters: [], outbox: null, dead: [] });
        for (const log of Object.values(known.logs)) log.lines = [];
        forgetHandoffs(conversation, commit.handoff?.do === 'close' ? commit.handoff.id : null);
      }
      if ('seq' in claim) known.events = known.events.filter((event) => event.seq !== claim.seq);
      Object.assign(known, { session: commit.session, speaker: commit.speaker, version: version + 1 });
      const openBefore = openOf(conversation);
      if (commit.handoff) changeHandoff(conversation, commit.handoff);
      const added = commit.lines.filter((line) => writeLine(known, 'transcript', line.id, line.sealed).isNew);
      if (added.length > 0 && (openBefore || openOf(conversation))) revise();
      const outgoing = post(conversation, known, commit.deliveries, sendLeaseMs);
      if (commit.timer !== undefined) known.timer = commit.timer;
      if (commit.timer) wake('inbox');
      offerEvent(known);
      return outgoing ? { outgoing } : 'committed';
    },

    behind: ({ conversation, event }) => of(conversation).events.find(({ seq }) => seq > event.seq)?.sealed ?? null,

    release(claim, inMs) {
      const known = of(claim.conversation);
      if (known.inbox?.lease !== claim.lease) return;
      const event = known.events.find(({ seq }) => seq === claim.event.seq);
      if (event) event.notBefore = clock() + inMs;
      offerEvent(known);
    },

    nextDueAt() {
      let due = Infinity;
      for (const { timer, inbox, outbox } of conversations.values()) due = Math.min(due, timer?.at ?? due, inbox?.readyAt || due, outbox?.readyAt || due);
      return due === Infinity ? null : due;
    },

    takeDeliveries(limit, leaseMs, except, first = 'oldest') {
      const ready: [ConversationKey, Conversation, NonNullable<Conversation['outbox']>][] = [];
      for (const [name, known] of conversations) {
        const { outbox } = known;
        if (!outbox) continue;
        if (outbox.readyAt <= clock()) outbox.readyAt = 0;
        if (outbox.readyAt === 0 && !except.includes(outbox.channel)) ready.push([name, known, outbox]);
      }
      return ready
        .sort(([, , a], [, , b]) => (a.waitsSince - b.waitsSince || a.place - b.place) * (first === 'oldest' ? 1 : -1))
        .slice(0, limit)
        .map(([name, known]) => handOut(name, known, leaseMs));
    },

    renew({ id, conversation, lease }, leaseMs) {
      const { outbox } = of(conversation);
      if (outbox?.head === id && outbox.lease === lease) outbox.readyAt = clock() + leaseMs;
    },

    settle({ id, conversation, lease }, settlement) {
      const known = of(conversation);
      if (known.outbox?.head !== id || known.outbox.lease !== lease) return;
      const letter = known.letters.find((each) => each.id === id);
      if (settlement.do === 'retry') Object.assign(letter ?? {}, { notBefore: clock() + settlement.inMs });
      else known.letters = known.letters.filter((each) => each !== letter);
      if (settlement.do === 'dead' && letter) known.dead.push({ id, channel: letter.channel, by: letter.by, sealed: letter.sealed, code: settlement.code, at: clock() });
      if (offerLetter(known)) wake('outbox');
    },

    deadLetters(limit) {
      const all = [...conversations].flatMap(([conversation, { dead }]) =>
        dead.map(({ id, channel, code, at }): DeadLetter => ({ id: deadId(conversation, id), conversation, channel, code, at })),
      );
      return all.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(0, limit);
    },

    resend(dead) {
      const { conversation, id } = fromDeadId(dead);
      const known = conversations.get(conversation);
      const letter = known?.dead.find((each) => each.id === id);
      if (!known || !letter) return false;
      known.letters.sort((a, b) => a.place - b.place);
      const foremost = known.letters[0];
      let place = foremost ? foremost.place - 1 : next('place');
      if (foremost && inFlight(known)) {
        // The one that is out stays the head.
        [foremost.place, place] = [foremost.place - 2, foremost.place - 1];
      }
      known.letters.push({ id, channel: letter.channel, by: letter.by, sealed: letter.sealed, place, queuedAt: clock(), attempts: 0, notBefore: 0 });
      known.dead = known.dead.filter((each) => each !== letter);
      if (!inFlight(known) && offerLetter(known)) wake('outbox');
      return true;
    },

    handoffs(limit, closed) {
      const all = [...handoffs.values()];
      const open = all.filter((row) => row.closedAt === null).sort((a, b) => (a.risk < b.risk ? 1 : a.risk > b.risk ? -1 : a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)));
      const ended = closed ? all.filter((row) => row.closedAt !== null).sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0) || (a.id < b.id ? -1 : 1)) : [];
      return [...open, ...ended].slice(0, limit).map(withKey);
    },
    handoff(id) {
      const row = handoffs.get(id);
      return row ? withKey(row) : null;
    },
    take(id, counsellor, event, leaseMs) {
      const row = standing(id, event);
      if (!row) return { kind: 'closed' };
      if (row.holder === counsellor) return { kind: 'taken' };
      if (row.holder !== null) return { kind: 'held', by: row.holder };
      Object.assign(row, { state: 'accepted', holder: counsellor, acceptedAt: clock() });
      revise();
      const done = put(event, opened(event.conversation, event.key), leaseMs);
      return typeof done === 'object' ? { kind: 'taken', ...done } : { kind: 'taken' };
    },
    giveBack(id, counsellor, event) {
      const row = standing(id, event);
      if (row?.holder !== counsellor) return false;
      Object.assign(row, { state: 'queued', holder: null, acceptedAt: null });
      acceptOnce(event);
      revise();
      return true;
    },
    revision: () => counters.revision,

    append(conversation, log, id, sealed) {
      const { position, isNew: added } = writeLine(of(conversation), log, id, sealed);
      if (added && log === 'transcript' && openOf(conversation)) revise();
      return position;
    },
    read: (conversation, log, after, limit) =>
      (conversations.get(conversation)?.logs[log].lines ?? [])
        .filter(({ position }) => position > after)
        .slice(0, limit)
        .map(({ position, at, sealed }) => ({ position, at, sealed })),

    record: (kind, id) => recordOf(kind, id)?.sealed ?? null,
    records: (kind) =>
      [...state.records.values()]
        .filter((each) => each.kind === kind && recordOf(kind, each.id))
        .map(({ id, sealed }) => ({ id, sealed }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    putRecord(kind, id, sealed, options = {}) {
      if (options.ifAbsent && recordOf(kind, id)) return false;
      state.records.set(`${kind}|${id}`, { kind, id, sealed, expiresAt: options.expiresAt ?? null });
      return true;
    },
    deleteRecord: (kind, id) => void state.records.delete(`${kind}|${id}`),

    sessions(limit, after) {
      const sessions = [...conversations]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([conversation, { key, session }]) => (session && conversation > (after ?? '') ? [{ conversation, key, session }] : []))
        .slice(0, limit);
      return { sessions, next: sessions.length < limit ? null : (sessions.at(-1)?.conversation ?? null) };
    },

    depths() {
      const all = [...conversations.values()];
      const since = all.flatMap(({ inbox }) => inbox?.waitsSince ?? []);
      return {
        inbox: all.reduce((sum, { events }) => sum + events.length, 0),
        outbox: all.reduce((sum, { letters }) => sum + letters.length, 0),
        oldestInboxAt: since.length > 0 ? Math.min(...since) : null,
        openHandoffs: [...handoffs.values()].filter((row) => row.closedAt === null).length,
        deadLetters: all.reduce((sum, { dead }) => sum + dead.length, 0),
      };
    },
  };
}
