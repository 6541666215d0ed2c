import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { paceOf } from '../../channels/telegram/limits.js';
import type { MessageActivity, TypingActivity } from '../../src/core/activity.js';
import { deliverer, type Settled } from '../../src/host/deliver.js';
import { alone, senders, type Senders } from '../../src/host/sender.js';
import { StoreUnavailable, type Channel, type Outcome, type Store } from '../../src/ports.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { NOON } from '../core/world.js';
import { quiet, written } from './office.js';

const SENT: Outcome = { kind: 'sent' };
const outcome = (code: string, more: Partial<Extract<Outcome, { kind: 'retry' }>>): Outcome => ({ kind: 'retry', afterMs: null, scope: 'conversation', ambiguous: false, code, ...more });
const AMBIGUOUS = outcome('network', { ambiguous: true });
const UNREACHABLE = outcome('unreachable', { scope: 'channel' });

interface Sent {
  at: number;
  id: string;
  chat: string;
}

/** A platform in the same process: it counts as Telegram does, and what it does with a call is scripted. */
function platform(name: string, clock: () => number, options: { paced: boolean }) {
  const sent: Sent[] = [];
  const calls: (MessageActivity | TypingActivity)[] = [];
  const state = { refused: 0, answer: (_: MessageActivity | TypingActivity): Outcome => SENT };
  const channel: Channel = {
    name,
    limits: { text: 1_000, buttons: 8, buttonTitle: 40 },
    ...(options.paced ? { pace: paceOf(30) } : {}),
    async send(activity) {
      calls.push(activity);
      const answer = state.answer(activity);
      if (answer.kind !== 'sent' || activity.type === 'typing') return answer;
      const now = clock();
      if (options.paced && sent.filter((s) => s.at > now - 1_000).length >= 30) {
        state.refused += 1;
        return outcome('rate', { afterMs: 5_000, scope: 'channel' });
      }
      sent.push({ at: now, id: activity.id, chat: activity.conversation.id });
      return SENT;
    },
  };
  return { channel, sent, calls, state };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The sending half of the program on a real store, with a clock that goes on only when there is nothing to do. */
async function sender(paced = true, processes = 1) {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-deliver-'));
  let now = NOON;
  const clock = () => now;
  const store: Store = await openSqlite({ dir, clock });
  const vault = openVault(randomBytes(32));
  closing.push(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });
  /** How long the process stands still when it has asked for deliveries, before it hears the answer. */
  const stills: number[] = [];
  /** The way to the store, and how much was asked of it in vain. */
  const line = { cut: false, inVain: 0 };
  const asked = new Proxy<Store>(
    {
      ...store,
      async takeDeliveries(...args) {
        const taken = await store.takeDeliveries(...args);
        if (taken.length > 0) now += stills.shift() ?? 0;
        return taken;
      },
    },
    {
      get(of, name: keyof Store) {
        if (!line.cut) return of[name];
        line.inVain += 1;
        return async () => Promise.reject(new StoreUnavailable('away'));
      },
    },
  );
  const telegram = platform('telegram', clock, { paced });
  const other = platform('other', clock, { paced: false });
  const counted: Record<Settled, number> = { sent: 0, withheld: 0, retry: 0, dead: 0, waits: 0, unsure: 0 };
  const start = (sharing: Senders) =>
    deliverer({
      store: asked,
      vault,
      channels: new Map([telegram.channel, other.channel].map((c) => [c.name, c])),
      senders: sharing,
      clock,
      random: () => 0.5,
      log: quiet,
      settled: (_, what) => void (counted[what] += 1),
    });
  const sharing = Array.from({ length: processes }, (_, n) => (processes === 1 ? alone : senders({ store: asked, vault, clock, me: `process-${n}` })));
  let all = sharing.map(start);
  let events = 0;

  /** Replies of one turn in a chat. */
  async function queue(chat: string, ids: string[], channel = 'telegram'): Promise<void> {
    const conversation = vault.conversationKey(channel, chat);
    const key = await store.keyOf(conversation, vault.newKey(conversation));
    await store.accept({ conversation, key, dedupe: `${(events += 1)}`, sealed: new Uint8Array(1) });
    const claim = await store.claim(1_000);
    if (!claim) throw new Error('nothing to claim');
    const deliveries = ids.map((id) => ({
      id,
      channel,
      by: 'bot' as const,
      sealed: vault.seal(conversation, key, 'delivery', { ...written(id, id, chat), channelId: channel, conversation: { id: chat, isGroup: false, conversationType: 'personal', name: '' } }),
    }));
    await store.commit({ claim: { conversation, lease: claim.lease, version: claim.version, seq: claim.event.seq }, session: new Uint8Array(1), speaker: 'bot', lines: [], deliveries, handoff: null });
  }

  /** Lets the time run for `ms`, with `meanwhile` at each moment at which something happens. */
  async function run(ms: number, meanwhile: (now: number) => Promise<void> | void = () => {}): Promise<void> {
    const end = now + ms;
    while (now < end) {
      await meanwhile(now);
      for (const out of all) {
        do await out.idle();
        while (await out.step());
        await out.idle();
      }
      const due = (await store.nextDueAt()) ?? Infinity;
      // The pump looks every second at least.
      now = Math.min(end, now + 1_000, Math.max(now + 1, Math.min(due, ...all.map((out) => now + out.dueInMs()))));
    }
  }
  return {
    store,
    telegram,
    other,
    counted,
    queue,
    run,
    clock,
    stills,
    line,
    /** The processes, in order. */
    outs: () => all,
    restart: () => void (all = [start(alone)]),
    /** The first process leaves in good order. */
    async leave() {
      await sharing[0]?.leave();
      all = all.slice(1);
    },
    end: (ms: number) => void (now += ms),
  };
}

