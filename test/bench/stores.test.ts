import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ratioOf, type Row } from '../../src/bench/figures.js';
import { growthRows } from '../../src/bench/growth.js';
import { queueRows } from '../../src/bench/queue.js';
import { startRedis } from '../../src/bench/redis.js';
import { searchRows } from '../../src/bench/search.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Figures that were really taken: above nothing, and with a ratio. */
function expectMeasured(rows: readonly Row[]): void {
  for (const row of rows) {
    expect(row.ours, row.name).toBeGreaterThan(0);
    expect(row.baseline, row.name).toBeGreaterThan(0);
    expect(ratioOf(row), row.name).toBeCloseTo(row.ours / (row.baseline ?? NaN));
  }
}

describe('bench --queue', () => {
  it('measures turns and handoffs against BullMQ under both ways of fsync', async () => {
    const rows = await queueRows({ rounds: 1, turns: 100, handoffs: 10 }, () => {});
    expect(rows.map((r) => `${r.name.split(' against')[0]} ${r.name.split(' ').at(-1)} ${r.unit}`)).toEqual([
      'full turn on Redis always 1/s',
      'handoff take and close always 1/s',
      'p99 of the same, appendfsync always always ms',
      'full turn on Redis everysec 1/s',
      'handoff take and close everysec 1/s',
      'p99 of the same, appendfsync everysec everysec ms',
    ]);
    expectMeasured(rows);
  });

  it('names the mend where there is no redis-server', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      await expect(startRedis('always')).rejects.toThrow(/install Redis 7/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('bench --growth', () => {
  it('fills both stores and measures take, list and claim in the large one against the small one', () => {
    const said: string[] = [];
    const rows = growthRows({ small: 20, large: 2_000, rounds: 1, times: 5 }, (line) => said.push(line));
    expect(rows.map((r) => r.name)).toEqual([
      'handoff take, 2,000 open against 20',
      'list of the first 50 handoffs, 2,000 open against 20',
      'inbox claim, 2,000 open against 20',
    ]);
    expectMeasured(rows);
    expect(said).toContain('filling: 2,000 of 2,000');
  });

  it('is no measurement where nothing is left to take', () => {
    expect(() => growthRows({ small: 1, large: 2, rounds: 1, times: 5 }, () => {})).toThrow(/nothing to take/);
  });
});

describe('bench --growth, of the search', () => {
  it('asks and opens larger bases beside a small one', async () => {
    const said: string[] = [];
    const rows = await searchRows({ root: ROOT, now: Date.now() }, { small: 20, larger: [100, 200], questions: 10 }, (line) => said.push(line));
    expect(rows.map((r) => r.name)).toEqual([
      'a question understood, half of them within, 100 entries against 20',
      'a question understood, 99 of 100 within, 100 entries against 20',
      'the search read from its file, 100 entries against 20',
      'a question understood, half of them within, 200 entries against 20',
      'a question understood, 99 of 100 within, 200 entries against 20',
      'the search read from its file, 200 entries against 20',
    ]);
    expectMeasured(rows);
    expect(said).toContain('200 entries are searchable');
  });
});
