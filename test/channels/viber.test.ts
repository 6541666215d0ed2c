import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { inbound, readEvent } from '../../channels/viber/inbound.js';
import { viber, type ViberOptions } from '../../channels/viber/index.js';
import { AUTH_PAUSE_MS, RATE_PAUSE_MS, UNANSWERED_PAUSE_MS } from '../../channels/viber/limits.js';
import { isSigned } from '../../channels/viber/signature.js';
import type { CardAction, MessageActivity } from '../../src/core/activity.js';
import type { Outcome } from '../../src/ports.js';
import { type Bench, channelContract } from '../contract/channel.js';
import { keptDoor, keptLog, serveChannel, testServer } from '../fakes/server.js';
import { fakeViber } from '../fakes/viber.js';
import { CALLBACKS } from './viber-callbacks.js';

const PERSON = '01234567890A+/bc=';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const welcome: ViberOptions['welcome'] = (locale) => ({
  text: locale === 'my' ? 'မင်္ဂလာပါ' : 'Hello',
  choices: [{ title: 'Wages <& more>', token: 'welcome0' }],
});

/** A channel on its platform and its own server, registered. */
async function running(options: Partial<ViberOptions> = {}) {
  const platform = await fakeViber();
  const log = keptLog();
  const door = keptDoor();
  const bot = (publicUrl: string) => viber({ token: platform.token, publicUrl, apiRoot: platform.url, name: 'lanpya', welcome, log, ...options });
  // The address is known only once it listens, and the routes must stand before.
  const server = await serveChannel(bot('http://127.0.0.1:1'), door.receive);
  const channel = bot(server.url);
  await channel.start?.(door.receive);
  const close = async () => {
    await channel.stop?.();
    await server.close();
    await platform.close();
  };
  return { platform, log, door, server, bot, channel, close };
}

async function started(options: Partial<ViberOptions> = {}) {
  const all = await running(options);
  closing.push(all.close);
  return all;
}

function message(text: string, actions: CardAction[] = [], receiver = PERSON): MessageActivity {
  return {
    type: 'message',
    id: '1.0',
    timestamp: '2026-11-21T00:00:00.000Z',
    channelId: 'viber',
    from: { id: 'viber', role: 'bot' },
    recipient: { id: receiver, role: 'user' },
    conversation: { id: receiver, isGroup: false, conversationType: 'personal', name: '' },
    text,
    ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
  };
}

const says = (status: number, status_message = 'x') => ({ body: { status, status_message } });
const retry = (code: string, ambiguous: boolean, afterMs: number | null = null, scope: 'conversation' | 'channel' = 'conversation'): Outcome => ({ kind: 'retry', afterMs, scope, ambiguous, code });
const auth = (code: string) => retry(code, false, AUTH_PAUSE_MS, 'channel');

