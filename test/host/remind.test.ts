import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageActivity } from '../../src/core/activity.js';
import { NOTHING_UNDERSTOOD } from '../../src/core/understanding.js';
import { deliverer } from '../../src/host/deliver.js';
import { door } from '../../src/host/door.js';
import { hatch } from '../../src/host/hatch.js';
import { lookout } from '../../src/host/lookout.js';
import { recall } from '../../src/host/recall.js';
import { alone } from '../../src/host/sender.js';
import { workOnce, type Work } from '../../src/host/work.js';
import type { Channel, Commit, Outcome, Store } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { NOON } from '../core/world.js';
import { filesOf, worldOf } from '../flow/flows.js';
import { startRedis, type RedisServer } from '../store/redis-server.js';
import { quiet, written } from './office.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A claim on 5 January is told on 22 December and 2 January, at ten in Thailand. */
const FIRST = Date.parse('2026-12-22T03:00:00Z');
const SECOND = Date.parse('2027-01-02T03:00:00Z');
const NEAR = 'A date you asked to be reminded of is near: claim.';

const FLOW = filesOf('sample', "flow: sample\nversion: 1\nstart: a\nnodes:\n  a:\n    do: [{set: yes, to: 'yes'}, {remember: consent, from: yes}, {say: when}]\n    wait: {for: date, save: day}\n    otherwise: b\n  b: {do: [{remind: claim, on: day}]}\n", { when: 'When?' });

/** A disk or server that keeps what it was given while processes come and go. */
interface Ground {
  /** Opens the store as a new process does. */
  open(clock: () => number): Promise<Store>;
  /** Everything that lies there, as bytes. */
  bytes(): Promise<string>;
  /** What happens to it between two processes. */
  restart(): Promise<void>;
  clear(): Promise<void>;
  /** Whether several processes may have it open. */
  several: boolean;
}

let redis: RedisServer;
let dir: string;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.end());

const folder = (path: string) => readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((f) => (f.isFile() ? [readFileSync(join(f.parentPath, f.name)).toString('latin1')] : [])).join('');
const grounds: Record<string, Ground> = {
  'the embedded store': {
    several: false,
    open: (clock) => openSqlite({ dir, clock }),
    bytes: async () => folder(dir),
    restart: async () => {},
    clear: async () => void (dir = mkdtempSync(join(tmpdir(), 'lanpya-remind-'))),
  },
  Redis: {
    several: true,
    open: (clock) => openRedis({ url: redis.url, clock }),
    bytes: async () => folder(redis.dir),
    async restart() {
      await redis.stop('SIGKILL');
      await redis.start();
    },
    clear: () => redis.clear(),
  },
};
afterEach(() => dir && rmSync(dir, { recursive: true, force: true }));

