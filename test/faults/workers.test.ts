import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, lanpya, serveProgram, type Program } from '../e2e/program.js';
import { fakeTelegram } from '../fakes/telegram.js';
import { startRedis } from '../store/redis-server.js';
import { openFront } from './front.js';

/** Three starts of the whole program on two busy cores. */
const PATIENCE = 240_000;
const CHATS = Array.from({ length: 20 }, (_, n) => 100 + n);
/** Each is answered by one message that says which it answers. */
const ANSWERS = { menu: 'What would you like to know?', language: 'Which language' } as const;
type Word = keyof typeof ANSWERS;

it('share the work by role on one Redis: one is added and one is killed under load, and each message is answered once and in order', { timeout: PATIENCE }, async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.end());
  const telegram = await fakeTelegram();
  onTestFinished(() => telegram.close());
  const front = await openFront();
  onTestFinished(() => front.close());
  const env = {
    REDIS_URL: redis.url,
    LANPYA_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: front.url,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-test',
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_RATE: '0',
    LOG_LEVEL: 'warn',
  };
  const up = async (...roles: string[]): Promise<Program> => {
    const program = await serveProgram(await freePort(), env, ['--role', ...roles]);
    onTestFinished(() => program.kill('SIGKILL'));
    return program;
  };
  const status = async ({ url }: Program, path: string, method = 'GET') => (await fetch(url + path, { method })).status;

  const [both, intake] = await Promise.all([up('intake', 'worker'), up('intake', 'console')]);
  front.behind.push(both.url, intake.url);
  await telegram.waitFor(() => telegram.webhook, 'the webhook');

  const asked: Word[] = [];
  const askAll = (word: Word) => {
    asked.push(word);
    for (const chat of CHATS) telegram.says(chat, word);
  };
  const heardBy = (chat: number) => telegram.sent.filter((m) => m.chat === String(chat)).map((m) => (Object.keys(ANSWERS) as Word[]).find((word) => m.text.includes(ANSWERS[word])));
  // Neighbours are asked different words, so the same answer again is the same message sent twice.
  const onceBy = (chat: number) => heardBy(chat).filter((word, n, heard) => word !== heard[n - 1]);
  const answered = (times: number) => CHATS.every((chat) => onceBy(chat).length >= times);

  // While it starts the others work on.
  const adding = up('worker').then((program) => ({ program }));
  let added: Program | null = null;
  void adding.then(({ program }) => (added = program));
  while (!added) {
    askAll(asked.length % 2 === 0 ? 'menu' : 'language');
    await telegram.waitFor(() => answered(asked.length), 'a round of answers', 60_000);
  }
  const { program: worker } = await adding;
  expect([await status(worker, '/healthz'), await status(worker, '/webhooks/telegram', 'POST'), await status(worker, '/console'), await status(worker, '/')]).toEqual([200, 404, 404, 404]);
  expect([await status(intake, '/console'), await status(both, '/console'), await status(both, '/')]).toEqual([200, 404, 200]);

  // A burst, and the first worker dies in the middle of it. With chance half of the work is in its hands.
  const before = telegram.sent.length;
  for (let round = 0; round < 6; round += 1) askAll(asked.length % 2 === 0 ? 'menu' : 'language');
  await telegram.waitFor(() => telegram.sent.length >= before + CHATS.length, 'the first answers of the burst');
  await both.kill('SIGKILL');
  const killed = performance.now();
  await telegram.drained();
  await telegram.waitFor(() => answered(asked.length), 'all answers', 60_000);
  const tookMs = performance.now() - killed;

  const twice = CHATS.map((chat) => {
    expect(onceBy(chat)).toEqual(asked);
    return heardBy(chat).length - onceBy(chat).length;
  });
  // A message that the dead process had sent and could not note any more goes out again; a chat has one under way at most.
  expect(Math.max(...twice)).toBeLessThanOrEqual(1);
  console.log(`${asked.length * CHATS.length} messages; the last answer ${Math.round(tookMs)} ms after the kill; ${twice.reduce((a, b) => a + b)} sent twice`);
});

it('are refused where the embedded store has one process for all', async () => {
  const { code, err } = await lanpya(['serve', '--role', 'worker'], {});
  expect(code).toBe(2);
  expect(err).toContain('set REDIS_URL and LANPYA_KEY');
  expect((await lanpya(['serve', '--role', 'cook'], {})).code).toBe(2);
});
