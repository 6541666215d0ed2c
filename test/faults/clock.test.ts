import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NOTHING_UNDERSTOOD } from '../../src/core/understanding.js';
import { engine } from '../../src/host/engine.js';
import { alone } from '../../src/host/sender.js';
import type { Channel, Clock, Store } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { HOUR } from '../contract/store-steps.js';
import { smallWorld } from '../core/world.js';
import { quiet, written } from '../host/office.js';
import { startRedis } from '../store/redis-server.js';

const PEOPLE = ['p1', 'p2', 'p3', 'p4'];

async function openStore(name: string, clock: Clock): Promise<Store> {
  if (name === 'Redis') {
    const redis = await startRedis();
    onTestFinished(() => redis.end());
    return openRedis({ url: redis.url, clock });
  }
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return openSqlite({ dir, clock });
}

/** A bot at work on a store, whose clock is the real one and what was added to it. */
async function working(name: string) {
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const store = await openStore(name, clock);
  let looks = 0;
  const watched: Store = { ...store, takeDeliveries: (...args) => ((looks += 1), store.takeDeliveries(...args)) };
  const calls: string[] = [];
  const sent: string[] = [];
  let open = () => {};
  let gate: Promise<void> | null = null;
  const channel: Channel = {
    name: 'test',
    limits: { text: 1_000, buttons: 8, buttonTitle: 40 },
    async send(activity) {
      calls.push(activity.id);
      if (gate) await gate;
      sent.push(activity.id);
      return { kind: 'sent' };
    },
  };
  const vault = openVault(randomBytes(32));
  const bot = engine({
    store: watched,
    vault,
    senders: alone,
    lanes: 4,
    remembered: 10,
    understand: async (text, { zawgyiEvidence }) => ({ understanding: { ...NOTHING_UNDERSTOOD, text, locale: 'en', gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] }, zawgyiEvidence }),
    world: () => smallWorld(clock()),
    toZawgyi: (text) => text,
    missed: async () => {},
    clock,
    random: () => 0.5,
    log: quiet,
    happened() {},
    settled() {},
  });
  bot.run([channel]);
  onTestFinished(async () => {
    open();
    await bot.rest();
    await bot.end();
    await store.close();
  });
  return {
    store,
    calls,
    sent,
    step: (ms: number) => void (ahead += ms),
    close: () => void (gate = new Promise((resolve) => (open = () => ((gate = null), resolve())))),
    open: () => open(),
    looks: () => looks,
    say: (id: string) => Promise.all(PEOPLE.map((who) => bot.receive({ activity: { ...written('how much?', `${who}-${id}`, who), timestamp: new Date(clock()).toISOString() }, dedupeKey: `${who}-${id}` }))),
  };
}

it.each(['SQLite', 'Redis'].flatMap((name) => [1, -1].map((way) => ({ name, way }))))('$name: the clock is set by $way h while messages are on their way: none is lost, none is sent twice', async ({ name, way }) => {
  const { store, calls, sent, step, close, open, looks, say } = await working(name);
  await say('a');
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(PEOPLE.length);
  // Sends that hang, with a reply waiting behind each.
  close();
  await say('b');
  await say('c');
  await expect.poll(async () => [calls.length, (await store.depths()).inbox], { timeout: 20_000 }).toEqual([2 * PEOPLE.length, 0]);

  step(way * HOUR);
  const looked = looks();
  await say('d');
  await expect.poll(looks, { timeout: 20_000 }).toBeGreaterThan(looked + 2);
  expect(calls).toHaveLength(2 * PEOPLE.length);
  open();
  await expect.poll(async () => (await store.depths()).outbox, { timeout: 20_000 }).toBe(0);
  step(-way * HOUR);
  await say('e');
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(5 * PEOPLE.length);
  await expect.poll(() => store.depths(), { timeout: 20_000 }).toMatchObject({ inbox: 0, outbox: 0, deadLetters: 0 });
  for (const who of PEOPLE) expect(sent.filter((id) => id.startsWith(`${who}-`))).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `${who}-${id}.0`));
});