const inOrder = (sent: readonly Sent[]) => {
  for (const chat of new Set(sent.map((s) => s.chat))) {
    const ids = sent.filter((s) => s.chat === chat).map((s) => Number(s.id.split('.')[1]));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
  }
};

describe('after an outage', () => {
  it('drains a backlog at 95 % of what the platform permits, without one 429, each chat in order', { timeout: 60_000 }, async () => {
    const { telegram, queue, run, clock } = await sender();
    for (let i = 0; i < 300; i += 1) await queue(`c${i}`, [`c${i}.0`, `c${i}.1`]);
    const began = clock();
    await run(25_000);
    expect(telegram.state.refused).toBe(0);
    expect(telegram.sent).toHaveLength(600);
    inOrder(telegram.sent);
    const seconds = (telegram.sent.at(-1)!.at - began) / 1_000;
    expect(599 / seconds).toBeGreaterThanOrEqual(0.95 * 30);
  });

  it('drains at the same rate, and no faster, where three processes share the work', { timeout: 60_000 }, async () => {
    const { telegram, queue, run, clock } = await sender(true, 3);
    await run(3_000);
    for (let i = 0; i < 300; i += 1) await queue(`c${i}`, [`c${i}.0`]);
    const began = clock();
    await run(12_000);
    expect(telegram.state.refused).toBe(0);
    expect(telegram.sent).toHaveLength(300);
    expect(299 / ((telegram.sent.at(-1)!.at - began) / 1_000)).toBeGreaterThanOrEqual(0.95 * 30);
  });

  it('answers whoever writes meanwhile within a second, and goes on with the oldest', { timeout: 60_000 }, async () => {
    const { telegram, queue, run, clock } = await sender();
    for (let i = 0; i < 600; i += 1) await queue(`old${i}`, [`old${i}.0`]);
    const asked = new Map<string, number>();
    await run(15_000, async (now) => {
      const n = Math.floor((now - NOON) / 500);
      if (asked.has(`new${n}`)) return;
      asked.set(`new${n}`, clock());
      await queue(`new${n}`, [`new${n}.0`]);
    });
    expect(telegram.state.refused).toBe(0);
    const waits = telegram.sent.flatMap((s) => (asked.has(s.chat) ? [s.at - asked.get(s.chat)!] : []));
    expect(waits.length).toBeGreaterThanOrEqual(29);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
    // Half of what goes is the oldest.
    const oldest = telegram.sent.flatMap((s) => (s.chat.startsWith('old') ? [Number(s.chat.slice(3))] : []));
    const fromTheFront = Array.from({ length: 600 }, (_, i) => i).findIndex((i) => !oldest.includes(i));
    expect(fromTheFront).toBeGreaterThanOrEqual(15 * 13);
  });

  it('loses nothing to a platform that cannot be reached for an hour, and knocks seldom', async () => {
    const { telegram, store, queue, run } = await sender();
    telegram.state.answer = () => UNREACHABLE;
    for (let i = 0; i < 100; i += 1) await queue(`c${i}`, [`c${i}.0`]);
    await run(3_600_000);
    expect(await store.deadLetters(10)).toEqual([]);
    expect(telegram.calls.length).toBeLessThan(150);
    telegram.state.answer = () => SENT;
    await run(70_000);
    expect(telegram.sent).toHaveLength(100);
    expect(telegram.state.refused).toBe(0);
  });

  it('risks few messages in a platform that hangs for an hour', async () => {
    const { telegram, store, queue, run, counted } = await sender();
    telegram.state.answer = () => AMBIGUOUS;
    for (let i = 0; i < 100; i += 1) await queue(`c${i}`, [`c${i}.0`]);
    await run(3_600_000);
    expect(await store.deadLetters(10)).toEqual([]);
    // What was under way when it began to hang; since then only the typing sign was risked.
    expect(counted.unsure).toBeLessThanOrEqual(48);
    expect(telegram.calls.filter((c) => c.type === 'message').length).toBeLessThanOrEqual(48);
    telegram.state.answer = () => SENT;
    await run(70_000);
    expect(telegram.sent).toHaveLength(100);
  });
});

