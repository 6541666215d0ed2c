import { Pool } from 'undici';
import { percentile } from './figures.js';
import type { Platform } from './platform.js';

export const SECRET = 'bench-secret';
/** What is asked: a menu turn, no search. */
export const MENU = 'menu';
/** Telegram's default number of webhook connections. */
const CONNECTIONS = 40;

export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
}

/** By then the paths that matter are compiled. Warmed by time, the slower of two programs would be measured colder. */
const WARM_MESSAGES = 3_000;

/** So many messages that a program runs as fast as it will. */
export async function warmUp(url: string, platform: Platform, text: string): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  let left = WARM_MESSAGES;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, n) => {
      while (left-- > 0) await once(pool, platform, 1000 + n, text);
    }),
  );
  await pool.close();
}

/** People, each with one message under way, as fast as answers come. Every latency is from the webhook's start to the send's arrival. */
export async function underLoad(url: string, platform: Platform, text: string, seconds: number, connections = CONNECTIONS): Promise<Measured> {
  const pool = new Pool(url, { connections });
  const latencies: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async (_, n) => {
      while (performance.now() < end) latencies.push(await once(pool, platform, 1000 + n, text));
    }),
  );
  await pool.close();
  return { perSecond: latencies.length / seconds, ...percentiles(latencies) };
}

/** So many people write at once, as often as this each. */
export async function crowd(url: string, platform: Platform, text: string, people: number, times: number): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  let sent = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (sent < people * times) await once(pool, platform, FIRST_OF_CROWD + (sent++ % people), text);
    }),
  );
  await pool.close();
}

/** One message at a time, with nothing else to do. */
export async function idle(url: string, platform: Platform, text: string, times: number): Promise<Measured> {
  const pool = new Pool(url, { connections: 1 });
  const latencies: number[] = [];
  for (let i = 0; i < times; i += 1) latencies.push(await once(pool, platform, 5, text));
  await pool.close();
  return { perSecond: 0, ...percentiles(latencies) };
}

let updates = 1;
/** Chats beyond those of the rounds. */
const FIRST_OF_CROWD = 10_000;

async function once(pool: Pool, platform: Platform, chat: number, text: string): Promise<number> {
  const id = (updates += 1);
  const body = JSON.stringify({
    update_id: id,
    message: { message_id: id, date: 1_790_000_000, from: { id: chat, is_bot: false, first_name: 'P', language_code: 'en' }, chat: { id: chat, type: 'private', first_name: 'P' }, text },
  });
  const began = performance.now();
  const arrived = platform.arrival(chat);
  const { statusCode, body: answer } = await pool.request({
    path: '/webhooks/telegram',
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body,
  });
  await answer.dump();
  if (statusCode !== 200) throw new Error(`the webhook answered ${statusCode}`);
  return (await arrived) - began;
}

function percentiles(latencies: number[]): { p50: number; p99: number } {
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}