channelContract('Viber', async (): Promise<Bench> => {
  const { platform, log, door, server, channel, close } = await running();
  platform.makes(PERSON, { type: 'text', text: 'hello' });
  return {
    channel,
    log,
    door,
    webhook: `${server.url}/webhooks/viber`,
    header: 'x-viber-content-signature',
    proof: (body) => createHmac('sha256', platform.token).update(body).digest('hex'),
    message: (text) => platform.signed(platform.makes(PERSON, { type: 'text', text })).body,
    payloads: CALLBACKS,
    read: (body) => readEvent(Buffer.from(body)),
    inbound,
    reply: (text) => message(text),
    failNext: platform.failNext,
    outcomes: [
      ...[1, 3, 4, 16, 17, 18, 19, 20, 22].map((status) => ({ name: `status ${status}`, failure: says(status), outcome: { kind: 'refused' as const, code: expect.any(String) as string } })),
      ...[5, 6, 11, 21].map((status) => ({ name: `status ${status}`, failure: says(status), outcome: { kind: 'gone' as const, code: expect.any(String) as string } })),
      ...[2, 7, 8, 9, 15].map((status) => ({ name: `status ${status}`, failure: says(status), outcome: auth(expect.any(String) as string) })),
      { name: 'too many', failure: says(12, 'tooManyRequests'), outcome: retry('rate', false, RATE_PAUSE_MS) },
      { name: 'too many unanswered', failure: says(12, 'Number of messages without reply exceeded'), outcome: retry('unanswered', false, UNANSWERED_PAUSE_MS) },
      { name: 'the free messages are used up', failure: says(23), outcome: { kind: 'refused', code: 'free-messages-used-up' } },
      { name: 'no balance', failure: says(24), outcome: { kind: 'refused', code: 'no-balance' } },
      { name: 'an unknown status', failure: says(99), outcome: retry('status-99', false) },
      { name: 'a gateway', failure: { status: 502, body: '<html>' }, outcome: retry('server', true) },
      { name: 'a gateway’s limit', failure: { status: 429, body: '' }, outcome: retry('rate', false, RATE_PAUSE_MS, 'channel') },
      { name: 'a locked gateway', failure: { status: 403, body: '' }, outcome: auth('auth') },
      { name: 'an answer that is no JSON', failure: { status: 200, body: '<html>' }, outcome: retry('network', true) },
      { name: 'a connection that broke before', failure: { drop: 'before' }, outcome: retry('network', true) },
      { name: 'a connection that broke after', failure: { drop: 'after' }, outcome: retry('network', true) },
    ],
    secrets: [platform.token, PERSON],
    close,
  };
});