describe.each(Object.entries(grounds))('reminders on %s', (_, ground) => {
  const vault = openVault(randomBytes(32));
  const world = worldOf(FLOW);
  let now: number;
  let sent: MessageActivity[];
  let outcomes: Outcome[];
  let process: Awaited<ReturnType<typeof start>>;

  async function start(channelName = 'test', freeMs?: number) {
    const clock = () => now;
    const store = await ground.open(clock);
    const channel: Channel = {
      name: channelName,
      limits: { text: 1000, buttons: 8, buttonTitle: 40, ...(freeMs === undefined ? {} : { freeMs }) },
      async send(activity) {
        const outcome = outcomes.shift() ?? { kind: 'sent' };
        if (activity.type === 'message' && outcome.kind === 'sent') sent.push(activity);
        return outcome;
      },
    };
    const passed = hatch(1, () => {});
    const out = deliverer({ store, vault, channels: new Map([[channel.name, channel]]), senders: alone, clock, random: () => 0.5, log: quiet, settled() {} });
    const work: Work = {
      store,
      vault,
      hatch: passed,
      lookout: lookout(store.nextDueAt, clock),
      recall: recall(0),
      out,
      understand: async (text, { zawgyiEvidence }) => ({
        understanding: { ...NOTHING_UNDERSTOOD, text: text.trim(), locale: 'en', dates: text === '5 January' ? [{ year: 2027, month: 1, day: 5 }] : [] },
        zawgyiEvidence,
      }),
      world: () => ({ ...world, now }),
      limitsOf: () => channel.limits,
      toZawgyi: (text) => text,
      missed: async () => {},
      typing() {},
      clock,
      log: quiet,
      happened() {},
    };
    store.watch((what) => void (what === 'inbox' && work.lookout.notice()));
    const receive = door(store, vault, passed, async () => null);
    return {
      store,
      work,
      /** Answers what waits, without sending where `sends` is false: as a process that is killed just then. */
      async drain(sends = true) {
        work.lookout.notice();
        while (await workOnce(sends ? work : { ...work, out: { ...out, room: () => undefined } })) work.lookout.notice();
        if (!sends) return;
        do await out.idle();
        while (await out.step());
        await out.idle();
      },
      async says(text: string, id: string) {
        await receive({ activity: { ...written(text, id), timestamp: new Date(now).toISOString() }, dedupeKey: id });
        await this.drain();
      },
      async taps(title: string, id: string) {
        const token = sent.flatMap((a) => a.suggestedActions?.actions ?? []).findLast((a) => a.title === title)?.value ?? 'none';
        await receive({ activity: { ...written('', id), value: { token } }, dedupeKey: id });
        await this.drain();
      },
    };
  }

  /** The process is gone; another one begins where it was. */
  async function startAgain(freeMs?: number) {
    await process.store.close();
    await ground.restart();
    process = await start('test', freeMs);
  }

  async function setReminder() {
    await process.says('begin sample', 'm1');
    await process.says('5 January', 'm2');
    expect(sent.at(-1)?.text).toContain('2027-01-05 (claim)');
    sent.length = 0;
  }

  const near = () => sent.filter((a) => a.text === NEAR).length;

  beforeEach(async () => {
    await ground.clear();
    now = NOON;
    sent = [];
    outcomes = [];
    process = await start();
  });
  afterEach(() => process.store.close());

  it('survive restarts, are told at their times and never twice, and are gone', async () => {
    await setReminder();
    await startAgain();
    now = FIRST - 1;
    await process.drain();
    expect(near()).toBe(0);
    now = FIRST;
    await process.drain();
    await process.drain();
    expect(near()).toBe(1);
    await startAgain();
    await process.drain();
    expect(near()).toBe(1);
    now = SECOND;
    await process.drain();
    expect(near()).toBe(2);
    now = SECOND + 400 * DAY;
    await startAgain();
    await process.drain();
    expect(near()).toBe(2);
    expect(await process.store.nextDueAt()).toBeNull();
  });

  it('a process that is killed between the commit and the sending says it once', async () => {
    await setReminder();
    now = FIRST;
    await process.drain(false);
    expect(near()).toBe(0);
    await startAgain();
    await process.drain();
    await process.drain();
    expect(near()).toBe(1);
  });

  it('a process that is killed before the commit says it once', async () => {
    await setReminder();
    now = FIRST;
    const { store } = process;
    // The ring is claimed and its turn made, and then nobody writes it down.
    const broken = { ...store, commit: (_: Commit): Promise<never> => Promise.reject(new Error('killed')), release: async () => {} };
    process.work.lookout.notice();
    expect(await workOnce({ ...process.work, store: broken })).toBe(true);
    await startAgain();
    now = FIRST + HOUR;
    await process.drain();
    expect(near()).toBe(1);
  });

  it('two workers that see the ring at once say it once', async () => {
    await setReminder();
    // The embedded store belongs to one process, which has several lanes.
    const other = ground.several ? await start() : process;
    now = FIRST;
    await Promise.all([process.drain(), other.drain()]);
    await Promise.all([process.drain(), other.drain()]);
    if (ground.several) await other.store.close();
    expect(near()).toBe(1);
  });

  it('that waited through an outage does not come at night: it is shown as undelivered, and goes when somebody sends it by day', async () => {
    await setReminder();
    outcomes = [{ kind: 'retry', afterMs: 12 * HOUR, scope: 'channel', ambiguous: false, code: 'unreachable' }];
    now = FIRST;
    await process.drain();
    expect(near()).toBe(0);
    // Ten in the evening; nobody else is kept waiting by it.
    now = FIRST + 12 * HOUR;
    await process.drain();
    expect(near()).toBe(0);
    const [dead] = await process.store.deadLetters(10);
    expect(dead).toMatchObject({ code: 'night' });
    await process.says('menu', 'm3');
    expect(sent.length).toBeGreaterThan(0);
    now = FIRST + 24 * HOUR;
    expect(await process.store.resend(dead?.id ?? '')).toBe(true);
    await process.drain();
    expect(near()).toBe(1);
  });

  it('one tap puts it off, one tap ends it', async () => {
    await setReminder();
    now = FIRST;
    await process.drain();
    await process.taps('Remind me in 3 days', 't1');
    now = FIRST + 3 * DAY;
    await process.drain();
    expect(near()).toBe(2);
    await process.taps('Thank you, done', 't2');
    now = SECOND;
    await process.drain();
    expect(near()).toBe(2);
    expect(await process.store.nextDueAt()).toBeNull();
  });

  it('nobody who was forgotten is reminded', async () => {
    await setReminder();
    await process.says('delete what i wrote', 'm3');
    await process.taps('Yes, delete', 't1');
    expect(await process.store.nextDueAt()).toBeNull();
    now = FIRST;
    await process.drain();
    expect(near()).toBe(0);
  });

  it('lie on the disk sealed: neither day nor kind can be read', async () => {
    await setReminder();
    const all = await ground.bytes();
    expect(all.length).toBeGreaterThan(0);
    for (const word of ['2027-01-05', 'claim', '"reminders"']) expect(all).not.toContain(word);
  });

  it('where writing costs, wait for the person\'s next message', async () => {
    await startAgain(DAY);
    await setReminder();
    now = FIRST;
    await process.drain();
    expect(sent).toEqual([]);
    now = FIRST + 30 * HOUR;
    await process.says('menu', 'm3');
    expect(near()).toBe(1);
    await process.says('menu', 'm4');
    expect(near()).toBe(1);
  });

  it('do not displace a counsellor\'s wait, nor does that displace them', async () => {
    await setReminder();
    await process.says('person', 'm3');
    now = NOON + 15 * 60_000;
    await process.drain();
    expect(sent.at(-1)?.text).toContain('You have not been forgotten');
    expect(await process.store.nextDueAt()).toBe(FIRST);
    // Whoever waits for a person is not told of dates; the next look is as the day ends.
    now = FIRST;
    await process.drain();
    expect(near()).toBe(0);
    expect(await process.store.nextDueAt()).toBe(Date.parse('2027-01-05T17:00:00Z'));
  });

  it('a ring that cannot be answered is given up with one apology, and told in the answer to the next message', async () => {
    await setReminder();
    now = FIRST;
    const unsealing = { ...vault, seal: (): never => { throw new Error('cannot seal'); } };
    for (let n = 0; n < 10; n += 1) {
      process.work.lookout.notice();
      // The turn is made and cannot be written down; from the fifth attempt on it can.
      await workOnce({ ...process.work, vault: n < 5 ? unsealing : vault });
      now += 60_000;
    }
    await process.drain();
    expect(sent.map((a) => a.text)).toEqual([expect.stringContaining('something went wrong')]);
    expect(await process.store.nextDueAt()).toBe(Date.parse('2027-01-05T17:00:00Z'));
    await process.says('menu', 'm3');
    expect(near()).toBe(1);
  });
});