describe('the pace', () => {
  it('sends to one chat eight at once and then one a second, while others go on', async () => {
    const { telegram, queue, run } = await sender();
    await queue('one', Array.from({ length: 12 }, (_, n) => `one.${n}`));
    await queue('two', ['two.0']);
    await run(900);
    expect(telegram.sent.filter((s) => s.chat === 'one')).toHaveLength(8);
    expect(telegram.sent.filter((s) => s.chat === 'two')).toHaveLength(1);
    await run(4_200);
    expect(telegram.sent.filter((s) => s.chat === 'one')).toHaveLength(12);
    inOrder(telegram.sent);
  });

  it('honours the pause a platform asks for to the millisecond, while another channel goes on', async () => {
    const { telegram, other, queue, run } = await sender();
    telegram.state.answer = () => outcome('rate', { afterMs: 7_000, scope: 'channel' });
    await queue('a', ['a.0', 'a.1']);
    await run(10);
    expect(telegram.calls).toHaveLength(1);
    telegram.state.answer = () => SENT;
    await queue('b', ['b.0']);
    await queue('c', ['c.0'], 'other');
    await run(6_980);
    expect(telegram.calls).toHaveLength(1);
    expect(other.sent.map((s) => s.id)).toEqual(['c.0']);
    await run(500);
    expect(telegram.sent.map((s) => s.id).sort()).toEqual(['a.0', 'a.1', 'b.0']);
    inOrder(telegram.sent);
  });

  it('forgets a rest that lies in the future because the clock was set back', async () => {
    const { telegram, queue, run, end } = await sender();
    telegram.state.answer = () => outcome('rate', { afterMs: 60_000, scope: 'channel' });
    await queue('a', ['a.0']);
    await run(10);
    telegram.state.answer = () => SENT;
    end(-3_600_000);
    await queue('b', ['b.0']);
    await run(2_000);
    expect(telegram.sent.map((s) => s.id)).toEqual(['b.0']);
  });
});

