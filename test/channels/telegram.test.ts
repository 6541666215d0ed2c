import { afterEach, describe, expect, it } from 'vitest';
import { inbound } from '../../channels/telegram/inbound.js';
import { telegram, type TelegramOptions } from '../../channels/telegram/index.js';
import { AUTH_PAUSE_MS } from '../../channels/telegram/limits.js';
import type { CardAction, MessageActivity } from '../../src/core/activity.js';
import type { Outcome } from '../../src/ports.js';
import { type Bench, channelContract } from '../contract/channel.js';
import { keptDoor, keptLog, serveChannel } from '../fakes/server.js';
import { fakeTelegram } from '../fakes/telegram.js';
import { TAPPED_AT, UPDATES } from './telegram-updates.js';

const SECRET = 'a-secret_of-32-letters-and-digits';
const BOT = '4242424242';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A platform, a door and a log; `bot` makes a channel on them, as another process with the same settings would. */
async function world() {
  const platform = await fakeTelegram();
  const log = keptLog();
  const door = keptDoor();
  const bot = (options: Partial<TelegramOptions>) =>
    telegram({ token: platform.token, mode: 'polling', secret: null, publicUrl: null, apiRoot: platform.url, rate: 30, log, clock: () => TAPPED_AT, ...options });
  return { platform, log, door, bot };
}

async function onWebhook() {
  const w = await world();
  let publicUrl = 'http://127.0.0.1:1';
  const server = await serveChannel(w.bot({ mode: 'webhook', secret: SECRET, publicUrl }), w.door.receive);
  publicUrl = server.url;
  const channel = w.bot({ mode: 'webhook', secret: SECRET, publicUrl });
  await channel.start?.(w.door.receive);
  const close = async () => {
    await channel.stop?.();
    await server.close();
    await w.platform.close();
  };
  return { ...w, channel, server, close };
}

async function onPolling() {
  const w = await world();
  const channel = w.bot({});
  await channel.start?.(w.door.receive);
  const close = async () => {
    await channel.stop?.();
    await w.platform.close();
  };
  return { ...w, channel, close };
}

function message(chat: string, text: string, actions: CardAction[] = []): MessageActivity {
  return {
    type: 'message',
    id: '1.0',
    timestamp: '2026-11-21T00:00:00.000Z',
    channelId: 'telegram',
    from: { id: BOT, role: 'bot' },
    recipient: { id: chat, role: 'user' },
    conversation: { id: chat, isGroup: false, conversationType: 'personal', name: '' },
    text,
    ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
  };
}

const refusal = (error_code: number, description: string, parameters?: object) => ({ status: error_code, body: { ok: false, error_code, description, parameters } });
const retry = (code: string, ambiguous: boolean, afterMs: number | null = null, scope: 'conversation' | 'channel' = 'conversation'): Outcome => ({ kind: 'retry', afterMs, scope, ambiguous, code });

