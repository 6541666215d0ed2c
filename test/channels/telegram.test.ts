import { afterEach, describe, expect, it } from 'vitest';
import { telegram } from '../../channels/telegram/index.js';
import type { MessageActivity } from '../../src/core/activity.js';
import { keptDoor, keptLog, serveChannel } from '../fakes/server.js';
import { fakeTelegram } from '../fakes/telegram.js';

const SECRET = 'a-secret-of-32-letters-and-digits';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A bot with its platform, running; `mode` as in TELEGRAM_MODE. */
async function bot(mode: 'polling' | 'webhook', { clock = () => 1_700_000_000_000 } = {}) {
  const platform = await fakeTelegram();
  closing.push(platform.close);
  const log = keptLog();
  const door = keptDoor();
  let publicUrl = '';
  const make = () => telegram({ token: platform.token, mode, secret: mode === 'webhook' ? SECRET : null, publicUrl, apiRoot: platform.url, log, clock });
  if (mode === 'webhook') {
    const placeholder = 'http://127.0.0.1';
    publicUrl = placeholder;
  }
  return { platform, log, door, make, at: (url: string) => void (publicUrl = url) };
}

async function webhookBot() {
  const b = await bot('webhook');
  const routesOnly = b.make();
  const server = await serveChannel(routesOnly, b.door.receive);
  b.at(server.url);
  const channel = b.make();
  await channel.start?.(b.door.receive);
  closing.push(server.close, async () => channel.stop?.());
  return { ...b, channel, server };
}

async function pollingBot() {
  const b = await bot('polling');
  const channel = b.make();
  await channel.start?.(b.door.receive);
  closing.push(async () => channel.stop?.());
  return { ...b, channel };
}

const to = (chat: string, text: string, actions: { title: string; value: string; type: 'postBack' | 'openUrl' }[] = []): MessageActivity => ({
  type: 'message',
  id: '1.0',
  timestamp: '2026-11-21T00:00:00.000Z',
  channelId: 'telegram',
  from: { id: 'bot', role: 'bot' },
  recipient: { id: chat, role: 'user' },
  conversation: { id: chat, isGroup: false, conversationType: 'personal', name: '' },
  text,
  ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
});

describe.each([
  ['webhook', webhookBot],
  ['long polling', pollingBot],
] as const)('Telegram by %s', (_mode, running) => {
  it('takes what a person says and answers them', async () => {
    const { platform, door, channel } = await running();
    platform.says(7, 'မင်္ဂလာပါ');
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ type: 'message', text: 'မင်္ဂလာပါ', conversation: { id: '7' } }]);

    expect(await channel.send(to('7', 'hello', [{ title: 'Wages', value: 'abc0', type: 'postBack' }]))).toEqual({ kind: 'sent' });
    platform.taps(7, 'Wages');
    await platform.drained();
    expect(door.incoming[1]?.activity).toMatchObject({ type: 'message', value: { token: 'abc0' }, replyToId: '2' });
    await platform.waitFor(() => platform.calls.find((c) => c.method === 'answerCallbackQuery'), 'the tap to be answered');
  });

  it('keeps an update that could not be stored and takes it when the store is back', async () => {
    const { platform, door } = await running();
    door.shut = true;
    platform.says(7, 'one');
    platform.says(7, 'two');
    await platform.waitFor(() => platform.calls.length > 0, 'a call');
    door.shut = false;
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  });
});