describe('a send that may have arrived', () => {
  /** Sends that fail ambiguously, half of them after the message arrived. */
  async function faults(arrives: (n: number) => boolean) {
    const world = await sender();
    const got: string[] = [];
    let faults = 0;
    world.telegram.state.answer = (activity) => {
      if (activity.type === 'typing') return SENT;
      const fails = (got.length + faults) % 3 === 0;
      if (!fails || arrives(faults)) got.push(activity.id);
      if (fails) faults += 1;
      return fails ? AMBIGUOUS : SENT;
    };
    for (let i = 0; i < 200; i += 1) await world.queue(`c${i}`, [`c${i}.0`]);
    await world.run(600_000);
    const dead = await world.store.deadLetters(500);
    return { got, faults, dead };
  }

  it('makes a duplicate for every second fault at most, and each message arrives or is seen by a person', async () => {
    const { got, faults: injected, dead } = await faults((n) => n % 2 === 0);
    expect(injected).toBeGreaterThan(50);
    expect((got.length - new Set(got).size) / injected).toBeLessThanOrEqual(0.5);
    expect(new Set(got).size + dead.length).toBeGreaterThanOrEqual(200);
    expect(new Set(dead.map((d) => d.code))).toEqual(dead.length > 0 ? new Set(['unsure']) : new Set());
  });

  it('is left to whoever has it now where this process stood still until its lease was over', async () => {
    const { telegram, queue, run, stills } = await sender();
    await queue('a', ['a.0']);
    stills.push(4_000, 4_000, 3_000);
    await run(1_000);
    expect(telegram.sent).toEqual([{ at: NOON + 11_000, id: 'a.0', chat: 'a' }]);
  });

  it('is tried once more and no third time', async () => {
    const { telegram, store, queue, run } = await sender();
    telegram.state.answer = (activity) => (activity.type === 'typing' ? SENT : AMBIGUOUS);
    await queue('a', ['a.0']);
    await run(600_000);
    expect(telegram.calls.filter((c) => c.type === 'message')).toHaveLength(2);
    expect(await store.deadLetters(10)).toMatchObject([{ code: 'unsure' }]);
  });

  it('is sent again by the next process where this one died in between', async () => {
    const { telegram, store, queue, run, restart, end } = await sender();
    await queue('a', ['a.0', 'a.1']);
    // Taken, perhaps sent, and never settled.
    await store.takeDeliveries(1, 25_000, []);
    restart();
    await run(1_000);
    expect(telegram.sent).toEqual([]);
    end(25_000);
    await run(1_000);
    expect(telegram.sent.map((s) => s.id)).toEqual(['a.0', 'a.1']);
  });
});

describe('what became of a send', () => {
  /** One message that the platform takes, and while it does so the line to the store is cut. */
  async function cut(processes: number, answer: Outcome = SENT) {
    const world = await sender(true, processes);
    await world.run(3_000);
    await world.queue('a', ['a.0']);
    world.telegram.state.answer = () => {
      world.line.cut = true;
      return answer;
    };
    const [out, other] = world.outs();
    if (!out) throw new Error('nobody sends');
    await out.step();
    await vi.waitFor(() => expect(world.line.inVain).toBe(1));
    world.telegram.state.answer = () => SENT;
    return { ...world, out, other };
  }

  it('is told to the store when it is back, though the lease is over, and the message goes once', async () => {
    const { telegram, store, out, line, run, end } = await cut(1);
    end(10_000);
    line.cut = false;
    // Taken again before the store was told.
    expect(await out.step()).toBe(true);
    await run(10_000);
    expect(telegram.calls.map(({ id }) => id)).toEqual(['a.0']);
    expect(await store.depths()).toMatchObject({ outbox: 0, deadLetters: 0 });
  });

  it('is told before another process takes over, which saw nobody silent while the store was away', async () => {
    const { telegram, store, out, other, line, run, end } = await cut(2);
    for (let second = 0; second < 10; second += 1) {
      await expect(other?.step()).rejects.toThrow(StoreUnavailable);
      end(1_000);
    }
    line.cut = false;
    for (let n = 0; n < 4; n += 1) {
      await other?.step();
      end(400);
    }
    await out.idle();
    await run(10_000);
    expect(telegram.calls.map(({ id }) => id)).toEqual(['a.0']);
    expect(await store.depths()).toMatchObject({ outbox: 0 });
  });

  it('is left to the next start where the store stays away until the program ends', async () => {
    const { telegram, store, out, line, run, restart, end } = await cut(1);
    out.giveUp();
    await out.idle();
    line.cut = false;
    expect(await store.depths()).toMatchObject({ outbox: 1 });
    restart();
    end(4_000);
    await run(1_000);
    expect(telegram.calls.map(({ id }) => id)).toEqual(['a.0', 'a.0']);
  });

  it('is told with the pause that the platform asked for, where the store was away', async () => {
    const { telegram, out, line, queue, run, restart } = await cut(1, outcome('rate', { afterMs: 20_000, scope: 'channel' }));
    line.cut = false;
    await out.idle();
    restart();
    await queue('b', ['b.0']);
    await run(19_990);
    expect(telegram.calls).toHaveLength(1);
    await run(1_000);
    expect(telegram.sent.map((s) => s.id).sort()).toEqual(['a.0', 'b.0']);
  });
});

