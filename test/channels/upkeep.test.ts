import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoff, pause, upkeep } from '../../channels/upkeep.js';

it('waits between half a second and a minute, whatever happened', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (failures) => {
      expect(backoff(failures)).toBeGreaterThanOrEqual(500);
      expect(backoff(failures)).toBeLessThanOrEqual(60_000);
    }),
  );
});

it('a pause ends with its signal, and does not begin after it', async () => {
  const stopping = new AbortController();
  const waiting = pause(600_000, stopping.signal);
  stopping.abort();
  await waiting;
  await pause(600_000, stopping.signal);
  expect(stopping.signal.aborted).toBe(true);
});

it('does a thing that went well again only after its time, and stops when told', async () => {
  const stopping = new AbortController();
  let times = 0;
  const keeping = upkeep(
    true,
    async () => {
      times += 1;
      if (times === 3) stopping.abort();
      return true;
    },
    1,
    stopping.signal,
  );
  await keeping;
  expect(times).toBe(3);
});
