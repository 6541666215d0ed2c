import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activity as activitySchema } from '../../src/core/activity.js';
import { callerOf, rate } from '../../channels/web/rate.js';
import { sign, verify } from '../../channels/web/token.js';
import { readAfter } from '../../channels/web/watermark.js';
import { conversationStarted, fromClient, parseBody, referenceTo, toClient } from '../../channels/web/wire.js';
import { memoryMailbox } from '../fakes/mailbox.js';
import { webBot, type WebBot } from '../fakes/webbot.js';

let bot: WebBot;
beforeAll(async () => {
  bot = await webBot();
});
afterAll(() => bot.stop());

interface Started {
  conversationId: string;
  token: string;
  resume: string;
  streamUrl: string;
}
const call = (method: string, path: string, token?: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${bot.domain}${path}`, { method, headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) }, ...(body === undefined ? {} : { body }) });
const start = async () => (await (await call('POST', '/conversations')).json()) as Started;
const codeOf = async (response: Response) => `${response.status} ${((await response.json()) as { error?: { code: string } }).error?.code}`;

describe('what is refused, and how', () => {
  it.each<[string, string, string]>([
    ['JSON that is none', '{"type":', '400 BadArgument'],
    ['not an activity', '[]', '400 BadArgument'],
    ['nothing said', '{"type":"message","text":"  "}', '400 BadArgument'],
    ['a name that may not be one', '{"type":"message","text":"a","channelData":{"clientActivityID":"a b"}}', '400 BadArgument'],
    ['the name of a start', '{"type":"message","text":"a","channelData":{"clientActivityID":".start"}}', '400 BadArgument'],
    ['deep brackets', `{"type":"message","text":"a","value":${'['.repeat(5000)}${']'.repeat(5000)}}`, '400 BadArgument'],
    ['a long text', JSON.stringify({ type: 'message', text: 'က'.repeat(10_001) }), '413 MessageSizeTooBig'],
    ['a huge body', JSON.stringify({ type: 'message', text: 'a'.repeat(70_000) }), '413 MessageSizeTooBig'],
    ['a file by reference', '{"type":"message","text":"see","attachments":[{"contentType":"image/png","contentUrl":"https://example.org/a"}]}', '415 FilesNotTaken'],
  ])('%s', async (_, body, answer) => {
    const { conversationId, token } = await start();
    const heard = bot.heard.length;
    expect(await codeOf(await call('POST', `/conversations/${conversationId}/activities`, token, body))).toBe(answer);
    expect(bot.heard.length).toBe(heard);
  });

  it('the longest text is taken', async () => {
    const { conversationId, token } = await start();
    const body = JSON.stringify({ type: 'message', text: 'က'.repeat(10_000) });
    expect((await call('POST', `/conversations/${conversationId}/activities`, token, body)).status).toBe(200);
  });

  it('an upload is told that files are not taken', async () => {
    const { conversationId, token } = await start();
    const form = new FormData();
    form.append('file', new Blob(['x'], { type: 'image/png' }), 'x.png');
    const response = await fetch(`${bot.domain}/conversations/${conversationId}/upload?userId=u`, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } });
    expect(await codeOf(response)).toBe('415 FilesNotTaken');
  });

  it('no token, a foreign one, one of another use, one for another conversation', async () => {
    const a = await start();
    const b = await start();
    const streamToken = new URL(a.streamUrl).searchParams.get('t') ?? '';
    const forged = sign(new Uint8Array(32).fill(8), { use: 'talk', conv: a.conversationId, user: 'dl_x', exp: 9e9 });
    for (const token of [undefined, 'x', 'a.b.c', forged, streamToken, a.resume, `${a.token}x`]) {
      expect(await codeOf(await call('GET', `/conversations/${a.conversationId}/activities`, token))).toBe('403 TokenExpired');
    }
    expect(await codeOf(await call('GET', `/conversations/${a.conversationId}/activities`, b.token))).toBe('403 Forbidden');
    expect(await codeOf(await call('POST', '/conversations', forged))).toBe('403 TokenExpired');
    expect(await codeOf(await call('GET', `/conversations/${a.conversationId}/stream?t=${a.token}`, undefined))).toBe('403 TokenExpired');
  });

  it('an address that is none', async () => {
    expect(await codeOf(await call('GET', '/session/getsessionid'))).toBe('404 NotFound');
  });

  it('a store that cannot be reached: 503, and the log holds no word', async () => {
    const { conversationId, token } = await start();
    const say = () => call('POST', `/conversations/${conversationId}/activities`, token, '{"type":"message","text":"my secret"}');
    bot.mailbox.down = true;
    expect(await codeOf(await say())).toBe('503 ServiceUnavailable');
    bot.mailbox.down = false;
    bot.down = true;
    expect(await codeOf(await say())).toBe('503 ServiceUnavailable');
    expect(await codeOf(await call('POST', '/conversations'))).toBe('503 ServiceUnavailable');
    bot.down = false;
    expect((await say()).status).toBe(200);
    expect(bot.log.join()).not.toContain('secret');
  });
});

it('the bot side of `send` is a retry while the mailbox is away, and appends once', async () => {
  const { conversationId, token } = await start();
  await call('POST', `/conversations/${conversationId}/activities`, token, '{"type":"message","text":"a"}');
  const heard = bot.heard.at(-1);
  if (heard?.type !== 'message') throw new Error('not heard');
  const reply = { ...heard, id: 'r1', from: heard.recipient, recipient: heard.from };
  bot.mailbox.down = true;
  expect(await bot.channel?.send(reply)).toMatchObject({ kind: 'retry', ambiguous: false });
  bot.mailbox.down = false;
  for (let n = 0; n < 3; n++) expect(await bot.channel?.send(reply)).toEqual({ kind: 'sent' });
  expect(bot.mailbox.lines(conversationId).filter((a) => a.id === 'r1').length).toBe(1);
});

it('a phone that slept comes back with what outlives its token, for three days', async () => {
  const own = await webBot();
  try {
    const refresh = (token: string) => fetch(`${own.domain}/tokens/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    const started = (await (await fetch(`${own.domain}/conversations`, { method: 'POST' })).json()) as Started;
    own.now += 71 * 3_600_000;
    expect((await refresh(started.token)).status).toBe(403);
    const back = (await (await refresh(started.resume)).json()) as Started;
    expect(back.conversationId).toBe(started.conversationId);
    own.now += 73 * 3_600_000;
    expect((await refresh(started.resume)).status).toBe(403);
  } finally {
    await own.stop();
  }
});

