import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fakeTelegram, type FakeTelegram } from '../fakes/telegram.js';
import { fakeViber, type FakeViber } from '../fakes/viber.js';
import { startRedis } from '../store/redis-server.js';
import { freePort, lanpya, serveProgram, type Program } from './program.js';

/** Starting the whole program with all content on two busy cores, several times in one test. */
const PATIENCE = 180_000;

let dir: string;
let telegram: FakeTelegram;
let viber: FakeViber;
let program: Program | null = null;
let port: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanpya-e2e-'));
  telegram = await fakeTelegram();
  viber = await fakeViber();
  port = await freePort();
});
afterEach(async () => {
  await program?.kill('SIGKILL');
  program = null;
  await telegram.close();
  await viber.close();
  rmSync(dir, { recursive: true, force: true });
});

const settings = (): Record<string, string> => ({
  DATA_DIR: dir,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  TELEGRAM_BOT_TOKEN: telegram.token,
  TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-test',
  TELEGRAM_API_ROOT: telegram.url,
  VIBER_AUTH_TOKEN: viber.token,
  VIBER_API_ROOT: viber.url,
  LOG_LEVEL: 'warn',
});

async function up(more: Record<string, string> = {}): Promise<Program> {
  program = await serveProgram(port, { ...settings(), ...more });
  await telegram.waitFor(() => more['TELEGRAM_MODE'] === 'polling' || telegram.webhook, 'the Telegram webhook');
  await viber.waitFor(() => viber.webhook, 'the Viber webhook');
  return program;
}

describe('a conversation on each platform', () => {
  it('goes from the greeting to an answer with its source, and to a person', { timeout: PATIENCE }, async () => {
    await up();
    telegram.says(1, '/start');
    await telegram.received(1, 'Which language do you want?');
    telegram.taps(1, 'English');
    await telegram.received(1, 'I am an automatic helper');
    await telegram.received(1, 'May I remember');
    telegram.taps(1, 'Yes');
    await telegram.received(1, 'Which country do you work in');
    telegram.taps(1, 'Thailand');
    await telegram.received(1, 'Where are you from?');
    telegram.taps(1, 'Myanmar');
    await telegram.received(1, 'What would you like to know?');
    telegram.says(1, 'What is the minimum wage in Thailand?');
    const answer = await telegram.received(1, 'Code ');
    expect(answer.text).toMatch(/baht/);
    expect(answer.text).toContain('not yet confirmed');
    telegram.says(1, 'talk to a person');
    await telegram.received(1, 'I have called a counsellor');

    viber.opens('anna==');
    await viber.received('anna==', 'Which language do you want?');
    viber.taps('anna==', 'မြန်မာ');
    await viber.received('anna==', 'လူ မဟုတ်ပါဘူး');
    viber.says('anna==', 'ထိုင်းမှာ အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ');
    const burmese = await viber.received('anna==', 'ကုဒ် ');
    expect(burmese.text).toContain('ဘတ်');
    await telegram.drained();
    await viber.drained();
  });

  it.each(['the embedded store', 'Redis'])('answers every message once and in order though it was killed in the middle, on %s', { timeout: PATIENCE }, async (store) => {
    const redis = store === 'Redis' ? await startRedis() : null;
    if (redis) onTestFinished(() => redis.end());
    const on: Record<string, string> = redis ? { REDIS_URL: redis.url, LANPYA_KEY: randomBytes(32).toString('base64') } : {};
    const first = await up(on);
    telegram.says(7, 'menu');
    await telegram.received(7, 'What would you like to know?');
    // The platforms hang, so that replies wait in the outbox when the process dies.
    const hang = { delayMs: 30_000, drop: 'before' as const };
    telegram.failNext(hang, hang, hang);
    viber.failNext(hang, hang);
    const questions = ['menu', 'language', 'delete what i wrote', 'menu', 'talk to a person'];
    for (const chat of [11, 12, 13]) for (const q of questions) telegram.says(chat, q);
    for (const user of ['uma==', 'bo==']) for (const q of questions) viber.says(user, q);
    await telegram.drained();
    await viber.drained();
    await first.kill('SIGKILL');
    const before = telegram.sent.length;

    await up(on);
    telegram.says(11, 'bot');
    const wanted = ['What would you like to know?', 'Which language do you want?', 'It cannot be undone', 'What would you like to know?', 'I have called a counsellor'];
    for (const chat of ['12', '13']) {
      await telegram.waitFor(() => telegram.sent.filter((m) => m.chat === chat).length >= wanted.length, `the answers to ${chat}`, 60_000);
      expect(telegram.sent.filter((m) => m.chat === chat).map((m) => wanted.find((w) => m.text.includes(w)))).toEqual(wanted);
    }
    for (const user of ['uma==', 'bo==']) {
      await viber.waitFor(() => viber.sent.filter((m) => m.receiver === user).length >= wanted.length, `the answers to ${user}`, 60_000);
      expect(viber.sent.filter((m) => m.receiver === user).map((m) => wanted.find((w) => m.text.includes(w)))).toEqual(wanted);
    }
    await telegram.waitFor(() => telegram.sent.some((m) => m.chat === '11' && m.text.includes('All right.')), 'the answer to the last message', 60_000);
    const eleven = telegram.sent.slice(before).filter((m) => m.chat === '11');
    expect(eleven).toHaveLength(wanted.length + 1);
  });

  it('works by polling, with no address of its own', { timeout: PATIENCE }, async () => {
    await up({ TELEGRAM_MODE: 'polling' });
    telegram.says(3, 'menu');
    await telegram.received(3, 'What would you like to know?');
  });
});

