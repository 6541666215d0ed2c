import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/store/sqlite.js';
import { damageIn } from '../../src/store/sqlite-damage.js';
import { readOnly } from '../../src/store/sqlite-file.js';
import { untilQuiet } from '../../src/store/sqlite-inspection.js';
import { accept, answer, bytes, claimed, letter } from '../contract/store-steps.js';
import type { HandoffList } from '../../src/console/shapes.js';
import { firstCounsellor, ground, temporary as folder } from './ground.js';

/** Two starts of the whole program on two busy cores. */
const PATIENCE = 120_000;
const ANSWER = 'What would you like to know?';
const PAGE = 4_096;

/** Changes what an index says of the conversation that it names first, as a bad disk would: the table stays as it is. */
function flipIn(file: string, index: string): void {
  const db = new Database(file);
  const [page, text] = db.prepare('SELECT pageno, pgoffset FROM dbstat WHERE name = ? AND pagetype = ?').raw().get([index, 'leaf']) as [number, number];
  db.close();
  expect(text).toBe((page - 1) * PAGE);
  const whole = readFileSync(file);
  // Cells lie at the end of a page; the last bytes are the conversation's name and a row's number.
  const at = page * PAGE - 20;
  whole[at] = (whole[at] as number) ^ 0x01;
  writeFileSync(file, whole);
}

it('is found by the program itself: told in its log, its metrics and to probes, while it goes on', { timeout: PATIENCE }, async () => {
  const { telegram, dir, up } = await ground();
  const early = { NODE_OPTIONS: `--import ${new URL('./failpoint.mjs', import.meta.url).href}`, INSPECT_MS: '100', LOG_LEVEL: 'info' };
  const sound = await up(early);
  const told = async (url: string) => /^lanpya_store_damage (.+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
  const ready = async (url: string) => (await fetch(`${url}/readyz`)).json();
  for (const chat of [1, 2, 3]) telegram.says(chat, 'menu');
  for (const chat of [1, 2, 3]) await telegram.received(chat, ANSWER);
  await expect.poll(() => sound.output(), { timeout: 30_000 }).toContain('store.sound');
  expect(await told(sound.url)).toBe('0');
  expect(await ready(sound.url)).toEqual({ status: 'ready' });
  await sound.kill('SIGTERM');

  flipIn(join(dir, 'lanpya.db'), 'line_position');
  const damaged = await up(early);
  await expect.poll(() => damaged.output(), { timeout: 30_000 }).toContain('store.damaged');
  const [line = ''] = /^.*store\.damaged.*$/m.exec(damaged.output()) ?? [];
  expect(JSON.parse(line)).toEqual({ level: 50, time: expect.any(String), count: expect.any(Number), code: expect.stringContaining('missing from index line_position'), msg: 'store.damaged' });
  expect(Number(await told(damaged.url))).toBeGreaterThan(0);
  const probe = await fetch(`${damaged.url}/readyz`);
  expect([probe.status, await probe.json()]).toEqual([200, { status: 'ready, store damaged' }]);
  const visit = await firstCounsellor(damaged);
  expect(((await visit.get('/handoffs')).body as HandoffList).troubles).toMatchObject([{ what: 'damaged', count: expect.any(Number) }]);
  telegram.says(4, 'menu');
  await telegram.received(4, ANSWER);
});

it('hides nothing without a word: bytes changed anywhere in the file', { timeout: 300_000 }, () => {
  // The driver may end the process that reads a text that is no text: each copy is read by one of its own.
  const { status, stdout } = spawnSync(process.execPath, [new URL('./flips.mjs', import.meta.url).pathname, '--flips', '40', '--seed', '3', '--json'], { encoding: 'utf8' });
  const { fates, untold } = JSON.parse(stdout) as { fates: Record<string, { flips: number; told: number }>; untold: unknown[] };
  expect(untold).toEqual([]);
  expect(status).toBe(0);
  expect(fates['hidden']?.flips).toBeGreaterThan(0);
});

describe('what SQLite takes for sound', () => {
  /** A store in which an event and two replies wait, after `harm`. */
  async function harmed(harm: string) {
    const dir = folder();
    const store = await openSqlite({ dir, clock: Date.now });
    await accept(store, { conversation: 'a', dedupe: '1', sealed: bytes('first') });
    const line = (id: string) => ({ id, sealed: bytes(id) });
    await store.commit(answer(await claimed(store), { deliveries: [letter('1'), letter('2')], lines: [line('1'), line('2'), line('3')] }));
    await accept(store, { conversation: 'a', dedupe: '2', sealed: bytes('waits') });
    await store.close();
    const db = new Database(join(dir, 'lanpya.db'));
    db.exec(`PRAGMA foreign_keys = OFF; ${harm}`);
    db.close();
    const again = readOnly(join(dir, 'lanpya.db'));
    const damage = damageIn(again);
    again.close();
    return damage;
  }

  it.each([
    { harm: '', what: [] },
    { harm: 'DELETE FROM inbox', what: ['an event that is never offered'] },
    { harm: 'UPDATE inbox SET head = head + 5', what: ['an offer of an event that is not the first'] },
    { harm: 'DELETE FROM outbox', what: ['a reply that is never offered'] },
    { harm: "UPDATE outbox SET head = '2'", what: ['an offer of a reply that is not the first'] },
    { harm: 'DELETE FROM line WHERE position = 2', what: ['a gap in a transcript'] },
    { harm: 'UPDATE log_end SET position = 9', what: ['a gap in a transcript'] },
    { harm: "UPDATE counter SET value = 7 WHERE name = 'event'", what: ['a count that is not true'] },
    { harm: 'DELETE FROM key', what: ['a conversation without a key'] },
    { harm: "UPDATE conversation SET speaker = 'counsellos'", what: ['a speaker nobody knows'] },
    { harm: "UPDATE delivery SET channel = 'tel' || char(233)", what: ['an offer of a reply that is not the first', 'a channel that is no name'] },
    { harm: "UPDATE line SET at = 'soon' WHERE position = 1", what: ['a value of another kind in line'] },
    { harm: 'UPDATE event SET sealed = 5', what: ['a value of another kind in event'] },
    { harm: "DELETE FROM conversation WHERE id = 'a'", what: ['a row of log_end whose conversation is not there'] },
  ])('and we do not: $harm', async ({ harm, what }) => {
    expect((await harmed(harm)).map((damage) => damage.what)).toEqual(what);
  });
});

it('the next look is at three in the morning in Thailand, within a day', () => {
  expect(untilQuiet(Date.parse('2026-11-22T19:59:00Z'))).toBe(60_000);
  const day = 24 * 3_600_000;
  fc.assert(
    fc.property(fc.integer({ min: -day, max: 2 ** 45 }), (now) => {
      const then = new Date(now + untilQuiet(now));
      expect([then.getUTCHours(), then.getUTCMinutes(), then.getUTCSeconds()]).toEqual([20, 0, 0]);
      expect(untilQuiet(now)).toBeGreaterThan(0);
      expect(untilQuiet(now)).toBeLessThanOrEqual(day);
    }),
  );
});
