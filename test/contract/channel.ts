import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activity, type Activity, type MessageActivity } from '../../src/core/activity.js';
import type { Channel, Incoming, Log, Outcome, Receive } from '../../src/ports.js';
import type { Failure } from '../fakes/platform.js';

/** What a platform sends, as its own bytes, and what it must become: null for nothing. */
export interface Payload {
  name: string;
  body: string;
  becomes: (Partial<Activity> & Record<string, unknown>) | null;
}

/** One channel with its platform and a server, ready for the contract. */
export interface Bench {
  channel: Channel;
  log: Log & { lines: string[] };
  door: { receive: Receive; incoming: Incoming[]; shut: boolean };
  /** Address of the webhook. */
  webhook: string;
  /** Name of the header that proves who sends, and its value for a body. */
  header: string;
  proof(body: string): string;
  /** The bytes of a new message with this text. */
  message(text: string): string;
  payloads: readonly Payload[];
  /** What the webhook makes of proven bytes, and then an Activity of that. */
  read(body: string): unknown;
  inbound(payload: unknown): Incoming | null;
  /** A message to somebody who can be written to. */
  reply(text: string): MessageActivity;
  failNext(failure: Failure): void;
  outcomes: readonly { name: string; failure: Failure; outcome: Outcome }[];
  /** Texts that must never be in a log or an error. */
  secrets: readonly string[];
  close(): Promise<void>;
}