describe('Viber', () => {
  it('takes what a person says and answers them with a keyboard', async () => {
    const { platform, door, channel } = await started();
    platform.says(PERSON, 'မင်္ဂလာပါ');
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ type: 'message', text: 'မင်္ဂလာပါ', conversation: { id: PERSON } }]);

    const actions: CardAction[] = [
      { title: 'Fees < 1000 & more', value: 'abc0', type: 'postBack' },
      { title: 'The law', value: 'https://example.org/law', type: 'openUrl' },
    ];
    expect(await channel.send(message('hello', actions))).toEqual({ kind: 'sent' });
    expect(platform.sent[0]).toEqual({
      receiver: PERSON,
      text: 'hello',
      welcome: false,
      buttons: [
        { title: 'Fees < 1000 & more', body: 'a:abc0', opens: false },
        { title: 'The law', body: 'https://example.org/law', opens: true },
      ],
    });
    expect(platform.calls.at(-1)?.payload).toEqual({
      receiver: PERSON,
      type: 'text',
      sender: { name: 'lanpya' },
      min_api_version: 4,
      text: 'hello',
      keyboard: {
        Type: 'keyboard',
        DefaultHeight: false,
        InputFieldState: 'regular',
        Buttons: [
          { Columns: 6, Rows: 1, ActionType: 'reply', ActionBody: 'a:abc0', Text: 'Fees &lt; 1000 &amp; more', TextSize: 'regular', Silent: true },
          { Columns: 6, Rows: 1, ActionType: 'open-url', ActionBody: 'https://example.org/law', Text: 'The law', TextSize: 'regular', Silent: true },
        ],
      },
    });

    platform.taps(PERSON, 1);
    await platform.drained();
    expect(door.incoming[1]?.activity).toMatchObject({ type: 'message', value: { token: 'abc0' } });
    expect(door.incoming[1]?.activity).not.toHaveProperty('text');
  });

  it('welcomes a stranger in the answer itself, in their language, and receives nothing yet', async () => {
    const { platform, door } = await started();
    platform.speaks(PERSON, 'my');
    platform.opens(PERSON, 'poster-42');
    expect(await platform.received(PERSON, 'မင်္ဂလာပါ')).toEqual({ receiver: PERSON, text: 'မင်္ဂလာပါ', welcome: true, buttons: [{ title: 'Wages <& more>', body: 'a:welcome0', opens: false }] });
    await platform.drained();
    expect(door.incoming).toEqual([]);

    platform.taps(PERSON, 1);
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ type: 'message', value: { token: 'welcome0' } }]);
  });

  it('leaves the greeting of somebody subscribed to the turn', async () => {
    const { platform, door } = await started();
    platform.says(PERSON, 'hello');
    platform.opens(PERSON, 'poster-42');
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toContainEqual(expect.objectContaining({ type: 'conversationUpdate', value: { ref: 'poster-42' } }));
    expect(platform.sent).toEqual([]);
  });

  it('takes what could not be stored when the store is back', async () => {
    const { platform, door } = await started();
    door.shut = true;
    const refused = platform.waitFor(() => door.refused > 0, 'a refusal');
    platform.says(PERSON, 'one');
    await refused;
    expect(door.incoming).toEqual([]);
    door.shut = false;
    await platform.drained();
    expect(door.incoming.map((i) => i.activity)).toMatchObject([{ text: 'one' }]);
  });

  it('a replay in any order and number is received once each', async () => {
    const { platform, door } = await started();
    const events = [platform.makes(PERSON, { type: 'text', text: 'one' }), platform.makes(PERSON, { type: 'text', text: 'one' })];
    await platform.deliver(events, { times: 10, concurrently: true, reorder: true });
    // Their tokens differ in the last digit, which a double would lose.
    expect(door.incoming).toHaveLength(2);
    platform.failsLate(PERSON, 2);
    await platform.drained();
    expect(door.incoming.map((i) => i.activity.type)).toEqual(['message', 'message', 'event']);
  });

  it('tells of somebody who left and came back', async () => {
    const { platform, door, channel } = await started();
    platform.says(PERSON, 'hello');
    platform.unsubscribes(PERSON);
    await platform.drained();
    expect(await channel.send(message('hello?'))).toEqual({ kind: 'gone', code: 'not-subscribed' });
    platform.subscribes(PERSON);
    await platform.drained();
    expect(await channel.send(message('hello!'))).toEqual({ kind: 'sent' });
    expect(door.incoming.slice(1).map((i) => (i.activity.type === 'contactRelationUpdate' ? i.activity.action : null))).toEqual(expect.arrayContaining(['remove', 'add']));
  });

  it.each([13, 14])('lists the choices as numbers for an app too old for a keyboard (status %i)', async (status) => {
    const { platform, channel } = await started();
    platform.says(PERSON, 'hello');
    platform.failNext(says(status));
    const actions = ['Wages', 'Fees'].map((title): CardAction => ({ title, value: 'x', type: 'postBack' }));
    expect(await channel.send(message('Which?', actions))).toEqual({ kind: 'sent' });
    expect(platform.sent).toEqual([{ receiver: PERSON, text: 'Which?\n1. Wages\n2. Fees', welcome: false, buttons: [] }]);
  });

  it('rests after a hundred messages nobody answered', async () => {
    const { platform, channel } = await started();
    platform.says(PERSON, 'hello');
    for (let n = 0; n < 100; n += 1) await channel.send(message(`line ${n}`));
    expect(await channel.send(message('one more'))).toEqual(retry('unanswered', false, UNANSWERED_PAUSE_MS));
  });

  it('refuses a sender’s name that Viber would not show', async () => {
    const { platform, bot } = await started();
    expect(() => viber({ token: platform.token, publicUrl: 'x', apiRoot: platform.url, name: 'x'.repeat(29), welcome, log: keptLog() })).toThrow('29 characters');
    expect(bot).toBeTypeOf('function');
  });
});

