import { expect, it, onTestFinished } from 'vitest';
import { freePort, serveProgram } from '../e2e/program.js';
import { ground } from './ground.js';

/** Three starts of the whole program on two busy cores, and a lease. */
const PATIENCE = 120_000;
const CHATS = [1, 2, 3, 4, 5, 6];
const ANSWERS = { menu: 'What would you like to know?', language: 'Which language' } as const;
const WORDS = ['menu', 'language'] as const;

/**
 * `stop` is SIGSTOP, as when a machine sleeps or its disk hangs; `block` is a thread that is busy: both for longer than a
 * lease, and then the process goes on as if nothing had happened.
 */
it.each([
  { fate: 'stop', point: 'before-commit', says: 'turn.stale' },
  { fate: 'block', point: 'before-commit', says: 'turn.stale' },
  { fate: 'stop', point: 'before-settle', says: null },
])('a worker that is held up ($fate) $point beyond its lease: another answers, and what it does late counts for nothing', { timeout: PATIENCE }, async ({ fate, point, says }) => {
  const { telegram, env, up } = await ground({ redis: true });
  const worker = async (failpoint: string) => {
    const hook = { NODE_OPTIONS: `--import ${new URL('./failpoint.mjs', import.meta.url).href}`, FAILPOINT: failpoint };
    const program = await serveProgram(await freePort(), { ...env, ...hook }, ['--role', 'worker']);
    onTestFinished(() => program.kill('SIGKILL'));
    return program;
  };
  const [held, other] = await Promise.all([worker(`${point}:1:${fate}`), worker(''), up({}, ['--role', 'intake'])]);
  other.signal('SIGSTOP');
  for (const word of WORDS) for (const chat of CHATS) telegram.says(chat, word);
  await expect.poll(() => held.output(), { timeout: 30_000 }).toContain(`${fate} at ${point}`);
  other.signal('SIGCONT');

  const heardBy = (chat: number) => telegram.sent.filter((m) => m.chat === String(chat)).map((m) => WORDS.find((word) => m.text.includes(ANSWERS[word])));
  const onceBy = (chat: number) => heardBy(chat).filter((word, n, all) => word !== all[n - 1]);
  const answered = (words: number) => telegram.waitFor(() => CHATS.every((chat) => onceBy(chat).length >= words), `${words} answers for each`, 40_000);
  await answered(2);
  if (fate === 'stop') held.signal('SIGCONT');
  if (says) await expect.poll(() => held.output(), { timeout: 20_000 }).toContain(says);

  // Both work on, and the one that was held up does so as if nothing had been.
  for (const chat of CHATS) telegram.says(chat, 'menu');
  await answered(3);
  await other.kill('SIGTERM');
  for (const chat of CHATS) telegram.says(chat, 'language');
  await answered(4);
  await telegram.drained();
  for (const chat of CHATS) expect(onceBy(chat)).toEqual([...WORDS, ...WORDS]);
  const twice = CHATS.reduce((sum, chat) => sum + heardBy(chat).length - onceBy(chat).length, 0);
  expect(twice).toBeLessThanOrEqual(Number(/, (\d+) unsure/.exec(held.output())?.[1]));
});