describe('a pause that a platform asked for', () => {
  const asks = outcome('rate', { afterMs: 20_000, scope: 'channel' });

  it.each([true, false])('binds the next start too (a channel with a pace: %s)', async (paced) => {
    const { telegram, queue, run, restart } = await sender(paced);
    telegram.state.answer = () => asks;
    await queue('a', ['a.0']);
    await run(10);
    telegram.state.answer = () => SENT;
    restart();
    await queue('b', ['b.0']);
    await run(19_980);
    expect(telegram.calls).toHaveLength(1);
    await run(500);
    expect(telegram.sent.map((s) => s.id).sort()).toEqual(['a.0', 'b.0']);
    restart();
    await queue('c', ['c.0']);
    await run(500);
    expect(telegram.sent.map((s) => s.id)).toContain('c.0');
  });

  it('binds the process that sends next', async () => {
    const { telegram, queue, run, leave, clock } = await sender(true, 2);
    await run(3_000);
    telegram.state.answer = () => asks;
    await queue('a', ['a.0']);
    const asked = clock();
    await run(10);
    telegram.state.answer = () => SENT;
    await leave();
    await queue('b', ['b.0']);
    await run(25_000);
    expect(telegram.sent.map((s) => s.id).sort()).toEqual(['a.0', 'b.0']);
    expect(Math.min(...telegram.sent.map(({ at }) => at))).toBeGreaterThanOrEqual(asked + 20_000);
  });

  it('holds up nobody where its record was damaged', async () => {
    const { telegram, store, queue, run, restart } = await sender();
    await store.putRecord('rest', 'telegram', new Uint8Array(40));
    restart();
    await queue('a', ['a.0']);
    await run(100);
    expect(telegram.sent.map((s) => s.id)).toEqual(['a.0']);
  });
});

describe('a letter that cannot go', () => {
  it.each([
    ['a person who blocked the bot', { kind: 'gone', code: 'blocked' }, 'blocked', 1],
    ['a message that the platform refuses', { kind: 'refused', code: 'http-400' }, 'http-400', 1],
    ['a refusal that nobody can read', outcome('status-99', {}), 'status-99', 8],
  ] as const)('%s: it is kept for a person to see, and the next one goes', async (_, answer, code, tries) => {
    const { telegram, store, queue, run } = await sender();
    telegram.state.answer = (activity) => (activity.id === 'a.0' ? answer : SENT);
    await queue('a', ['a.0', 'a.1']);
    await run(300_000);
    expect(telegram.calls.filter((c) => c.id === 'a.0')).toHaveLength(tries);
    expect(await store.deadLetters(10)).toMatchObject([{ code }]);
    expect(telegram.sent.map((s) => s.id)).toEqual(['a.1']);
  });

  it('a channel that was switched off keeps its letters', async () => {
    const { store, queue, run } = await sender();
    await queue('a', ['a.0'], 'line');
    await run(100);
    expect(await store.deadLetters(10)).toMatchObject([{ channel: 'line', code: 'channel-off' }]);
  });
});
