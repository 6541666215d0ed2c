import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET } from './load.js';
import { freePort, ROOT, startProcess, type Measurand } from './process.js';
import { startRedis } from './redis.js';

/** A token of the right shape; the platform is ours. */
const TOKEN = `4242424242:${'A'.repeat(35)}`;

/** The bare echo bot of grammY, which keeps nothing. */
export async function startEcho(platform: { url: string }): Promise<Measurand> {
  return startProcess('exec node dist/src/bench/echo.js', await freePort(), telegram(platform));
}

/** The whole program in one process, on the embedded store, with the content of the project in `root`. */
export async function startOurs(platform: { url: string }, root = ROOT): Promise<Measurand> {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-bench-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const port = await freePort();
  try {
    const ours = await startProcess(serving(), port, { ...telegram(platform), ...settings(port), DATA_DIR: dir }, root);
    return { ...ours, stop: () => ours.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** One process that takes in and so many that answer and send, on a Redis of their own with an fsync before each answer. */
export async function startWorkers(platform: { url: string }, workers: number): Promise<Pick<Measurand, 'url' | 'stop'>> {
  const redis = await startRedis('always');
  const shared = { ...telegram(platform), REDIS_URL: redis.url, LANPYA_KEY: randomBytes(32).toString('base64') };
  const running: Measurand[] = [];
  const start = async (role: string) => {
    const port = await freePort();
    const one = await startProcess(`${serving()} --role ${role}`, port, { ...shared, ...settings(port) });
    running.push(one);
    return one;
  };
  const stop = async () => {
    for (const one of running) await one.stop();
    await redis.stop();
  };
  try {
    const { url } = await start('intake');
    for (let n = 0; n < workers; n += 1) await start('worker');
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What `npm start` runs. */
function serving(): string {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start;
}

function telegram({ url }: { url: string }) {
  return { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: url, TELEGRAM_WEBHOOK_SECRET: SECRET };
}

/** Without the platform's own bound on sending, which is what would be measured otherwise. */
function settings(port: number) {
  return { PUBLIC_URL: `http://127.0.0.1:${port}`, TELEGRAM_RATE: '0', LOG_LEVEL: 'error' };
}
