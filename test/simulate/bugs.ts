import { enclose } from '../../src/host/door.js';
import { StoreUnavailable, type Channel, type Clock, type Receive, type Store } from '../../src/ports.js';
import type { Vault } from '../../src/store/vault.js';
import type { Acts, Conversation, State } from './memory-store.js';
import type { Timeline } from './timeline.js';

interface Around {
  time: Timeline;
  /** Tells whoever watches the store. */
  wake(what: 'inbox' | 'outbox'): void;
  /** Is called whenever a process dies. */
  onDeath(act: () => void): void;
}

/** A bug as somebody might write it, planted around a port of the simulator; the product knows nothing of it. */
export interface Bug {
  name: string;
  /** Acts of the store that it changes. */
  acts?(honest: Acts, state: State, around: Around): Partial<Acts>;
  /** The store as a process sees it. */
  port?(store: Store): Store;
  receive?(receive: Receive, around: { store: Store; vault: Vault; clock: Clock }): Receive;
  channel?(channel: Channel): Channel;
  /** False: a process that stops leaves out the end. */
  ends?: false;
}

const YEAR_MS = 365 * 86_400_000;
const of = (state: State, name: string) => state.conversations.get(name) as Conversation;
const kept = <T>(list: readonly T[]): T[] => [...list];
const isDone = (result: ReturnType<Acts['commit']>) => result !== 'stale' && result !== 'seen';

