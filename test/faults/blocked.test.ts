import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ground } from './ground.js';

/** Two starts of the whole program on two busy cores. */
const PATIENCE = 120_000;
/** Longer than any pause of a program that starts on two busy cores; the product's own limit is 30 s. */
const LIMIT_MS = 5_000;
const CHATS = [1, 2, 3, 4, 5, 6];
const ANSWER = 'What would you like to know?';
const STORES = [
  { name: 'the embedded store', redis: false },
  { name: 'Redis', redis: true },
];
const watched = (failpoint: string) => ({
  NODE_OPTIONS: `--import ${new URL('./failpoint.mjs', import.meta.url).href}`,
  FAILPOINT: failpoint,
  BLOCKED_MS: String(LIMIT_MS),
});

/** The time itself is what is tried here. */
const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(STORES)('on $name', ({ redis }) => {
  it('a thread that is busy for ever: the process is ended with a word why, and the next one answers everybody once', { timeout: PATIENCE }, async () => {
    const { telegram, up } = await ground({ redis });
    const first = await up(watched('before-commit:3:loop'));
    for (const chat of CHATS) telegram.says(chat, 'menu');
    // null: by a signal, as whoever supervises it sees.
    expect(await first.ended).toBeNull();
    expect(first.output()).toContain('loop at before-commit');
    const [line = ''] = /^.*process\.blocked.*$/m.exec(first.output()) ?? [];
    expect(JSON.parse(line)).toEqual({ level: 50, time: expect.any(String), ms: LIMIT_MS, msg: 'process.blocked' });

    await up();
    for (const chat of CHATS) await telegram.received(chat, ANSWER);
    await telegram.drained();
    const times = CHATS.map((chat) => telegram.sent.filter((m) => m.chat === String(chat) && m.text.includes(ANSWER)).length);
    const unsure = Number(/, (\d+) unsure/.exec(first.output())?.[1]);
    expect(times.reduce((sum, n) => sum + n)).toBeLessThanOrEqual(CHATS.length + unsure);
  });

  it('a process that was stopped for longer, as with a machine that sleeps, goes on', { timeout: PATIENCE }, async () => {
    const { telegram, up } = await ground({ redis });
    const program = await up(watched(''));
    telegram.says(1, 'menu');
    await telegram.received(1, ANSWER);
    program.signal('SIGSTOP');
    await passed(LIMIT_MS + 2_000);
    program.signal('SIGCONT');
    telegram.says(2, 'menu');
    await telegram.received(2, ANSWER);
    expect(program.output()).not.toContain('process.blocked');
    expect(await Promise.race([program.ended, 'still running'])).toBe('still running');
  });
});

const busy = new URL('./blocked.mjs', import.meta.url).pathname;
/** Resolves with exit code and signal, one of them null. */
function ends(command: string, ...args: string[]): Promise<{ code: number | null; signal: string | null }> {
  const child = spawn(command, args, { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
}

it('is not ended at waking, however late its busy thread comes to count again', async () => {
  const child = spawn(process.execPath, [busy, '900'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let rounds = 0;
  child.stdout.on('data', (data: Buffer) => (rounds += data.toString().split('\n').length - 1));
  const moreRounds = (more: number) => expect.poll(() => rounds, { timeout: 30_000 }).toBeGreaterThan(rounds + more);
  for (let stops = 0; stops < 4; stops += 1) {
    await moreRounds(1);
    child.kill('SIGSTOP');
    await passed(4_000);
    child.kill('SIGCONT');
  }
  await moreRounds(3);
});

it('is ended by SIGALRM, which leaves no copy of its memory on the disk', async () => {
  expect(await ends(process.execPath, busy)).toEqual({ code: null, signal: 'SIGALRM' });
});

const mayUnshare = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;

it.skipIf(!mayUnshare)('as process 1 of a container, deaf to signals, it ends with the same status (needs root)', async () => {
  expect(await ends('unshare', '--pid', '--fork', '--kill-child', process.execPath, busy)).toEqual({ code: 142, signal: null });
});
