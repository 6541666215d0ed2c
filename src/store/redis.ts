import { createHash } from 'node:crypto';
import type { Clock, ConversationKey, HandoffRow, InboxEvent, Store } from '../ports.js';
import { fromDeadId } from './dead-id.js';
import { connect, type Argument } from './redis-connection.js';
import { acknowledged } from './redis-lost.js';
import { bytes, bytesOrNull, list, number, numberOrNull, rows, text, textOrNull } from './redis-reply.js';
import { asClaim, asDeadLetter, asHandoff, asOutgoing, byEnd, byGravity, commitArguments } from './redis-rows.js';
import type { ScriptName } from './redis-scripts.js';
import { checkSettings, watchSettings } from './redis-settings.js';
import { partitionsOf, RECORDS } from './redis-partitions.js';
import { sessionPage } from './redis-sessions.js';
import { shredder } from './redis-shred.js';

const WAKE = 'lanpya:wake';
const WATCHED = ['inbox', 'outbox', 'handoffs'] as const;

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`; see redis-connection.ts. */
  url: string;
  /** The time of the store; without it the server's own, so that workers with wrong clocks agree. */
  clock?: Clock;
  /** Takes a server that may lose what it acknowledged. */
  acceptLoss?: boolean;
  /** Told how many events that this process acknowledged are gone, where a server comes back without them. */
  lost?(count: number): void;
  /** Told each setting with which a server may lose what it acknowledges, where it became so after the start. */
  unsafe?(setting: string): void;
}

/**
 * The store on Redis, for any number of processes. Rejects with an Error that names the settings to mend, or with
 * StoreUnavailable. Reconnects by itself; meanwhile every call rejects with StoreUnavailable at once.
 */
export async function openRedis({ url, clock, acceptLoss = false, lost = () => {}, unsafe = () => {} }: RedisStoreOptions): Promise<Store> {
  const connection = await connect(url);
  const { client, listener, clustered } = connection;
  const { shred, stop } = shredder(client);
  const listeners = new Set<Parameters<Store['watch']>[0]>();
  const tell = (what: (typeof WATCHED)[number]) => listeners.forEach((listening) => listening(what));
  let all: readonly string[];
  try {
    if (!acceptLoss) await checkSettings(client);
    all = await partitionsOf(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  listener.on('message', (_channel: string, what: string) => WATCHED.filter((watched) => watched === what).forEach(tell));
  // Who watches nothing is told nothing. Something may have come while nobody could say so.
  const listen = () => void listener.subscribe(WAKE).then(() => WATCHED.forEach(tell), () => {});
  listener.on('ready', () => listeners.size > 0 && listen());

  const lately = acknowledged(client, lost);
  const settings = acceptLoss ? null : watchSettings(client, unsafe);

  /** What one call may touch: a single server has everything, in a Cluster each partition has its own slot. */
  const reaches: readonly (readonly string[])[] = clustered ? all.map((prefix) => [prefix]) : [all];
  const home = (conversation: ConversationKey): readonly string[] =>
    all.length === 1 ? all : [all[createHash('sha256').update(conversation).digest().readUInt32BE(0) % all.length] as string];
  const stored = (conversation: ConversationKey, dedupe: string) => lately.note(`${home(conversation)[0]}seen:${dedupe}`);
  const run = (script: ScriptName, keys: readonly string[], ...args: Argument[]): Promise<unknown> =>
    connection.run(script, keys, [clock ? clock() : '', ...args]);
  const everywhere = (script: ScriptName, ...args: Argument[]): Promise<unknown[]> =>
    Promise.all(reaches.map((keys) => run(script, keys, ...args)));

  /** In a Cluster the partitions are looked at first, to claim where somebody has waited longest. */
  async function foremost(): Promise<readonly (readonly string[])[]> {
    if (!clustered) return reaches;
    const since = (await everywhere('lookInbox')).flatMap(list).map(textOrNull);
    return reaches
      .flatMap((keys, i) => (since[i] ? [{ keys, since: Number(since[i]) }] : []))
      .sort((a, b) => a.since - b.since)
      .map(({ keys }) => keys);
  }

  /** How many to take from each reach so that together they are the oldest, or the newest: `way` is 1 or -1. */
  async function shares(limit: number, way: number, ...which: Argument[]): Promise<number[]> {
    if (!clustered) return [limit];
    const looked = (await everywhere('lookOutbox', limit, ...which)).map((found) => list(found).map(number));
    const chosen = looked.flatMap((found, i) => found.map((since) => ({ since, i }))).sort((a, b) => (a.since - b.since) * way);
    const share = reaches.map(() => 0);
    for (const { i } of chosen.slice(0, limit)) share[i] = (share[i] ?? 0) + 1;
    return share;
  }

  async function listHandoffs(set: 'handoffs:open' | 'handoffs:closed', limit: number): Promise<HandoffRow[]> {
    return limit > 0 ? (await everywhere('handoffs', limit, set)).flatMap(rows).map(asHandoff) : [];
  }

  const sendEvent = (script: 'take' | 'giveBack', id: string, counsellor: string, event: InboxEvent, leaseMs?: number) =>
    run(script, home(event.conversation), id, counsellor, event.conversation, event.dedupe, event.sealed, leaseMs ?? '');

  return {
    keyOf: async (conversation, fresh) => bytes(await run('keyOf', home(conversation), conversation, fresh)),

    async accept({ conversation, dedupe, sealed, key }, leaseMs) {
      const done = await run('accept', home(conversation), conversation, dedupe, sealed, key, leaseMs ?? '');
      if (Array.isArray(done) && done.length === 1) return { key: bytes(done[0]) };
      if (!Array.isArray(done) && text(done) === 'seen') return 'seen';
      stored(conversation, dedupe);
      return Array.isArray(done) ? { claim: asClaim(done) } : 'accepted';
    },
    async claim(leaseMs) {
      for (const keys of await foremost()) {
        const claimed = await run('claim', keys, leaseMs);
        if (claimed) return asClaim(list(claimed));
      }
      return null;
    },
    async commit(commit, sendLeaseMs) {
      const { conversation } = commit.claim;
      const done = await run('commit', home(conversation), ...commitArguments(commit, sendLeaseMs));
      const outgoing = Array.isArray(done) ? asOutgoing(done) : null;
      const said = outgoing ? null : text(done);
      if (said === 'stale' || said === 'seen') return said;
      if ('dedupe' in commit.claim) stored(conversation, commit.claim.dedupe);
      if (commit.erase) await shred();
      return outgoing ? { outgoing } : 'committed';
    },
    behind: async ({ conversation }) => bytesOrNull(await run('behind', home(conversation), conversation)),
    async release({ conversation, lease, event }, inMs) {
      await run('release', home(conversation), conversation, lease, event.seq, inMs);
    },
    async nextDueAt() {
      const due = (await everywhere('nextDueAt')).map(numberOrNull).filter((at) => at !== null);
      return due.length > 0 ? Math.min(...due) : null;
    },

    async takeDeliveries(limit, leaseMs, except, first = 'oldest') {
      const way = first === 'oldest' ? 1 : -1;
      const which = [leaseMs, first, ...except];
      for (;;) {
        const share = await shares(limit, way, ...which);
        const taken = await Promise.all(reaches.flatMap((keys, i) => (share[i] ? [run('takeDeliveries', keys, share[i], ...which)] : [])));
        const outgoing = taken.flatMap(rows).map(asOutgoing).sort((a, b) => (a.queuedAt - b.queuedAt) * way);
        // Others took all that was seen in a Cluster, and there may be more.
        if (outgoing.length > 0 || !clustered || taken.length === 0) return outgoing;
      }
    },
    async renew({ id, conversation, lease }, leaseMs) {
      await run('renew', home(conversation), conversation, id, lease, leaseMs);
    },
    async settle({ id, conversation, lease }, settlement) {
      const detail = settlement.do === 'retry' ? settlement.inMs : settlement.do === 'dead' ? settlement.code : '';
      await run('settle', home(conversation), conversation, id, lease, settlement.do, detail);
    },
    async deadLetters(limit) {
      const found = (await everywhere('deadLetters', limit)).flatMap(rows).map(asDeadLetter);
      return found.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(0, limit);
    },
    async resend(dead) {
      const { conversation, id } = fromDeadId(dead);
      return (await run('resend', home(conversation), conversation, id)) !== null;
    },

    async handoffs(limit, closed) {
      const open = (await listHandoffs('handoffs:open', limit)).sort(byGravity).slice(0, limit);
      if (!closed) return open;
      const ended = (await listHandoffs('handoffs:closed', limit - open.length)).sort(byEnd);
      return [...open, ...ended].slice(0, limit);
    },
    async handoff(id) {
      const found = (await everywhere('handoff', id)).find((row) => row !== null);
      return found === undefined ? null : asHandoff(list(found));
    },
    async take(id, counsellor, event, leaseMs) {
      const [kind, detail] = list(await sendEvent('take', id, counsellor, event, leaseMs));
      switch (text(kind)) {
        case 'held':
          return { kind: 'held', by: text(detail) };
        case 'taken':
          return Array.isArray(detail) ? { kind: 'taken', claim: asClaim(detail) } : { kind: 'taken' };
        default:
          return { kind: 'closed' };
      }
    },
    giveBack: async (id, counsellor, event) => (await sendEvent('giveBack', id, counsellor, event)) !== null,
    revision: async () => (await everywhere('revision')).map(number).reduce((sum, n) => sum + n, 0),

    append: async (conversation, log, id, sealed) => number(await run('append', home(conversation), conversation, log, id, sealed)),
    async read(conversation, log, after, limit) {
      const lines = rows(await run('read', home(conversation), conversation, log, after, limit));
      return lines.map(([position, at, sealed]) => ({ position: number(position), at: number(at), sealed: bytes(sealed) }));
    },

    record: async (kind, id) => bytesOrNull(await run('record', [RECORDS], kind, id)),
    async records(kind) {
      const found = rows(await run('records', [RECORDS], kind)).map(([id, sealed]) => ({ id: text(id), sealed: bytes(sealed) }));
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async putRecord(kind, id, sealed, { ifAbsent = false, expiresAt = 0 } = {}) {
      return (await run('putRecord', [RECORDS], kind, id, sealed, ifAbsent ? 1 : 0, expiresAt)) !== null;
    },
    async deleteRecord(kind, id) {
      await run('deleteRecord', [RECORDS], kind, id);
    },

    sessions: (limit, after) => sessionPage(client, limit, after),

    watch(listening) {
      listeners.add(listening);
      if (listeners.size === 1) listen();
      return () => listeners.delete(listening);
    },
    async depths() {
      const found = (await everywhere('depths')).map((part) => list(part).map(numberOrNull));
      const sum = (column: number) => found.reduce((total, part) => total + (part[column] ?? 0), 0);
      const oldest = found.flatMap((part) => part[2] ?? []);
      return {
        inbox: sum(0),
        outbox: sum(1),
        oldestInboxAt: oldest.length > 0 ? Math.min(...oldest) : null,
        openHandoffs: sum(3),
        deadLetters: sum(4),
      };
    },
    async close() {
      stop();
      settings?.stop();
      listeners.clear();
      connection.close();
    },
  };
}