channelContract('Telegram', async (): Promise<Bench> => {
  const { platform, log, door, channel, server, close } = await onWebhook();
  platform.makes(6_001_234_567, { text: '/start' });
  return {
    channel,
    log,
    door,
    webhook: `${server.url}/webhooks/telegram`,
    header: 'x-telegram-bot-api-secret-token',
    proof: () => SECRET,
    message: (text) => JSON.stringify(platform.makes(6_001_234_567, { text })),
    payloads: UPDATES,
    read: (body) => JSON.parse(body) as unknown,
    inbound: (payload) => inbound(payload, { botId: BOT, now: TAPPED_AT }),
    reply: (text) => message('6001234567', text),
    failNext: platform.failNext,
    outcomes: [
      { name: 'too many', failure: refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 }), outcome: retry('rate', false, 7000, 'channel') },
      { name: 'a restart', failure: refusal(500, 'Internal Server Error: restart'), outcome: retry('server', true) },
      { name: 'a proxy’s page', failure: { status: 502, body: '<html>Bad Gateway</html>' }, outcome: retry('network', true) },
      { name: 'an answer that is no answer', failure: { status: 200, body: 'null' }, outcome: retry('network', true) },
      { name: 'a connection that broke before', failure: { drop: 'before' }, outcome: retry('network', true) },
      { name: 'a connection that broke after', failure: { drop: 'after' }, outcome: retry('network', true) },
      { name: 'a wrong token', failure: refusal(401, 'Unauthorized'), outcome: retry('auth', false, AUTH_PAUSE_MS, 'channel') },
      { name: 'no such bot', failure: refusal(404, 'Not Found'), outcome: retry('auth', false, AUTH_PAUSE_MS, 'channel') },
      { name: 'a block', failure: refusal(403, 'Forbidden: bot was blocked by the user'), outcome: { kind: 'gone', code: 'blocked' } },
      { name: 'a deleted account', failure: refusal(403, 'Forbidden: user is deactivated'), outcome: { kind: 'gone', code: 'blocked' } },
      { name: 'no such chat', failure: refusal(400, 'Bad Request: chat not found'), outcome: { kind: 'gone', code: 'chat-not-found' } },
      { name: 'a bad keyboard', failure: refusal(400, 'Bad Request: BUTTON_DATA_INVALID'), outcome: { kind: 'refused', code: 'http-400' } },
    ],
    secrets: [SECRET, platform.token, platform.token.split(':')[1] ?? '', '6001234567'],
    close,
  };
});

