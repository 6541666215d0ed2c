import fc from 'fast-check';
import { expect } from 'vitest';
import type { Claim, Commit, ConversationKey, Outgoing, Settlement, Store } from '../../src/ports.js';
import { START, accept, bytes, words } from './store-steps.js';

/*
 * The store as one would explain it: plain lists in memory, nothing durable, nothing concurrent. Any run of acts must
 * give the same answers on a real store.
 */

interface Waiting {
  text: string;
  acceptedAt: number;
  attempts: number;
  notBefore: number;
}
interface Letter {
  id: string;
  queuedAt: number;
  attempts: number;
  notBefore: number;
}
interface Conversation {
  version: number;
  session: string | null;
  speaker: 'bot' | 'counsellor';
  events: Waiting[];
  /** The newest lease of the inbox, and until when it keeps others out. */
  lease: { until: number } | null;
  timer: { at: number; text: string } | null;
  letters: Letter[];
  out: { until: number } | null;
  dead: string[];
  handoff: { id: string; holder: string | null } | null;
  lines: string[];
  ended: number;
}

const NAMES = ['a', 'b', 'c'] as const;
const LEASE = 40;

const conversation = fc.constantFrom(...NAMES);
const which = fc.nat(3);
const counsellor = fc.constantFrom('ann', 'bo');
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('say' as const), conversation, atOnce: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('claim' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      which,
      letters: fc.nat(2),
      sending: fc.boolean(),
      line: fc.boolean(),
      speaker: fc.constantFrom('bot' as const, 'counsellor' as const),
      timer: fc.constantFrom('keep' as const, 'keep' as const, 'clear' as const, 'set' as const),
      handoff: fc.constantFrom('none' as const, 'none' as const, 'open' as const, 'close' as const),
      erase: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), which, ms: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), which, as: fc.constantFrom('sent' as const, 'retry' as const, 'dead' as const), ms: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resend' as const), conversation }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), conversation, counsellor }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('giveBack' as const), conversation, counsellor }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('append' as const), conversation, id: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.nat(60) }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

interface Opened {
  store: Store;
  tick(ms: number): void;
  close(): Promise<void>;
}

/** Runs random acts on a real store and on the model, and compares every answer. Few runs: each opens a store. */
export async function agreesWithModel(open: () => Promise<Opened>, runs = 25): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 30, maxLength: 120, size: 'max' }), async (acts) => {
      const opened = await open();
      try {
        await compare(opened, acts);
      } finally {
        await opened.close();
      }
    }),
    // A failing run is shrunk for so long only, in milliseconds: the reader wants to see it before the test times out.
    { numRuns: runs, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: false },
  );
}

