import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookout } from '../../src/host/lookout.js';

/** A store that counts how often it is asked. */
function opened() {
  const at = { now: 1_000_000, asked: 0, waiting: 0, due: null as number | null, away: false };
  const look = lookout(async () => at.due, () => at.now);
  const find = () =>
    look.find(async () => {
      at.asked += 1;
      if (at.away) throw new Error('away');
      if (at.waiting === 0) return null;
      at.waiting -= 1;
      return 'found';
    });
  return { at, look, find };
}

describe('lookout', () => {
  it('asks at first, and then only after a word', async () => {
    const { at, look, find } = opened();
    expect(await find()).toBeNull();
    expect(await find()).toBeNull();
    expect(at.asked).toBe(1);
    at.waiting = 2;
    look.notice();
    expect([await find(), await find(), await find(), await find()]).toEqual(['found', 'found', null, null]);
    expect(at.asked).toBe(4);
  });

  it('asks when something is due, and when it has not looked for a second', async () => {
    const { at, look, find } = opened();
    at.due = at.now + 300;
    await find();
    expect(look.dueInMs()).toBe(300);
    at.now += 299;
    await find();
    expect(at.asked).toBe(1);
    at.now += 1;
    at.due = null;
    await find();
    expect(at.asked).toBe(2);
    at.now += 1_000;
    await find();
    expect(at.asked).toBe(3);
    at.now -= 50_000;
    await find();
    expect(at.asked).toBe(4);
  });

  it('asks a store whose clock is behind now and then, and not all the time', async () => {
    const { at, look, find } = opened();
    at.due = at.now - 40_000;
    await find();
    expect(look.dueInMs()).toBe(50);
    await find();
    expect(at.asked).toBe(1);
    at.now += 50;
    at.waiting = 1;
    expect(await find()).toBe('found');
  });

  it('asks again after a failure', async () => {
    const { at, find } = opened();
    at.away = true;
    await expect(find()).rejects.toThrow('away');
    at.away = false;
    at.waiting = 1;
    expect(await find()).toBe('found');
  });

  it('leaves nothing lying that was told of, in any order of words and looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('comes', 'look', 'look')), async (acts) => {
        const { at, look, find } = opened();
        for (const act of acts) {
          if (act === 'look') await find();
          else {
            at.waiting += 1;
            look.notice();
          }
        }
        while ((await find()) !== null);
        expect(at.waiting).toBe(0);
      }),
    );
  });
});
