import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { senders } from '../../src/host/sender.js';
import type { Store } from '../../src/ports.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { NOON } from '../core/world.js';

let dir: string;
let store: Store;
let now: number;
const vault = openVault(randomBytes(32));
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanpya-sender-'));
  now = NOON;
  store = await openSqlite({ dir, clock: () => now });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** A process; `ahead` is how wrong its clock is. */
const process = (me: string, ahead = 0) => senders({ store, vault, clock: () => now + ahead, me });
type Process = ReturnType<typeof process>;

/** Lets all look every 200 ms for so long; who sent at each moment. */
async function watch(ms: number, ...all: Process[]): Promise<number[]> {
  const sending: number[] = [];
  for (const end = now + ms; now < end; now += 200) {
    let count = 0;
    for (const one of all) if (await one.mine('telegram')) count += 1;
    sending.push(count);
  }
  return sending;
}

describe('of several processes', () => {
  it('one sends, though they begin at once, and it stays the same one', async () => {
    const all = [process('a'), process('b'), process('c')];
    await Promise.all(all.map((one) => one.mine('telegram')));
    await watch(2_000, ...all);
    expect(new Set(await watch(20_000, ...all))).toEqual(new Set([1]));
    const who = await Promise.all(all.map((one) => one.mine('telegram')));
    await watch(10_000, ...all);
    expect(await Promise.all(all.map((one) => one.mine('telegram')))).toEqual(who);
  });

  it('the next one sends within five seconds of the first one’s death', async () => {
    const [first, second] = [process('a'), process('b')];
    expect((await watch(2_000, first)).at(-1)).toBe(1);
    expect(new Set(await watch(5_000, second, first))).toEqual(new Set([1]));
    const alone = await watch(5_200, second);
    expect(alone[0]).toBe(0);
    expect(alone.at(-1)).toBe(1);
  });

  it('the next one sends within two seconds when the first one leaves', async () => {
    const [first, second] = [process('a'), process('b')];
    await watch(2_000, first, second);
    await first.leave();
    expect((await watch(2_000, second)).at(-1)).toBe(1);
  });

  it('one that was held up and comes back leaves it to the one that took over', async () => {
    const [first, second] = [process('a'), process('b')];
    await watch(2_000, first, second);
    await watch(6_000, second);
    const back = await watch(6_000, first, second);
    // For one beat at most the late one believes what it knew.
    expect(back.slice(6).every((count) => count === 1)).toBe(true);
    expect(await second.mine('telegram')).toBe(true);
  });

  it('one stays the sender through a time in which nobody could look, whoever looks first then', async () => {
    const [first, second] = [process('a'), process('b')];
    // The first one's last beat is seen, and none after it.
    await watch(2_200, first, second);
    now += 10_000;
    const after = await watch(6_000, second, first);
    expect(new Set(after)).toEqual(new Set([1]));
    expect([await first.mine('telegram'), await second.mine('telegram')]).toEqual([true, false]);
  });

  it.each([-3_600_000, 3_600_000])('a clock that is wrong by %i ms keeps nobody from sending', async (ahead) => {
    const [wrong, right] = [process('a', ahead), process('b')];
    await watch(3_000, wrong, right);
    expect(await wrong.mine('telegram')).toBe(true);
    expect((await watch(6_000, right)).at(-1)).toBe(1);
  });
});
