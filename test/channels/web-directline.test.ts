import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionStatus, DirectLine, type DirectLineOptions } from 'botframework-directlinejs';
import { WebSocket } from 'ws';
import { webBot, type WebBot } from '../fakes/webbot.js';

/* The official client, in Node, against the channel on a real server. */

interface Seen {
  id: string;
  type: string;
  text?: string;
  from: { id: string; role?: string };
  channelData?: { clientActivityID?: string };
}

Object.assign(globalThis, { XMLHttpRequest: createRequire(import.meta.url)('xhr2'), WebSocket });

let bot: WebBot;
const clients: DirectLine[] = [];
beforeEach(async () => {
  bot = await webBot();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end();
  await bot.stop();
});

function connect(options: Partial<DirectLineOptions> = {}): { client: DirectLine; seen: Seen[]; status: ConnectionStatus[] } {
  const client = new DirectLine({ domain: bot.domain, token: '', ...options } as DirectLineOptions);
  clients.push(client);
  // It waits 3 to 15 s by chance before it comes back; here always the shortest.
  Object.assign((client as unknown as { services: object }).services, { random: () => 0 });
  const seen: Seen[] = [];
  const status: ConnectionStatus[] = [];
  client.connectionStatus$.subscribe((s) => status.push(s));
  client.activity$.subscribe({ next: (a) => seen.push(a as unknown as Seen), error: () => undefined });
  return { client, seen, status };
}

function post(client: DirectLine, text: string, clientActivityID?: string, from = 'mallory'): Promise<string> {
  return new Promise((resolve, reject) =>
    client
      .postActivity({ type: 'message', text, from: { id: from }, ...(clientActivityID ? { channelData: { clientActivityID } } : {}) })
      .subscribe({ next: resolve, error: reject }),
  );
}

const texts = (seen: Seen[]) => seen.map((a) => a.text);
const idOf = (client: DirectLine) => (client as unknown as { conversationId: string }).conversationId;

describe.each([
  { by: 'WebSocket', webSocket: true },
  { by: 'polling', webSocket: false, pollingInterval: 200 },
])('the official client by $by', ({ by: _, ...options }) => {
  it('starts, is greeted, sends, sees its own message again and the reply below it', async () => {
    const { client, seen } = connect(options);
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome']), 5000);
    const id = await post(client, 'မင်္ဂလာပါ 🙏', 'c-1');
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome', 'မင်္ဂလာပါ 🙏', 'You said: မင်္ဂလာပါ 🙏']), 5000);
    expect(seen[1]).toMatchObject({ id, channelData: { clientActivityID: 'c-1' } });
    expect(bot.heard.map((a) => a.type)).toEqual(['conversationUpdate', 'message']);
  });

  it('is whom its token names, whatever it says', async () => {
    const { client, seen } = connect(options);
    await post(client, 'hello', undefined, 'somebody-else');
    await vi.waitFor(() => expect(seen.length).toBe(3), 5000);
    const start = bot.heard[0];
    expect(start?.type === 'conversationUpdate' && start.membersAdded[0]?.id).toMatch(/^dl_/);
    expect(bot.heard[1]?.from).toEqual({ ...start?.from, role: 'user' });
    expect(seen[1]?.from.id).toBe(start?.from.id);
  });

  it('comes back after a restart of the server with its watermark and misses nothing', async () => {
    const { client, seen } = connect(options);
    await post(client, 'one');
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome', 'one', 'You said: one']), 5000);
    const first = bot.heard[1];
    if (!first) throw new Error('nothing heard');
    if (options.webSocket) {
      await bot.stop();
      await bot.restart();
    }
    await bot.say(first, { text: 'while you were away' });
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome', 'one', 'You said: one', 'while you were away']), 15_000);
  });
});

describe('sending again', () => {
  it('is one message where the client names it', async () => {
    const { client, seen } = connect();
    await vi.waitFor(() => expect(seen.length).toBe(1), 5000);
    const ids = await Promise.all([post(client, 'once', 'same'), post(client, 'once', 'same'), post(client, 'once', 'same')]);
    expect(new Set(ids).size).toBe(1);
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome', 'once', 'You said: once']), 5000);
    expect(bot.heard.filter((a) => a.type === 'message').length).toBe(1);
  });

  it('the same name in two conversations is two messages', async () => {
    const a = connect();
    const b = connect();
    await Promise.all([post(a.client, 'from a', 'same'), post(b.client, 'from b', 'same')]);
    await vi.waitFor(() => expect([texts(a.seen).at(-1), texts(b.seen).at(-1)]).toEqual(['You said: from a', 'You said: from b']), 5000);
    const ids = bot.heard.filter((x) => x.type === 'message').map((x) => x.id);
    expect(new Set(ids).size).toBe(2);
    expect(ids.join()).not.toContain(idOf(a.client));
  });

  it('a message the store did not take is "retry", and is heard once when it does', async () => {
    const { client, seen } = connect();
    await vi.waitFor(() => expect(seen.length).toBe(1), 5000);
    bot.down = true;
    expect(await post(client, 'please', 'p')).toBe('retry');
    bot.down = false;
    expect(await post(client, 'please', 'p')).not.toBe('retry');
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome', 'please', 'You said: please']), 5000);
  });
});

