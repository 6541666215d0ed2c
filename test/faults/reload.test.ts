import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../e2e/program.js';
import { installation, rewrite, servedFrom } from '../knowledge/installation.js';
import { ground } from './ground.js';

/** A start of the whole program and three readings of its content, on two busy cores. */
const PATIENCE = 150_000;
const FACT = 'knowledge/facts/TH/fees.yaml';

it('content that is wrong and an index that is damaged are read again during traffic: what was good speaks on, and every question is answered', { timeout: PATIENCE }, async () => {
  const { telegram, env } = await ground();
  const root = installation();
  const port = await freePort();
  const { DATA_DIR: _, ...settings } = env;
  const { printed, signal } = await servedFrom(root, { ...settings, PUBLIC_URL: `http://127.0.0.1:${port}`, LOG_LEVEL: 'error' }, port);
  await telegram.waitFor(() => telegram.webhook, 'the webhook');

  let asking = true;
  let chat = 0;
  const slowest: number[] = [];
  const traffic = [1, 2, 3].map(async () => {
    while (asking) {
      const mine = (chat += 1);
      const began = performance.now();
      telegram.says(mine, 'permit cost a');
      slowest.push((await telegram.received(mine, ' baht')).at - began);
    }
  });
  const told = () => telegram.sent.flatMap(({ text }) => /(900|950) baht/.exec(text)?.[1] ?? []);
  const more = async () => {
    const before = told().length;
    await telegram.waitFor(() => told().length >= before + 10, 'ten more answers', 60_000);
  };

  await more();
  rewrite(root, FACT, '2026-12-11', '2026-02-30');
  signal('SIGHUP');
  await printed(/this day does not exist[^]*The earlier content stays in use/);
  await more();
  // What is kept between starts, damaged in two ways.
  const index = join(root, 'dist/search.bin');
  const bytes = readFileSync(index);
  writeFileSync(index, bytes.map((byte, n) => (n % 1_000 === 500 ? byte ^ 0xff : byte)));
  truncateSync(join(root, 'dist/content.bin'), 1_000);
  rewrite(root, FACT, '2026-12-11', '2026-12-12');
  signal('SIGHUP');
  await printed(/The content was read again: 1 entries/);
  await more();
  expect(new Set(told())).toEqual(new Set(['900']));
  rewrite(root, FACT, 'amount: 900', 'amount: 950');
  signal('SIGHUP');
  await telegram.waitFor(() => told().includes('950'), 'the new figure', 60_000);
  asking = false;
  await Promise.all(traffic);
  const figures = told();
  expect(figures.slice(figures.indexOf('950') + 4)).not.toContain('900');
  expect(telegram.sent.filter(({ text }) => text.includes(' baht'))).toHaveLength(chat);
  console.log(`${chat} questions during three readings of the content, the slowest answered in ${Math.round(Math.max(...slowest))} ms`);
});
