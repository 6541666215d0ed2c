import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort, serveProgram, type Program } from '../e2e/program.js';
import { fakeTelegram, type FakeTelegram } from '../fakes/telegram.js';
import { ground } from '../faults/ground.js';

/** Starting the whole program with all content on two busy cores, twice. */
const PATIENCE = 120_000;

let dir: string;
let telegram: FakeTelegram;
let program: Program | null = null;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanpya-stop-'));
  telegram = await fakeTelegram();
});
afterEach(async () => {
  await program?.kill('SIGKILL');
  await telegram.close();
  rmSync(dir, { recursive: true, force: true });
});

async function up(): Promise<Program> {
  const port = await freePort();
  program = await serveProgram(port, {
    DATA_DIR: dir,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-test',
    TELEGRAM_API_ROOT: telegram.url,
    LOG_LEVEL: 'warn',
  });
  await telegram.waitFor(() => telegram.webhook?.url.includes(String(port)), 'the webhook');
  return program;
}

it('ends within ten seconds of SIGTERM though the platform hangs, and every message is answered by the next start', { timeout: PATIENCE }, async () => {
  const first = await up();
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  const hang = { delayMs: 60_000, drop: 'before' as const };
  telegram.failNext(hang, hang, hang);
  const chats = [11, 12, 13, 14, 15];
  for (const chat of chats) for (const text of ['menu', 'language']) telegram.says(chat, text);
  await telegram.drained();
  await telegram.waitFor(() => telegram.calls.filter((c) => c.method === 'sendMessage').length >= 4, 'a send that hangs');

  const told = performance.now();
  await first.kill('SIGTERM');
  expect(performance.now() - told).toBeLessThan(10_000);
  expect(await first.ended).toBe(0);

  await up();
  for (const chat of chats) {
    const to = () => telegram.sent.filter((m) => m.chat === String(chat));
    await telegram.waitFor(() => to().length >= 2, `the answers to ${chat}`, 60_000);
    expect(to().map((m) => (m.text.includes('What would you like to know?') ? 'menu' : m.text.includes('Which language') ? 'language' : m.text))).toEqual(['menu', 'language']);
  }
});

it('lets a send that is under way end, and sends nothing twice', { timeout: PATIENCE }, async () => {
  const first = await up();
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  telegram.failNext({ delayMs: 1_500 });
  telegram.says(2, 'menu');
  await telegram.waitFor(() => telegram.calls.filter((c) => c.method === 'sendMessage').length === 2, 'the slow send');
  await first.kill('SIGTERM');
  expect(telegram.sent.filter((m) => m.chat === '2')).toHaveLength(1);

  await up();
  telegram.says(2, 'language');
  await telegram.received(2, 'Which language');
  expect(telegram.sent.filter((m) => m.chat === '2')).toHaveLength(2);
});

it('ends in good order where Redis is away', { timeout: PATIENCE }, async () => {
  const { telegram: platform, redis, up: start } = await ground({ redis: true });
  // With a pace of its own a process holds the channel, and gives it up at the end.
  const running = await start({ TELEGRAM_RATE: '30' });
  platform.says(1, 'menu');
  await platform.received(1, 'What would you like to know?');
  await redis?.stop('SIGKILL');
  const told = performance.now();
  await running.kill('SIGTERM');
  expect(await running.ended).toBe(0);
  expect(performance.now() - told).toBeLessThan(10_000);
});

it('tells a Redis that comes back what became of each send, and sends nothing twice', { timeout: PATIENCE }, async () => {
  const { telegram: platform, redis, up: start } = await ground({ redis: true });
  await start();
  const chats = [11, 12, 13, 14, 15];
  for (const chat of chats) platform.says(chat, 'menu');
  for (const chat of chats) await platform.received(chat, 'What would you like to know?');
  for (const _ of chats) platform.failNext({ delayMs: 1_000 });
  for (const chat of chats) platform.says(chat, 'language');
  await platform.waitFor(() => platform.calls.filter((c) => c.method === 'sendMessage').length >= 10, 'the slow sends');
  await redis?.stop('SIGTERM');
  for (const chat of chats) await platform.received(chat, 'Which language');
  await redis?.start();
  // In order, so each one before has been settled by then.
  for (const chat of chats) platform.says(chat, 'menu');
  await platform.waitFor(() => chats.every((chat) => platform.sent.filter((m) => m.chat === String(chat)).length >= 3), 'the next answers', 30_000);
  for (const chat of chats) expect(platform.sent.filter((m) => m.chat === String(chat) && m.text.includes('Which language'))).toHaveLength(1);
});