async function compare({ store, tick }: Opened, acts: Act[]): Promise<void> {
  const model = new Map<ConversationKey, Conversation>(
    NAMES.map((name) => [name, { version: 0, session: null, speaker: 'bot', events: [], lease: null, timer: null, letters: [], out: null, dead: [], handoff: null, lines: [], ended: 0 }]),
  );
  const of = (name: ConversationKey): Conversation => {
    const known = model.get(name);
    if (!known) throw new Error(`no conversation ${name}`);
    return known;
  };
  for (const name of NAMES) await store.keyOf(name, bytes(`key ${name}`));
  const claims: { claim: Claim; lease: Conversation['lease'] }[] = [];
  const taken: { outgoing: Outgoing; out: Conversation['out'] }[] = [];
  let now = START;
  let serial = 0;
  const fresh = (kind: string) => `${kind}${++serial}`;
  const enqueue = (name: ConversationKey, text: string, acceptedAt: number) => of(name).events.push({ text, acceptedAt, attempts: 0, notBefore: 0 });
  const handoffOf = (name: ConversationKey) => of(name).handoff?.id ?? 'none';

  async function perform(one: Act): Promise<void> {
    switch (one.do) {
      case 'tick':
        now += one.ms;
        return tick(one.ms);
      case 'say': {
        const text = fresh('event');
        const known = of(one.conversation);
        const done = await accept(store, { conversation: one.conversation, dedupe: text, sealed: bytes(text) }, 'key', one.atOnce ? LEASE : undefined);
        enqueue(one.conversation, text, now);
        if (!one.atOnce || known.events.length > 1) return expect(done).toBe('accepted');
        if (typeof done === 'string' || 'key' in done) throw new Error('an idle conversation was not claimed at once');
        const { claim } = done;
        expect([words(claim.event.sealed), claim.event.acceptedAt, claim.event.attempts, claim.version, words(claim.session)]).toEqual([text, now, 0, known.version, known.session]);
        known.events[0]!.attempts = 1;
        known.lease = { until: now + LEASE };
        claims.unshift({ claim, lease: known.lease });
        return;
      }
      case 'claim': {
        for (const [name, known] of [...model].sort(([, x], [, y]) => (x.timer?.at ?? 0) - (y.timer?.at ?? 0))) {
          if (!known.timer || known.timer.at > now) continue;
          enqueue(name, known.timer.text, known.timer.at);
          known.timer = null;
        }
        const ready = [...model].flatMap(([name, known]) => {
          const head = known.events[0];
          return head && (known.lease ? known.lease.until <= now : head.notBefore <= now) ? [{ name, head }] : [];
        });
        const since = Math.min(...ready.map(({ head }) => head.acceptedAt));
        const claim = await store.claim(LEASE);
        if (ready.length === 0) return expect(claim).toBeNull();
        const chosen = ready.find(({ name, head }) => name === claim?.conversation && head.acceptedAt === since);
        if (!claim || !chosen) throw new Error(`claimed ${claim?.conversation ?? 'nothing'} of ${JSON.stringify(ready)}`);
        const known = of(chosen.name);
        expect([words(claim.event.sealed), claim.event.acceptedAt, claim.event.attempts, claim.version, words(claim.session)]).toEqual([
          chosen.head.text, since, chosen.head.attempts, known.version, known.session,
        ]);
        chosen.head.attempts += 1;
        known.lease = { until: now + LEASE };
        claims.unshift({ claim, lease: known.lease });
        return;
      }
      case 'commit': {
        const held = claims[one.which];
        if (!held) return;
        const name = held.claim.conversation;
        const known = of(name);
        const letters = Array.from({ length: one.letters }, () => fresh('letter'));
        const line = one.line ? [fresh('line')] : [];
        const timer = one.timer === 'set' ? { at: now + 30, text: fresh('timer') } : null;
        const opening = fresh('handoff');
        const session = fresh('session');
        const commit: Commit = {
          claim: { conversation: name, lease: held.claim.lease, version: held.claim.version, seq: held.claim.event.seq },
          session: bytes(session),
          speaker: one.speaker,
          lines: line.map((id) => ({ id, sealed: bytes(id) })),
          deliveries: letters.map((id) => ({ id, channel: 'telegram', by: 'bot', sealed: bytes(id) })),
          handoff:
            one.handoff === 'open' && !known.handoff
              ? { do: 'open', id: opening, risk: 'R1', sealed: bytes(opening) }
              : one.handoff === 'close'
                ? { do: 'close', id: handoffOf(name), state: 'completed', outcome: 'referred' }
                : null,
          ...(one.timer === 'keep' ? {} : { timer: timer && { at: timer.at, sealed: bytes(timer.text) } }),
          ...(one.erase ? { erase: { key: bytes(fresh('key')) } } : {}),
        };
        const result = await store.commit(commit, one.sending ? LEASE : undefined);
        if (known.lease !== held.lease || known.version !== held.claim.version) return expect(result).toBe('stale');
        if (one.erase) Object.assign(known, { events: [known.events[0]], timer: null, letters: [], out: null, dead: [], lines: [], handoff: commit.handoff?.do === 'close' ? known.handoff : null });
        known.events.shift();
        known.lease = null;
        Object.assign(known, { version: known.version + 1, session, speaker: one.speaker });
        if (commit.handoff?.do === 'open') known.handoff = { id: opening, holder: null };
        if (commit.handoff?.do === 'close') known.handoff = null;
        known.lines.push(...line);
        known.ended += line.length;
        known.letters.push(...letters.map((id) => ({ id, queuedAt: now, attempts: 0, notBefore: 0 })));
        if (one.timer !== 'keep') known.timer = timer;
        const head = known.letters[0];
        if (!one.sending || letters.length === 0 || !head || known.out || head.notBefore > now) return expect(result).toBe('committed');
        if (typeof result === 'string') throw new Error('the head of an idle outbox was not handed out');
        expect([result.outgoing.id, result.outgoing.attempts, result.outgoing.speaker, result.outgoing.queuedAt]).toEqual([head.id, head.attempts, known.speaker, head.queuedAt]);
        head.attempts += 1;
        known.out = { until: now + LEASE };
        taken.unshift({ outgoing: result.outgoing, out: known.out });
        return;
      }
      case 'release': {
        const held = claims[one.which];
        if (!held) return;
        const known = of(held.claim.conversation);
        await store.release(held.claim, one.ms);
        if (known.lease !== held.lease || !known.events[0]) return;
        known.events[0].notBefore = now + one.ms;
        known.lease = null;
        return;
      }
      case 'take': {
        const ready = [...model]
          .flatMap(([name, known]) => {
            const head = known.letters[0];
            return head && (known.out ? known.out.until <= now : head.notBefore <= now) ? [{ name, known, head }] : [];
          })
          .sort((x, y) => x.head.queuedAt - y.head.queuedAt)
          .slice(0, one.limit);
        const got = await store.takeDeliveries(one.limit, LEASE, []);
        expect(got.map((o) => [o.conversation, o.id, o.attempts, o.queuedAt, o.speaker])).toEqual(
          ready.map(({ name, known, head }) => [name, head.id, head.attempts, head.queuedAt, known.speaker]),
        );
        got.forEach((outgoing, i) => {
          const { known, head } = ready[i] ?? {};
          if (!known || !head) return;
          head.attempts += 1;
          known.out = { until: now + LEASE };
          taken.unshift({ outgoing, out: known.out });
        });
        return;
      }
      case 'settle': {
        const held = taken[one.which];
        if (!held) return;
        const known = of(held.outgoing.conversation);
        const settlements: Record<typeof one.as, Settlement> = { sent: { do: 'sent' }, retry: { do: 'retry', inMs: one.ms }, dead: { do: 'dead', code: 'x' } };
        await store.settle(held.outgoing, settlements[one.as]);
        const head = known.letters[0];
        if (known.out !== held.out || !head) return;
        known.out = null;
        if (one.as === 'retry') return void (head.notBefore = now + one.ms);
        known.letters.shift();
        if (one.as === 'dead') known.dead.push(head.id);
        return;
      }
      case 'resend': {
        const known = of(one.conversation);
        const dead = (await store.deadLetters(50)).filter((letter) => letter.conversation === one.conversation);
        expect(dead).toHaveLength(known.dead.length);
        const id = known.dead[0];
        const letter = dead.find((each) => id !== undefined && each.id.endsWith(id));
        expect(await store.resend(letter?.id ?? 'none')).toBe(id !== undefined);
        if (id === undefined) return;
        known.dead.shift();
        known.letters.splice(known.out ? 1 : 0, 0, { id, queuedAt: now, attempts: 0, notBefore: 0 });
        return;
      }
      case 'hold': {
        const { handoff } = of(one.conversation);
        const text = fresh('status');
        const result = await store.take(handoffOf(one.conversation), one.counsellor, { conversation: one.conversation, key: bytes('key'), dedupe: text, sealed: bytes(text) });
        if (!handoff) return expect(result).toEqual({ kind: 'closed' });
        if (handoff.holder !== null && handoff.holder !== one.counsellor) return expect(result).toEqual({ kind: 'held', by: handoff.holder });
        expect(result).toEqual({ kind: 'taken' });
        if (handoff.holder === null) enqueue(one.conversation, text, now);
        handoff.holder = one.counsellor;
        return;
      }
      case 'giveBack': {
        const { handoff } = of(one.conversation);
        const text = fresh('status');
        const result = await store.giveBack(handoffOf(one.conversation), one.counsellor, { conversation: one.conversation, key: bytes('key'), dedupe: text, sealed: bytes(text) });
        expect(result).toBe(handoff?.holder === one.counsellor);
        if (!handoff || handoff.holder !== one.counsellor) return;
        handoff.holder = null;
        enqueue(one.conversation, text, now);
        return;
      }
      case 'append': {
        const known = of(one.conversation);
        const id = `appended${one.id}`;
        const there = known.lines.indexOf(id);
        const position = await store.append(one.conversation, 'transcript', id, bytes(id));
        expect(position).toBe(there < 0 ? known.ended + 1 : known.ended - known.lines.length + there + 1);
        if (there >= 0) return;
        known.lines.push(id);
        known.ended += 1;
        return;
      }
    }
  }

  async function looksTheSame(): Promise<void> {
    const all = [...model.values()];
    const heads = all.flatMap((known) => known.events[0]?.acceptedAt ?? []);
    expect(await store.depths()).toEqual({
      inbox: all.flatMap((known) => known.events).length,
      outbox: all.flatMap((known) => known.letters).length,
      oldestInboxAt: heads.length > 0 ? Math.min(...heads) : null,
      openHandoffs: all.filter((known) => known.handoff).length,
      deadLetters: all.flatMap((known) => known.dead).length,
    });
    const open = await store.handoffs(10, false);
    expect(open.map((row) => [row.conversation, row.id, row.holder]).sort()).toEqual(
      [...model].flatMap(([name, { handoff }]) => (handoff ? [[name, handoff.id, handoff.holder]] : [])).sort(),
    );
    for (const [name, known] of model) {
      expect((await store.read(name, 'transcript', 0, 500)).map((line) => words(line.sealed))).toEqual(known.lines);
    }
  }

  for (const one of acts) {
    await perform(one);
    // Two acts never fall on one millisecond, so that "the oldest" is always one conversation.
    now += 1;
    tick(1);
  }
  await looksTheSame();
}