it('another site may talk to it, with the headers the client sends', async () => {
  const preflight = await call('OPTIONS', '/conversations', undefined, undefined, { origin: 'https://example.org', 'access-control-request-headers': 'x-ms-bot-agent' });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-ms-bot-agent');
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
});

it('one address may start many conversations but not without end', async () => {
  const own = await webBot();
  try {
    const statuses: number[] = [];
    for (let n = 0; n < 61; n++) statuses.push((await fetch(`${own.domain}/conversations`, { method: 'POST' })).status);
    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(201));
    expect(statuses[60]).toBe(429);
    own.now += 2_000;
    expect((await fetch(`${own.domain}/conversations`, { method: 'POST' })).status).toBe(201);
  } finally {
    await own.stop();
  }
});

describe('the page over HTTP', () => {
  it('is compressed, has a tag, and forbids everything but its own files', async () => {
    const first = await fetch(`${bot.origin}/`, { headers: { 'accept-encoding': 'br, gzip' } });
    expect(first.headers.get('content-encoding')).toBe('br');
    expect(first.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/);
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await first.text()).toContain('<title>Chat</title>');
    const again = await fetch(`${bot.origin}/`, { headers: { 'accept-encoding': 'br, gzip', 'if-none-match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const plain = await fetch(`${bot.origin}/style.css`, { headers: { 'accept-encoding': 'br;q=0, identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('content-type')).toBe('text/css; charset=utf-8');
  });
});

describe('for any input', () => {
  const reference = referenceTo('conv', 'dl_user');
  const json = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        type: fc.constantFrom('message', 'event', 'typing', 'endOfConversation', 'conversationUpdate', 'invoke', 'handoff'),
        name: fc.constantFrom('start', 'counsellor.reply', 'handoff.status', 'timer', 'delivery.failed', null),
        text: fc.option(fc.string(), { nil: null }),
        value: fc.oneof(fc.jsonValue(), fc.record({ token: fc.string() }), fc.record({ ref: fc.string() })),
        from: fc.jsonValue(),
        conversation: fc.jsonValue(),
        locale: fc.string(),
        channelData: fc.oneof(fc.jsonValue(), fc.record({ clientActivityID: fc.string(), postBack: fc.boolean() })),
      },
      { requiredKeys: ['type'] },
    ),
  );

  it('a client speaks only as itself, only in its conversation, and never as a counsellor or a timer', () => {
    fc.assert(
      fc.property(json, (value) => {
        const posted = fromClient(value, reference, 0, () => 'fresh');
        if (posted.kind !== 'activity') return;
        const { activity } = posted;
        expect(activitySchema.parse(activity)).toEqual(activity);
        expect([activity.from, activity.recipient.role, activity.conversation]).toEqual([reference.user, 'bot', reference.conversation]);
        expect(['message', 'event', 'endOfConversation']).toContain(activity.type);
        if (activity.type === 'event') expect(activity.name).toBe('start');
        expect(activity.id).not.toBe(conversationStarted(reference, 0, null).id);
      }),
      { numRuns: 500 },
    );
  });

  it("a client's own id comes back to it and to nobody else", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\w[\w.:-]{0,63}$/), (clientActivityID) => {
        const posted = fromClient({ type: 'message', text: 'a', channelData: { clientActivityID } }, reference, 0, () => 'fresh');
        if (posted.kind !== 'activity') throw new Error('refused');
        expect(toClient(posted.activity, reference).channelData).toEqual({ clientActivityID });
        const elsewhere = fromClient({ type: 'message', text: 'a', channelData: { clientActivityID } }, referenceTo('other', 'dl_user'), 0, () => 'fresh');
        expect(elsewhere.kind === 'activity' && elsewhere.activity.id).not.toBe(posted.activity.id);
      }),
    );
  });

  it('a token with one character changed is none', () => {
    const secret = new Uint8Array(32).fill(1);
    const token = sign(secret, { use: 'talk', conv: 'c', user: 'u', exp: 100 });
    expect(verify(secret, token, 99_999, 'talk')).toEqual({ use: 'talk', conv: 'c', user: 'u', exp: 100 });
    expect(verify(secret, token, 100_000, 'talk')).toBeNull();
    fc.assert(
      fc.property(fc.nat(token.length - 2), fc.constantFrom(...'aZ0_-.'), (at, c) => {
        if (token[at] === c) return;
        expect(verify(secret, token.slice(0, at) + c + token.slice(at + 1), 0, 'talk')).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void expect(verify(secret, text, 0, 'talk')).toBeNull()));
  });

  it('a body is parsed or refused, never thrown at', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void expect(['parsed', 'refused']).toContain(parseBody(Buffer.from(bytes)).kind)));
  });

  it('a button of Web Chat (a post-back) is its token', () => {
    const posted = fromClient({ type: 'message', text: 'tok', channelData: { postBack: true } }, reference, 0, () => 'fresh');
    expect(posted).toMatchObject({ activity: { value: { token: 'tok' } } });
    expect(posted.kind === 'activity' && toClient(posted.activity, reference).channelData).toEqual({ postBack: true });
  });

  it('a bucket gives its burst and then its pace', () => {
    let now = 0;
    const may = rate(() => now, { burst: 2, perMinute: 60 });
    expect([may('a'), may('a'), may('a'), may('b')]).toEqual([true, true, false, true]);
    now += 1000;
    expect([may('a'), may('a')]).toEqual([true, false]);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:1:2::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
  ])('%s is the caller %s', (ip, caller) => expect(callerOf(ip)).toBe(caller));

  it('reading on by watermark, with erasures at any moment, misses no line that was there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('write', 'read', 'erase'), { maxLength: 40 }), async (acts) => {
        const mailbox = memoryMailbox();
        const line = conversationStarted(reference, 0, null);
        const seen = new Set<string>();
        let kept: string[] = [];
        let watermark: string | null = null;
        for (const [n, act] of [...acts, 'read' as const].entries()) {
          if (act === 'write') {
            await mailbox.append(reference, { ...line, id: `${n}` });
            kept.push(`${n}`);
          } else if (act === 'erase') {
            mailbox.erase('conv');
            kept = [];
          } else {
            const batch = await readAfter(mailbox, reference, watermark);
            for (const { id } of batch.activities) seen.add(id);
            watermark = batch.watermark;
            expect(kept.filter((id) => !seen.has(id))).toEqual([]);
          }
        }
        expect((await readAfter(mailbox, reference, watermark)).activities).toEqual([]);
      }),
    );
  });

  it.each(['', 'null', 'undefined', '-1', '1e3', '٣', '99999999999999'])('the watermark %j reads everything', async (watermark) => {
    const mailbox = memoryMailbox();
    await mailbox.append(reference, conversationStarted(reference, 0, null));
    expect((await readAfter(mailbox, reference, watermark)).activities.length).toBe(1);
  });
});