describe('Viber’s registration', () => {
  const set = (calls: { method: string }[]) => calls.filter((c) => c.method === 'set_webhook').length;

  it('answers the call that Viber makes meanwhile, and asks for no names', async () => {
    const { platform, server } = await started();
    expect(platform.webhook).toEqual({ url: `${server.url}/webhooks/viber`, events: ['failed', 'subscribed', 'unsubscribed', 'conversation_started'] });
    expect(platform.calls[0]?.payload).toMatchObject({ send_name: false, send_photo: false });
  });

  it('names the setting where the token is refused, and not the token', async () => {
    const { platform } = await started();
    const log = keptLog();
    const channel = viber({ token: 'wrong-token', publicUrl: 'http://127.0.0.1:1', apiRoot: platform.url, name: 'lanpya', welcome, log });
    const refused = await channel.start?.(keptDoor().receive).then(() => null, (error: Error) => error);
    expect(refused?.message).toContain('VIBER_AUTH_TOKEN');
    expect(`${refused?.stack} ${log.lines.join()}`).not.toContain('wrong-token');
    await channel.stop?.();
  });

  it('tries again where Viber cannot reach us yet', async () => {
    const { platform, bot, door } = await started();
    let open = false;
    const proxy = await testServer((app) => app.post('/webhooks/viber', (_, reply) => reply.code(open ? 200 : 503).send()));
    const channel = bot(proxy.url);
    closing.push(async () => {
      await channel.stop?.();
      await proxy.close();
    });
    await channel.start?.(door.receive);
    expect(platform.webhook?.url).not.toContain(proxy.url);
    open = true;
    await platform.waitFor(() => platform.webhook?.url.startsWith(proxy.url), 'the next try');
  });

  it('is done again when a send finds none', async () => {
    const { platform, channel } = await started();
    platform.says(PERSON, 'hello');
    platform.failNext(says(10, 'webhookNotSet'));
    expect(await channel.send(message('x'))).toEqual(retry('webhook-not-set', false, RATE_PAUSE_MS, 'channel'));
    await platform.waitFor(() => set(platform.calls) === 2, 'another registration');
  });
});

describe('Viber’s signature', () => {
  it('is taken from ?sig= only where there is no header', async () => {
    const { platform, door, server } = await started();
    const { body, signature } = platform.signed(platform.makes(PERSON, { type: 'text', text: 'hello' }));
    const post = (query: string, headers: Record<string, string> = {}) => fetch(`${server.url}/webhooks/viber${query}`, { method: 'POST', body, headers }).then((r) => r.status);
    expect(await post(`?sig=${signature}`, { 'x-viber-content-signature': 'f'.repeat(64) })).toBe(401);
    expect(await post(`?sig=${signature}`, { 'x-viber-content-signature': '' })).toBe(401);
    expect(await post(`?sig=${signature}&sig=${signature}`)).toBe(401);
    expect(await post('?sig=xyz')).toBe(401);
    expect(door.incoming).toEqual([]);
    expect(await post(`?sig=${signature}`)).toBe(200);
    expect(door.incoming).toHaveLength(1);
  });

  it('holds for the signed bytes alone, and no value makes it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.string({ minLength: 1 }), fc.anything(), fc.nat(), (body, token, odd, at) => {
        const signature = createHmac('sha256', token).update(body).digest('hex');
        expect(isSigned(body, signature, token)).toBe(true);
        expect(isSigned(body, odd, token)).toBe(false);
        const changed = body.map((byte, i) => (i === at % body.length ? byte ^ 1 : byte));
        expect(isSigned(changed, signature, token)).toBe(false);
      }),
    );
  });
});

describe('reading a callback', () => {
  it('keeps every digit of a token, and every letter of a text', () => {
    const digits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
    fc.assert(
      fc.property(digits, fc.string({ unit: 'grapheme' }), digits, (token, text, inText) => {
        const body = `{"event":"message","timestamp":1795300000123,"message_token":${token},"sender":{"id":"u"},"message":{"type":"text","text":${JSON.stringify(`${text} ${inText}`)}}}`;
        const incoming = inbound(readEvent(Buffer.from(body)));
        expect(incoming?.dedupeKey).toBe(`message:${token}:u`);
        expect(incoming?.activity).toMatchObject({ id: token, text: `${text} ${inText}` });
      }),
    );
  });

  it('takes any bytes without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map((j) => Buffer.from(j))), (bytes) => {
        expect([null, 'object']).toContain(readEvent(Buffer.from(bytes)) && 'object');
      }),
    );
    // As large as the server lets in, and of a shape that makes a careless pattern begin again at every letter.
    for (const hostile of ['\\"'.repeat(32_000), '"\\'.repeat(32_000), `${'1'.repeat(64_000)}.x`, '\\\n"'.repeat(20_000)]) {
      expect(readEvent(Buffer.from(hostile))).toBeNull();
    }
  });
});