/** What every channel with a webhook owes. `setup` is called once. */
export function channelContract(name: string, setup: () => Promise<Bench>): void {
  describe(`${name}: what every channel owes`, () => {
    let bench: Bench;
    /** Everything that was said in these tests: none of it may be in a log. */
    const said: string[] = [];
    let count = 0;
    const words = () => {
      count += 1;
      said.push(`words-of-a-person-${count}`);
      return `words-of-a-person-${count}`;
    };
    const post = (body: string | Buffer, proof?: string | string[], path = bench.webhook) => send(path, body, proof === undefined ? {} : { [bench.header]: proof });
    const genuine = (body: string) => post(body, bench.proof(body));

    beforeAll(async () => {
      bench = await setup();
    });
    beforeEach(() => {
      bench.door.shut = false;
      bench.door.incoming.length = 0;
    });
    afterAll(async () => {
      const lines = bench.log.lines.join('\n');
      await bench.close();
      for (const secret of [...bench.secrets, ...said]) expect(lines).not.toContain(secret);
    });

    describe('a request that is not the platform’s is 401, empty, and nothing is received', () => {
      const forgeries: [string, (proof: string, other: string) => string | string[] | undefined][] = [
        ['no proof', () => undefined],
        ['an empty one', () => ''],
        ['a wrong one', (proof) => proof.replace(/./g, '0')],
        ['a truncated one', (proof) => proof.slice(0, -1)],
        ['one that is too long', (proof) => `${proof}0`],
        ['one of odd letters', (proof) => 'é'.repeat(proof.length)],
        ['the right one twice', (proof) => [proof, proof]],
        ['a wrong one before the right one', (proof) => ['0', proof]],
        ['that of another body', (proof, other) => (other === proof ? `${proof.slice(0, -1)}~` : other)],
      ];
      it.each(forgeries)('%s', async (_, forge) => {
        const body = bench.message(words());
        const answer = await post(body, forge(bench.proof(body), bench.proof('{}')));
        expect(answer).toEqual({ status: 401, body: '' });
        expect(bench.door.incoming).toEqual([]);
      });
    });

    it('refuses a body of a megabyte', async () => {
      const body = bench.message('x'.repeat(1_000_000));
      // The server may close before all was sent.
      const answer = await genuine(body).catch(() => ({ status: 413 }));
      expect(answer.status).toBe(413);
      expect(bench.door.incoming).toEqual([]);
    });

    it.each([
      ['half an object', '{"update_id":1,"mess'],
      ['nothing', ''],
      ['a word', 'hello'],
      ['a number', '17'],
      ['null', 'null'],
      ['a broken word', '{ÿþ'],
      ['nesting without end', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
      ['nesting inside an object', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
    ])('answers 400 to a proven body that is %s', async (_, body) => {
      expect(await genuine(body)).toEqual({ status: 400, body: '' });
      expect(bench.door.incoming).toEqual([]);
    });

    it.each(['{}', '[]', '{"update_id":9,"purchased_paid_media":{}}', '{"event":"levitated","timestamp":1,"message_token":2}'])(
      'answers 200 to an event it does not know, and does nothing: %s',
      async (body) => {
        expect((await genuine(body)).status).toBe(200);
        expect(bench.door.incoming).toEqual([]);
      },
    );

    it('makes a valid Activity of every payload, once however often it comes', async () => {
      for (const { name: what, body, becomes } of bench.payloads) {
        bench.door.incoming.length = 0;
        expect((await genuine(body)).status, what).toBe(200);
        await Promise.all([genuine(body), genuine(body)]);
        const activities = bench.door.incoming.map((i) => i.activity);
        if (becomes === null) expect(activities, what).toEqual([]);
        else expect(activities, what).toMatchObject([becomes]);
        for (const one of activities) expect(activity.safeParse(one).error, what).toBeUndefined();
      }
    });

    it('keeps nothing of who somebody is but an id', async () => {
      for (const { body } of bench.payloads) await genuine(body);
      const all = JSON.stringify(bench.door.incoming.map(({ activity: { from, recipient, conversation } }) => [from, recipient, conversation.name]));
      expect(all).not.toMatch(/Aye|Chan|avatar|username/i);
    });

    it('answers 503 while nothing can be stored, and takes the same event later', async () => {
      const body = bench.message(words());
      bench.door.shut = true;
      expect((await genuine(body)).status).toBe(503);
      expect(bench.door.incoming).toEqual([]);
      bench.door.shut = false;
      expect((await genuine(body)).status).toBe(200);
      expect(bench.door.incoming).toHaveLength(1);
    });

    it('takes twenty at the same moment as one', async () => {
      const body = bench.message(words());
      const answers = await Promise.all(Array.from({ length: 20 }, () => genuine(body)));
      expect(answers.map((a) => a.status)).toEqual(Array<number>(20).fill(200));
      expect(bench.door.incoming).toHaveLength(1);
    });

    it('reads any JSON without an error, and what it makes of it is valid', () => {
      const real = bench.payloads.map((p) => bench.read(p.body) as fc.JsonValue);
      const damaged = fc.tuple(fc.constantFrom(...real), fc.nat(), fc.jsonValue()).map(([value, at, instead]) => replaced(value, at, instead));
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), damaged, fc.anything()), (payload) => {
          const incoming = bench.inbound(payload);
          if (incoming) expect(activity.safeParse(incoming.activity).error).toBeUndefined();
        }),
        { numRuns: 2000 },
      );
    });

    it('says what it is given', async () => {
      expect(await bench.channel.send(bench.reply(words()))).toEqual({ kind: 'sent' });
      const { text: _, textFormat: __, suggestedActions: ___, ...base } = bench.reply('');
      expect(await bench.channel.send({ ...base, type: 'typing' })).toEqual({ kind: 'sent' });
    });

    it('says a text and buttons at its own limits, in letters of three bytes, and refuses bigger ones', async () => {
      const { limits } = bench.channel;
      const buttons = (n: number, title: number) => ({
        suggestedActions: { to: [], actions: Array.from({ length: n }, (_, i) => ({ type: 'postBack' as const, title: `${i}${'က'.repeat(title - 1)}`, value: `${'x'.repeat(22)}${i}` })) },
      });
      const full = { ...bench.reply('က'.repeat(limits.text)), ...buttons(limits.buttons, limits.buttonTitle) };
      expect(await bench.channel.send(full)).toEqual({ kind: 'sent' });
      expect(await bench.channel.send(bench.reply('က'.repeat(limits.text + 1)))).toMatchObject({ kind: 'refused' });
      expect(await bench.channel.send({ ...bench.reply('x'), ...buttons(limits.buttons + 1, 3) })).toMatchObject({ kind: 'refused' });
      expect(await bench.channel.send(bench.reply(''))).toMatchObject({ kind: 'refused' });
    });

    it('names what became of each failed send', async () => {
      for (const { name: what, failure, outcome } of bench.outcomes) {
        bench.failNext(failure);
        expect(await bench.channel.send(bench.reply(words())), what).toEqual(outcome);
      }
      expect(await bench.channel.send(bench.reply(words()))).toEqual({ kind: 'sent' });
    });
  });
}

/** The `at`-th value inside a JSON value, counted depth first and around, replaced. */
function replaced(value: fc.JsonValue, at: number, instead: fc.JsonValue): fc.JsonValue {
  let left = at % sizeOf(value);
  const visit = (v: fc.JsonValue): fc.JsonValue => {
    if (left-- === 0) return instead;
    if (Array.isArray(v)) return v.map(visit);
    if (typeof v === 'object' && v !== null) return Object.fromEntries(Object.entries(v).map(([key, inner]) => [key, visit(inner as fc.JsonValue)]));
    return v;
  };
  return visit(value);
}

function sizeOf(value: fc.JsonValue): number {
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return 1 + inner.reduce<number>((sum, v) => sum + sizeOf(v as fc.JsonValue), 0);
}

/** A POST whose headers may come twice. */
function send(url: string, body: string | Buffer, headers: Record<string, string | string[]>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