describe('tokens', () => {
  it('a token for a known user starts its conversation once', async () => {
    const generated = (await (await fetch(`${bot.domain}/tokens/generate`, { method: 'POST', body: JSON.stringify({ user: { id: 'dl_known' } }) })).json()) as {
      conversationId: string;
      token: string;
      expires_in: number;
    };
    expect(generated.expires_in).toBe(1800);
    expect(bot.heard).toEqual([]);
    const start = () => fetch(`${bot.domain}/conversations`, { method: 'POST', headers: { authorization: `Bearer ${generated.token}` } });
    expect((await start()).status).toBe(201);
    expect((await start()).status).toBe(200);
    expect(bot.heard.length).toBe(1);
    expect(bot.heard[0]?.from.id).toBe('dl_known');
    const { seen } = connect({ token: generated.token });
    await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome']), 5000);
  });

  it('the client refreshes its token, and the new one talks when the old one no longer does', async () => {
    const { client, seen } = connect();
    await vi.waitFor(() => expect(seen.length).toBe(1), 5000);
    const inside = client as unknown as { token: string; refreshToken(): { subscribe(next: (t: string) => void): void } };
    const old = inside.token;
    bot.now += 20 * 60_000;
    inside.token = await new Promise<string>((resolve) => inside.refreshToken().subscribe(resolve));
    bot.now += 20 * 60_000;
    const read = (token: string) =>
      fetch(`${bot.domain}/conversations/${idOf(client)}/activities`, { headers: { authorization: `Bearer ${token}` } }).then((r) => r.status);
    expect(await read(old)).toBe(403);
    expect(await read(inside.token)).toBe(200);
  });

  it('an expired token is 403: the client says so and is told nothing', async () => {
    const { client, seen, status } = connect({ webSocket: false, pollingInterval: 200 });
    await vi.waitFor(() => expect(seen.length).toBe(1), 5000);
    bot.now += 31 * 60_000;
    expect(await post(client, 'too late')).toBe('retry');
    await vi.waitFor(() => expect(status).toContain(ConnectionStatus.ExpiredToken), 5000);
    expect(bot.heard.length).toBe(1);
  });
});

it('typing reaches an open stream and is not kept', async () => {
  const { client, seen } = connect();
  await vi.waitFor(() => expect(seen.length).toBe(1), 5000);
  const start = bot.heard[0];
  if (!start) throw new Error('nothing heard');
  await bot.typing(start);
  await vi.waitFor(() => expect(seen.map((a) => a.type)).toEqual(['message', 'typing']), 5000);
  expect(bot.mailbox.lines(idOf(client)).map((a) => a.type)).toEqual(['message']);
});

it('after an erasure a reader gets all that is new, however far it had come', async () => {
  const { client, seen } = connect();
  await post(client, 'forget me');
  await vi.waitFor(() => expect(seen.length).toBe(3), 5000);
  const first = bot.heard[1];
  if (!first) throw new Error('nothing heard');
  bot.mailbox.erase(idOf(client));
  for (const n of ['a', 'b', 'c', 'd', 'e']) await bot.mailbox.append({ channelId: 'directline', user: first.from, bot: first.recipient, conversation: first.conversation }, { ...first, id: n, text: n } as typeof first);
  await bot.say(first, { text: 'forgotten' });
  await vi.waitFor(() => expect(texts(seen).slice(3)).toEqual(['a', 'b', 'c', 'd', 'e', 'forgotten']), 5000);
});

it('a letter that another process put into the mailbox reaches the open stream', async () => {
  const { client, seen } = connect();
  await vi.waitFor(() => expect(seen.length).toBe(1), 5000);
  const start = bot.heard[0];
  if (!start) throw new Error('nothing heard');
  const { timestamp, channelId, conversation, from, recipient } = start;
  await bot.mailbox.append({ channelId, user: from, bot: recipient, conversation }, { type: 'message', id: 'elsewhere', timestamp, channelId, conversation, from: recipient, recipient: from, text: 'from elsewhere' });
  await vi.waitFor(() => expect(texts(seen)).toEqual(['Welcome', 'from elsewhere']), 8000);
  expect(idOf(client)).toBe(conversation.id);
});

it('a conversation has a few streams at most: the oldest gives way', async () => {
  const start = (await (await fetch(`${bot.domain}/conversations`, { method: 'POST' })).json()) as { streamUrl: string };
  const sockets = Array.from({ length: 6 }, () => new WebSocket(start.streamUrl));
  await vi.waitFor(() => expect(sockets.filter((s) => s.readyState === s.OPEN).length).toBe(4), 5000);
  for (const socket of sockets) socket.close();
});

it('nobody posts without end in one conversation', async () => {
  const { conversationId, token } = (await (await fetch(`${bot.domain}/conversations`, { method: 'POST' })).json()) as { conversationId: string; token: string };
  const say = () => fetch(`${bot.domain}/conversations/${conversationId}/activities`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{"type":"typing"}' });
  const statuses = await Promise.all(Array.from({ length: 22 }, say)).then((all) => all.map((r) => r.status));
  expect(statuses.filter((s) => s === 429).length).toBe(2);
  bot.now += 1000;
  expect((await say()).status).toBe(200);
});