describe('a store that goes away', () => {
  it('makes the platform keep the message, says so to probes, and comes back by itself', { timeout: PATIENCE }, async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.end());
    const running = await up({ REDIS_URL: redis.url, LANPYA_KEY: randomBytes(32).toString('base64') });
    await redis.stop();
    await expect.poll(async () => (await fetch(`${running.url}/readyz`)).status, { timeout: 30_000 }).toBe(503);
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    expect(await telegram.deliver(telegram.makes(31, { text: 'menu' }))).toEqual([503]);
    telegram.says(32, 'menu');
    await redis.start();
    await telegram.received(32, 'What would you like to know?');
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
  });
});

describe('bad input', () => {
  it('is refused unsigned, and answered otherwise', { timeout: PATIENCE }, async () => {
    const running = await up();
    const post = (path: string, headers: Record<string, string>, body: string) => fetch(running.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    const secret = { 'x-telegram-bot-api-secret-token': 'a-secret-of-the-test' };
    expect((await post('/webhooks/telegram', {}, '{"update_id":1}')).status).toBe(401);
    expect((await post('/webhooks/viber', { 'x-viber-content-signature': 'ff'.repeat(32) }, '{"event":"message"}')).status).toBe(401);
    expect((await post('/webhooks/telegram', secret, '{"update_id":')).status).toBe(400);
    expect((await post('/webhooks/telegram', secret, '{"update_id":5,"poll_of_the_future":{}}')).status).toBe(200);
    expect((await post('/webhooks/telegram', secret, `{"a":"${'x'.repeat(1_000_000)}"}`)).status).toBe(413);
    expect((await fetch(`${running.url}/nowhere`)).status).toBe(404);

    const odd = ['ကခဂဃင'.repeat(800), '😀😀😀', 'a\u0000\u0007\u202eb', '     '];
    for (const [i, text] of odd.entries()) {
      telegram.says(100 + i, text);
      await telegram.waitFor(() => telegram.sent.some((m) => m.chat === String(100 + i)), `an answer to odd text ${i}`);
    }
    telegram.sends(200, { sticker: { file_id: 's1', file_unique_id: 'u1', type: 'regular', width: 1, height: 1, is_animated: false, is_video: false } });
    await telegram.waitFor(() => telegram.sent.some((m) => m.chat === '200'), 'an answer to a sticker');
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    expect(running.output()).not.toContain(telegram.token);
    expect(running.output()).not.toContain('ကခဂဃင');
  });

  it('in the settings is told all together, by name, with exit code 2', { timeout: PATIENCE }, async () => {
    const { code, err } = await lanpya(['serve'], { PORT: 'ninety', TELEGRAM_BOT_TOKEN: 'nonsense', CONTENT_POLICY: 'anything', VIBER_AUTH_TOKEN: 'x', LANPYA_KEY: 'short' });
    expect(code).toBe(2);
    for (const name of ['PORT', 'TELEGRAM_BOT_TOKEN', 'CONTENT_POLICY', 'LANPYA_KEY', 'PUBLIC_URL']) expect(err).toContain(name);
    expect(err).not.toContain('nonsense');
  });
});