export const BUGS: readonly Bug[] = [
  // --- The way in ----------------------------------------------------------------------------------------------------
  {
    name: 'the platform gets its 200 before the event is stored',
    receive: (receive) => async (incoming) => {
      void receive(incoming).catch(() => {});
      return 'accepted';
    },
  },
  {
    name: 'a store that is away is answered with 200',
    receive: (receive) => async (incoming) => {
      const answer = await receive(incoming);
      return answer === 'unavailable' ? 'accepted' : answer;
    },
  },
  {
    name: 'an event that comes twice is taken for two',
    acts: (honest, state) => ({
      accept: (event, leaseMs) => honest.accept({ ...event, dedupe: `${event.dedupe} ${state.counters.seq}` }, leaseMs),
      commit: (commit, leaseMs) => honest.commit('seq' in commit.claim ? commit : { ...commit, claim: { ...commit.claim, dedupe: `${commit.claim.dedupe} ${state.counters.seq}` } }, leaseMs),
    }),
  },
  {
    name: 'to forget a person forgets which events were seen',
    acts: (honest, state) => ({
      commit(commit, leaseMs) {
        const result = honest.commit(commit, leaseMs);
        if (commit.erase && isDone(result)) state.seen.clear();
        return result;
      },
    }),
  },
  {
    name: 'an event sealed under a key that was thrown away is stored',
    acts: (honest, state) => ({ accept: (event, leaseMs) => honest.accept({ ...event, key: state.conversations.get(event.conversation)?.key ?? event.key }, leaseMs) }),
  },
  {
    name: 'the door lets a later event overtake one that must be sealed again',
    receive: (_, { store, vault }) => {
      const keys = new Map<string, Uint8Array>();
      return async ({ activity, dedupeKey }) => {
        const conversation = vault.conversationKey(activity.channelId, activity.conversation.id);
        try {
          for (;;) {
            const key = keys.get(conversation) ?? vault.newKey(conversation);
            keys.set(conversation, key);
            const done = await store.accept(enclose(vault, conversation, key, activity, dedupeKey));
            if (typeof done === 'string') return done;
            if ('key' in done) keys.set(conversation, done.key);
          }
        } catch (error) {
          if (error instanceof StoreUnavailable) return 'unavailable';
          throw error;
        }
      };
    },
  },
  {
    name: 'messages that are older than a quarter of an hour are dropped',
    receive: (receive, { clock }) => async (incoming) => (clock() - Date.parse(incoming.activity.timestamp) > 900_000 ? 'accepted' : receive(incoming)),
  },
  {
    name: 'a late message always waits for the next',
    acts: () => ({ behind: (claim) => claim.event.sealed }),
  },
  {
    name: 'an event is claimed at once though others of its conversation wait',
    acts: (honest, state) => ({
      accept(event, leaseMs) {
        const known = state.conversations.get(event.conversation);
        const waiting = known?.inbox && known.inbox.lease === 0 ? known.events.splice(0) : [];
        if (known && waiting.length > 0) known.inbox = null;
        const result = honest.accept(event, leaseMs);
        known?.events.push(...waiting);
        if (known && !known.inbox && waiting[0]) known.inbox = { head: waiting[0].seq, waitsSince: waiting[0].acceptedAt, readyAt: 0, lease: 0 };
        return result;
      },
    }),
  },

  // --- Turns ---------------------------------------------------------------------------------------------------------
  {
    name: 'a lease never runs out',
    acts: (honest) => ({ claim: () => honest.claim(YEAR_MS), accept: (event, leaseMs) => honest.accept(event, leaseMs && YEAR_MS) }),
  },
  {
    name: 'a lease keeps nobody out',
    acts: (honest) => ({ claim: () => honest.claim(0), accept: (event, leaseMs) => honest.accept(event, leaseMs && 0) }),
  },
  {
    name: 'a commit counts though lease and version moved on',
    acts: (honest, state) => ({
      commit(commit, leaseMs) {
        const known = of(state, commit.claim.conversation);
        if (!('seq' in commit.claim)) return honest.commit({ ...commit, claim: { ...commit.claim, version: known.version } }, leaseMs);
        known.inbox ??= { head: 0, waitsSince: 0, readyAt: 0, lease: 0 };
        known.inbox.head = commit.claim.seq;
        return honest.commit({ ...commit, claim: { ...commit.claim, lease: known.inbox.lease, version: known.version } }, leaseMs);
      },
    }),
  },
  {
    name: 'what failed is thrown away',
    acts: (honest, state) => ({
      release(claim, inMs) {
        const known = of(state, claim.conversation);
        if (known.inbox?.lease === claim.lease) known.events.shift();
        honest.release(claim, inMs);
      },
    }),
  },
  {
    name: 'attempts are not counted: a poisonous message holds up its conversation for ever',
    acts: (honest) => ({
      claim(leaseMs) {
        const claim = honest.claim(leaseMs);
        return claim && { ...claim, event: { ...claim.event, attempts: 0 } };
      },
    }),
  },
  {
    name: 'the replies are kept a little after the turn, in an act of their own',
    acts(honest, state, { time, wake, onDeath }) {
      let waiting: (() => void)[] = [];
      onDeath(() => (waiting = []));
      return {
        commit(commit, leaseMs) {
          const result = honest.commit({ ...commit, deliveries: [] }, leaseMs);
          if (!isDone(result) || commit.deliveries.length === 0) return result;
          waiting.push(() => {
            const known = of(state, commit.claim.conversation);
            for (const delivery of commit.deliveries) known.letters.push({ ...delivery, place: (state.counters.place += 1), queuedAt: 0, attempts: 0, notBefore: 0 });
            const [head] = known.letters;
            if (head) known.outbox ??= { head: head.id, place: head.place, channel: head.channel, waitsSince: 0, readyAt: 0, lease: 0 };
            wake('outbox');
          });
          time.at(30, null, () => waiting.shift()?.());
          return result;
        },
      };
    },
  },
  {
    name: 'a handoff that was asked for is not opened',
    acts: (honest) => ({ commit: (commit, leaseMs) => honest.commit(commit.handoff?.do === 'open' ? { ...commit, handoff: null } : commit, leaseMs) }),
  },
  {
    name: 'a process that is told to stop keeps what it holds under lease',
    ends: false,
  },
  {
    name: 'nobody is woken',
    port: (store) => ({ ...store, watch: () => () => {} }),
  },

  // --- Timers --------------------------------------------------------------------------------------------------------
  {
    name: 'timers live in memory: a crash loses them',
    acts(_, state, { onDeath }) {
      onDeath(() => state.conversations.forEach((known) => (known.timer = null)));
      return {};
    },
  },
  {
    name: 'a timer rings twice',
    acts: (honest, state) => ({
      claim(leaseMs) {
        const standing = [...state.conversations.values()].map((known) => [known, known.timer] as const);
        const claim = honest.claim(leaseMs);
        for (const [known, timer] of standing) if (timer && !known.timer && known.events.length === 1) known.timer = timer;
        return claim;
      },
    }),
  },

  // --- The way out ---------------------------------------------------------------------------------------------------
  {
    name: 'a reply is marked as sent before it is sent',
    acts: (honest) => ({
      takeDeliveries(...args) {
        const taken = honest.takeDeliveries(...args);
        for (const outgoing of taken) honest.settle(outgoing, { do: 'sent' });
        return taken;
      },
    }),
  },
  {
    name: 'a settlement counts though its lease moved on',
    acts: (honest, state) => ({
      settle(outgoing, settlement) {
        const { outbox } = of(state, outgoing.conversation);
        if (outbox) honest.settle({ ...outgoing, id: outbox.head, lease: outbox.lease }, settlement);
      },
    }),
  },
  {
    name: 'a delivery is handed out though it is under way',
    acts: (honest, state) => ({
      takeDeliveries(...args) {
        for (const { outbox } of state.conversations.values()) if (outbox && outbox.lease > 0) outbox.readyAt = 0;
        return honest.takeDeliveries(...args);
      },
    }),
  },
  {
    name: 'the newest reply of a conversation goes first',
    acts: (honest, state) => ({
      takeDeliveries(...args) {
        for (const known of state.conversations.values()) {
          const newest = known.letters.at(-1);
          if (newest && known.outbox && known.outbox.lease === 0) known.outbox.head = newest.id;
        }
        return honest.takeDeliveries(...args);
      },
    }),
  },
  {
    name: 'what must wait lets the next one go first',
    acts: (honest, state) => ({
      settle(outgoing, settlement) {
        const known = of(state, outgoing.conversation);
        const letter = known.letters.find(({ id }) => id === outgoing.id);
        if (settlement.do === 'retry' && letter) letter.place = state.counters.place += 1;
        honest.settle(outgoing, settlement);
      },
    }),
  },
  {
    name: 'what cannot be delivered is dropped',
    acts: (honest) => ({ settle: (outgoing, settlement) => honest.settle(outgoing, settlement.do === 'dead' ? { do: 'sent' } : settlement) }),
  },
  {
    name: 'what is sent again by hand is lost',
    acts: (honest, state) => ({
      resend(id) {
        for (const [name, known] of state.conversations) known.dead = known.dead.filter((letter) => `${name}.${letter.id}` !== id);
        return honest.resend(id);
      },
    }),
  },
  {
    name: 'the platform is written to before the time it named',
    channel: (channel) => ({
      ...channel,
      async send(activity) {
        const outcome = await channel.send(activity);
        return outcome.kind === 'retry' ? { ...outcome, afterMs: outcome.afterMs && 1 } : outcome;
      },
    }),
  },
  {
    name: 'a pause that the platform asked for is known to one process, while it lives',
    port: (store) => ({ ...store, putRecord: async (kind, ...more) => (kind === 'rest' ? true : store.putRecord(kind, ...more)) }),
  },
  {
    name: 'what became of a send is forgotten where the store is away',
    port: (store) => ({ ...store, settle: async (...args) => store.settle(...args).catch(() => {}) }),
  },
  {
    name: 'what may have arrived is tried for ever',
    channel: (channel) => ({
      ...channel,
      async send(activity) {
        const outcome = await channel.send(activity);
        return outcome.kind === 'retry' && outcome.ambiguous ? { ...outcome, ambiguous: false, scope: 'channel' } : outcome;
      },
    }),
  },
  {
    name: 'a timeout is taken for sent',
    channel: (channel) => ({
      ...channel,
      async send(activity) {
        const outcome = await channel.send(activity);
        return outcome.kind === 'retry' && outcome.ambiguous ? { kind: 'sent' } : outcome;
      },
    }),
  },

  // --- One party speaks ------------------------------------------------------------------------------------------------
  {
    name: 'who speaks is not asked again when a reply is sent',
    acts: (honest) => ({
      takeDeliveries: (...args) => honest.takeDeliveries(...args).map((outgoing) => ({ ...outgoing, speaker: 'bot' })),
    }),
  },
  {
    name: 'while a counsellor speaks all else is withheld, urgent words too',
    acts: (honest) => ({
      takeDeliveries: (...args) => honest.takeDeliveries(...args).map((outgoing) => ({ ...outgoing, by: outgoing.by === 'notice' ? 'bot' : outgoing.by })),
    }),
  },
  {
    name: 'two counsellors hold one conversation',
    acts: (honest, state) => ({
      take(id, who, event) {
        const row = state.handoffs.get(id);
        if (row) row.holder = null;
        return honest.take(id, who, event);
      },
    }),
  },
  {
    name: 'a talk stays with a counsellor who is gone',
    acts: (honest) => ({ commit: (commit, leaseMs) => honest.commit(commit.handoff?.do === 'reopen' ? { ...commit, handoff: null } : commit, leaseMs) }),
  },
  {
    name: 'an event of a counsellor is not stored with what it tells of',
    acts: (honest, state) => ({
      take(id, who, event) {
        const known = of(state, event.conversation);
        const before = kept(known.events);
        const result = honest.take(id, who, event);
        if (known.events.length > before.length && before.length === 0) Object.assign(known, { events: [], inbox: null });
        return result;
      },
    }),
  },
  {
    name: 'in a talk that is under way a new handoff is closed and not opened',
    acts: (honest) => ({ commit: (commit, leaseMs) => honest.commit(commit.handoff?.do === 'open' && commit.claim.version > 0 ? { ...commit, handoff: { ...commit.handoff, do: 'close', state: 'failed', outcome: 'x' } } : commit, leaseMs) }),
  },

  // --- Forgotten -------------------------------------------------------------------------------------------------------
  {
    name: 'to forget a person leaves the replies that wait',
    acts: (honest, state) => ({
      commit(commit, leaseMs) {
        const known = of(state, commit.claim.conversation);
        const { letters, dead } = known;
        const result = honest.commit(commit, leaseMs);
        if (commit.erase && isDone(result)) Object.assign(known, { letters: [...letters.filter((each) => !known.letters.includes(each)), ...known.letters], dead });
        return result;
      },
    }),
  },
  {
    name: 'to forget a person leaves what was said',
    acts: (honest, state) => ({
      commit(commit, leaseMs) {
        const { transcript } = of(state, commit.claim.conversation).logs;
        const lines = kept(transcript.lines);
        const result = honest.commit(commit, leaseMs);
        if (commit.erase && isDone(result)) transcript.lines.unshift(...lines);
        return result;
      },
    }),
  },
  {
    name: 'to forget a person leaves what a counsellor was told',
    acts: (honest, state) => ({
      commit(commit, leaseMs) {
        const mine = [...state.handoffs.values()].filter((row) => row.conversation === commit.claim.conversation).map((row) => [row, row.sealed] as const);
        const result = honest.commit(commit, leaseMs);
        if (commit.erase && isDone(result)) for (const [row, sealed] of mine) row.sealed = sealed;
        return result;
      },
    }),
  },
  {
    name: 'to forget a person keeps the key',
    acts: (honest, state) => ({
      commit(commit, leaseMs) {
        const known = of(state, commit.claim.conversation);
        const { key } = known;
        const result = honest.commit(commit, leaseMs);
        if (commit.erase && isDone(result)) known.key = key;
        return result;
      },
    }),
  },
];