describe.each([
  ['a webhook', onWebhook],
  ['long polling', onPolling],
] as const)('Telegram by %s', (_mode, running) => {
  it('takes what a person says and answers them', async () => {
    const { platform, door, channel, close } = await running();
    closing.push(close);
    platform.says(7, 'မင်္ဂလာပါ');
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ type: 'message', text: 'မင်္ဂလာပါ', conversation: { id: '7' } }]);

    const actions: CardAction[] = [
      { title: 'Wages', value: 'abc0', type: 'postBack' },
      { title: 'The law', value: 'https://example.org/law', type: 'openUrl' },
    ];
    expect(await channel.send(message('7', 'hello', actions))).toEqual({ kind: 'sent' });
    expect(platform.sent).toMatchObject([
      { chat: '7', text: 'hello', messageId: 2, buttons: [{ title: 'Wages', data: 'a:abc0' }, { title: 'The law', url: 'https://example.org/law' }] },
    ]);
    expect(platform.calls.at(-1)?.payload['link_preview_options']).toEqual({ is_disabled: true });

    platform.taps(7, 'Wages');
    await platform.drained();
    expect(door.incoming[1]?.activity).toMatchObject({ type: 'message', value: { token: 'abc0' }, replyToId: '2' });
    await platform.waitFor(() => platform.calls.find((c) => c.method === 'answerCallbackQuery'), 'the tap to be answered');
  });

  it('keeps what could not be stored, and takes it in order when the store is back', async () => {
    const { platform, door, close } = await running();
    closing.push(close);
    door.shut = true;
    const refused = platform.waitFor(() => door.refused > 0, 'a refusal');
    platform.says(7, 'one');
    platform.says(7, 'two');
    await refused;
    expect(door.incoming).toEqual([]);
    door.shut = false;
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  });

  it('tells of a block and sends nobody a message who left', async () => {
    const { platform, door, channel, close } = await running();
    closing.push(close);
    platform.says(7, 'hello');
    platform.block(7);
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toContainEqual(expect.objectContaining({ type: 'contactRelationUpdate', action: 'remove' }));
    expect(await channel.send(message('7', 'hello?'))).toEqual({ kind: 'gone', code: 'blocked' });
    expect(platform.sent).toEqual([]);
  });

  it('answers a tap while the store is away, and survives that Telegram refuses the answer', async () => {
    const { platform, door, channel, close } = await running();
    closing.push(close);
    platform.says(7, 'hello');
    await platform.drained();
    await channel.send(message('7', 'Which?', [{ title: 'Wages', value: 'abc0', type: 'postBack' }]));
    platform.failNext({ method: 'answerCallbackQuery', ...refusal(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid') });
    door.shut = true;
    platform.taps(7, 1);
    await platform.waitFor(() => platform.calls.some((c) => c.method === 'answerCallbackQuery'), 'an answer to the tap');
    door.shut = false;
    await platform.drained();
    expect(door.incoming.at(-1)?.activity).toMatchObject({ value: { token: 'abc0' } });
  });
});

describe('Telegram’s webhook', () => {
  const settings = (calls: { method: string }[]) => calls.filter((c) => c.method === 'setWebhook').length;

  it('is set once, and not again by the next process', async () => {
    const { platform, door, bot, server, close } = await onWebhook();
    closing.push(close);
    expect(platform.webhook).toEqual({ url: `${server.url}/webhooks/telegram`, secret: SECRET, allowed: ['message', 'edited_message', 'callback_query', 'my_chat_member'] });
    expect(platform.calls.find((c) => c.method === 'setWebhook')?.payload['drop_pending_updates']).toBeUndefined();

    const second = bot({ mode: 'webhook', secret: SECRET, publicUrl: server.url });
    await second.start?.(door.receive);
    await second.stop?.();
    expect(settings(platform.calls)).toBe(1);
  });

  it('is set again where somebody moved it, or where our secret was changed', async () => {
    const { platform, door, bot, server, close } = await onWebhook();
    closing.push(close);
    platform.moveWebhook('http://127.0.0.1:1/thief');
    const second = bot({ mode: 'webhook', secret: SECRET, publicUrl: server.url });
    await second.start?.(door.receive);
    await second.stop?.();
    expect(platform.webhook?.url).toBe(`${server.url}/webhooks/telegram`);

    // Telegram still says the old secret, and is told 401, until the process with the new one starts.
    const renewed = await serveChannel(bot({ mode: 'webhook', secret: 'another-secret', publicUrl: 'http://x' }), door.receive);
    closing.push(renewed.close);
    platform.moveWebhook(`${renewed.url}/webhooks/telegram`);
    platform.says(7, 'hello');
    await platform.waitFor(() => platform.lastError?.includes('401'), 'a refusal of the old secret');
    const third = bot({ mode: 'webhook', secret: 'another-secret', publicUrl: renewed.url });
    await third.start?.(door.receive);
    await platform.drained();
    await third.stop?.();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ text: 'hello' }]);
  });

  it('has no address while the bot polls', async () => {
    const { door, bot, platform } = await world();
    const server = await serveChannel(bot({}), door.receive);
    closing.push(platform.close, server.close);
    const answer = await fetch(`${server.url}/webhooks/telegram`, { method: 'POST', headers: { 'x-telegram-bot-api-secret-token': '' } });
    expect(answer.status).toBe(404);
  });

  it('needs its settings', async () => {
    const { bot, platform } = await world();
    closing.push(platform.close);
    expect(() => bot({ mode: 'webhook', publicUrl: 'https://bot.example.org' })).toThrow('TELEGRAM_WEBHOOK_SECRET');
    expect(() => bot({ mode: 'webhook', secret: SECRET })).toThrow('PUBLIC_URL');
  });

  it('a replay in any order and number is received once each', async () => {
    const { platform, door, close } = await onWebhook();
    closing.push(close);
    const updates = [platform.makes(7, { text: 'one' }), platform.makes(7, { text: 'two' }), platform.makes(8, { text: 'three' })];
    expect(new Set(await platform.deliver(updates, { times: 5, concurrently: true, reorder: true }))).toEqual(new Set([200]));
    expect(await platform.deliver(updates, { times: 2 })).toEqual(Array(6).fill(200));
    expect(door.incoming).toHaveLength(3);
  });
});

