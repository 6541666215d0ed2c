import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { visitor } from '../console/office.js';
import { freePort, serveProgram, type Program } from '../e2e/program.js';
import { fakeTelegram, type FakeTelegram } from '../fakes/telegram.js';
import { startRedis, type RedisServer } from '../store/redis-server.js';

/** What the whole program stands on in a test: a Telegram of its own, a folder, a Redis where asked. All of it goes with the test. */
export interface Ground {
  telegram: FakeTelegram;
  redis: RedisServer | null;
  dir: string;
  /** Settings of the first program, whose address Telegram calls. */
  env: Record<string, string>;
  /** Starts the program on it; `more` settings. */
  up(more?: Record<string, string>, args?: string[]): Promise<Program>;
}

/** `perSecond`: what the platform takes and the program sends at most; without it, both as much as they can. `telegramUrl`: the way there, else straight. */
export async function ground(options: { redis?: boolean; perSecond?: number; way?: (url: string) => Promise<string> } = {}): Promise<Ground> {
  const dir = temporary();
  const redis = options.redis ? await startRedis() : null;
  if (redis) onTestFinished(() => redis.end());
  const telegram = await fakeTelegram(options.perSecond === undefined ? {} : { perSecond: options.perSecond });
  onTestFinished(() => telegram.close());
  const port = await freePort();
  const env = {
    DATA_DIR: dir,
    LANPYA_KEY: randomBytes(32).toString('base64'),
    ...(redis ? { REDIS_URL: redis.url } : {}),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-test',
    TELEGRAM_API_ROOT: (await options.way?.(telegram.url)) ?? telegram.url,
    TELEGRAM_RATE: String(options.perSecond ?? 0),
    LOG_LEVEL: 'warn',
  };
  return {
    telegram,
    redis,
    dir,
    env,
    async up(more = {}, args = []) {
      const program = await serveProgram(port, { ...env, ...more }, args);
      onTestFinished(() => program.kill('SIGKILL'));
      return program;
    },
  };
}

/** A folder that goes with the test. */
export function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-faults-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The way to a server, which may be cut: then connections break and new ones are refused. */
export interface Gate {
  url: string;
  /** The most connections that stood at once. */
  most(): number;
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function gate(to: string): Promise<Gate> {
  const { hostname, port } = new URL(to);
  const standing = new Set<Socket>();
  let most = 0;
  const server = createServer((here) => {
    const there = connect(Number(port), hostname);
    for (const end of [here, there]) end.on('error', () => {}).on('close', () => (here.destroy(), there.destroy(), standing.delete(here)));
    standing.add(here);
    most = Math.max(most, standing.size);
    here.pipe(there).pipe(here);
  });
  const open = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const shut = () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of standing) socket.destroy();
    return closed;
  };
  await open(0);
  const { port: mine } = server.address() as AddressInfo;
  onTestFinished(() => (server.listening ? shut() : undefined));
  return { url: `http://127.0.0.1:${mine}`, most: () => most, shut, open: () => open(mine) };
}

const PASSWORD = 'four plain words here';

/** The first counsellor of a program, who is an admin too, signed in by the link that it printed. */
export async function firstCounsellor(program: Program) {
  await expect.poll(() => program.output()).toMatch(/#setup=\S+\n/);
  const token = /#setup=(\S+)/.exec(program.output())?.[1];
  const visit = visitor(program.url, null);
  const made = await visit.post('/session/setup', { token, password: PASSWORD, account: { id: 'ma-hnin', name: 'Ma Hnin', languages: ['en'] } });
  expect(made.status).toBe(200);
  return visit;
}