describe('Telegram at the start', () => {
  it.each(['polling', 'webhook'] as const)('names the setting where the token is refused, and not the token (%s)', async (mode) => {
    const { platform, bot, log, door } = await world();
    closing.push(platform.close);
    const token = '1:wrong-token-wrong-token-wrong-token';
    const channel = bot({ token, mode, secret: SECRET, publicUrl: 'https://bot.example.org' });
    const refused = await channel.start?.(door.receive).then(() => null, (error: Error) => error);
    expect(refused?.message).toContain('TELEGRAM_BOT_TOKEN');
    expect(`${refused?.stack} ${log.lines.join()}`).not.toContain('wrong-token');
    await channel.stop?.();
  });

  it('names the setting where Telegram refuses the address', async () => {
    const { bot, door, platform } = await world();
    closing.push(platform.close);
    const channel = bot({ mode: 'webhook', secret: SECRET, publicUrl: 'ftp://bot.example.org' });
    await expect(channel.start?.(door.receive)).rejects.toThrow('PUBLIC_URL');
    await channel.stop?.();
  });

  it.each(['polling', 'webhook'] as const)('waits for a Telegram that is away, and goes on (%s)', async (mode) => {
    const { platform, bot, door, log } = await world();
    const method = mode === 'polling' ? 'deleteWebhook' : 'getWebhookInfo';
    platform.failNext({ method, drop: 'before' });
    const channel = bot({ mode, secret: SECRET, publicUrl: 'http://127.0.0.1:1' });
    closing.push(platform.close, async () => channel.stop?.());
    await channel.start?.(door.receive);
    expect(log.lines.join()).toContain('telegram.registration-failed');
    await platform.waitFor(() => platform.calls.some((c) => c.method === (mode === 'polling' ? 'getUpdates' : 'setWebhook')), 'the next try');
  });
});

describe('Telegram’s long polling', () => {
  it('ends at once when stopped, in the middle of a question', async () => {
    const { platform, channel, close } = await onPolling();
    closing.push(platform.close);
    await platform.waitFor(() => platform.calls.some((c) => c.method === 'getUpdates'), 'a question');
    const before = performance.now();
    await close();
    // Far below the seconds that a question waits for news.
    expect(performance.now() - before).toBeLessThan(2000);
    expect(channel.name).toBe('telegram');
  });

  it('asks, waits, and does not ask in a hurry', async () => {
    const { platform, close } = await onPolling();
    closing.push(close);
    platform.says(7, 'one');
    await platform.drained();
    platform.says(7, 'two');
    await platform.drained();
    const questions = platform.calls.filter((c) => c.method === 'getUpdates').map((c) => c.payload);
    expect(questions.length).toBeLessThanOrEqual(3);
    expect(questions.every((q) => Number(q['timeout']) >= 5)).toBe(true);
  });

  it('says so when another program takes its updates, and carries on', async () => {
    const { platform, log, door, close } = await onPolling();
    closing.push(close);
    await platform.waitFor(() => platform.calls.some((c) => c.method === 'getUpdates'), 'a question');
    const other = fetch(`${platform.url}/bot${platform.token}/getUpdates`, { method: 'POST', body: JSON.stringify({ timeout: 0 }) });
    expect((await other).status).toBe(200);
    platform.says(7, 'still there?');
    await platform.drained();
    expect(door.incoming).toHaveLength(1);
    expect(log.lines.join()).toContain('telegram.another-program-polls-this-bot');
  });

  it('waits when Telegram is away, and misses nothing', async () => {
    const { platform, door, log, close } = await onPolling();
    closing.push(close);
    platform.failNext({ method: 'getUpdates', status: 502, body: '<html>' });
    platform.says(7, 'one');
    platform.says(7, 'two');
    await platform.drained();
    platform.says(7, 'three');
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
    expect(log.lines.join()).toContain('telegram.poll-failed');
  });
});

describe('Telegram’s pace', () => {
  it('is what Telegram states, and none where the operator says so', async () => {
    const { bot, platform } = await world();
    closing.push(platform.close);
    const { pace } = bot({});
    expect(pace?.bot.perSecond).toBeGreaterThan(0.95 * 30);
    expect(pace?.bot.perSecond).toBeLessThan(30);
    expect(pace?.chat.perSecond).toBe(1);
    expect(bot({ rate: 0 }).pace).toBeUndefined();
  });

  it('a host that nobody answers at was told nothing', async () => {
    const { bot, platform } = await world();
    closing.push(platform.close);
    const channel = bot({ apiRoot: 'http://127.0.0.1:9' });
    expect(await channel.send(message('7', 'x'))).toEqual(retry('unreachable', false, null, 'channel'));
    await channel.stop?.();
  });
});
