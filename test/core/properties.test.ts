import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/activity.js';
import { isBareNumber } from '../../src/core/choice.js';
import type { Session } from '../../src/core/session.js';
import { turn, type Turn } from '../../src/core/turn.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../../src/core/understanding.js';
import { ENTRIES, NOON, event, message, smallWorld } from './world.js';

/** A word that stands in no content: where it turns up again, something repeated what a person wrote. */
const CANARY = 'zqxcanary';

type Act =
  | { kind: 'text'; text: string; understanding: Partial<Understanding> }
  | { kind: 'tap'; nth: number }
  | { kind: 'wordless' }
  | { kind: 'edit'; text: string }
  | { kind: 'counsellor'; state: 'accepted' | 'completed' | 'failed' | 'queued' }
  | { kind: 'reply' }
  | { kind: 'timer'; timer: string }
  | { kind: 'start' };

const said = fc.constantFrom('menu', 'check a fee', 'talk to a person', 'bot', 'stop', 'language', 'delete what i wrote', 'yes', 'no', '1', '၂', '99', '', '😀', `my ${CANARY}`, `${CANARY} 500000 kyat`, '\u0000\u0007', 'K7Q2P?');
const understanding: fc.Arbitrary<Partial<Understanding>> = fc.record(
  {
    locale: fc.constantFrom('my', 'en', 'th', 'km', 'lo', 'vi', null),
    encoding: fc.constantFrom('unicode', 'zawgyi', 'undecided', 'none'),
    places: fc.array(fc.record({ place: fc.constantFrom('TH', 'MY', 'MM', 'ANY'), direction: fc.constantFrom('to', 'from', null) }), { maxLength: 2 }),
    numbers: fc.array(fc.integer({ min: -5, max: 1_000_000 }), { maxLength: 2 }),
    amounts: fc.array(fc.record({ value: fc.integer({ min: 0, max: 1_000_000 }), currency: fc.constantFrom('THB', 'MMK', null) }), { maxLength: 2 }),
    flags: fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.record({ danger: fc.constantFrom('locked-in', 'violence'), level: fc.constantFrom('R1', 'R2', 'R3') }), { minLength: 1, maxLength: 2 }) }),
    matches: fc.array(fc.record({ entry: fc.constantFrom(...Object.keys(ENTRIES), 'gone@TH'), score: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 3 }),
    gate: fc.constantFrom('answer', 'clarify', 'place', 'none'),
    partial: fc.boolean(),
    readings: fc.constantFrom(null, {
      unicode: { ...NOTHING_UNDERSTOOD, text: 'လစာ', encoding: 'unicode' },
      zawgyi: { ...NOTHING_UNDERSTOOD, text: 'menu', encoding: 'zawgyi' },
    }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Understanding>>;

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('text' as const), text: said, understanding }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('tap' as const), nth: fc.nat(30) }) },
  fc.constant({ kind: 'wordless' as const }),
  fc.record({ kind: fc.constant('edit' as const), text: said }),
  fc.record({ kind: fc.constant('counsellor' as const), state: fc.constantFrom('accepted' as const, 'completed' as const, 'failed' as const, 'queued' as const) }),
  fc.constant({ kind: 'reply' as const }),
  fc.record({ kind: fc.constant('timer' as const), timer: fc.constantFrom('handoff-waits', 'counsellor-silent', 'unknown') }),
  fc.constant({ kind: 'start' as const }),
);

interface Seen {
  before: Session | null;
  activity: Activity;
  understanding: Understanding;
  made: Turn;
}

function activityOf(a: Act, session: Session | null): [Activity, Understanding] {
  const handoffId = session?.handoff?.id ?? 'none';
  switch (a.kind) {
    case 'text':
      return [message(a.text), { ...NOTHING_UNDERSTOOD, ...a.understanding, text: a.text.trim() }];
    case 'tap': {
      const offers = session?.offers ?? [];
      return [message(undefined, offers.length > 0 ? offers[a.nth % offers.length]?.token : 'foreign'), NOTHING_UNDERSTOOD];
    }
    case 'wordless':
      return [message(undefined), NOTHING_UNDERSTOOD];
    case 'edit': {
      const { type: _, ...rest } = message(a.text);
      return [{ type: 'messageUpdate', ...rest } as Activity, { ...NOTHING_UNDERSTOOD, text: a.text }];
    }
    case 'counsellor':
      return [event('handoff.status', { handoffId, state: a.state, counsellor: 'Ma Hnin' }), NOTHING_UNDERSTOOD];
    case 'reply':
      return [event('counsellor.reply', { handoffId, counsellor: 'Ma Hnin', text: 'Hello' }), NOTHING_UNDERSTOOD];
    case 'timer':
      return [event('timer', { kind: a.timer }), NOTHING_UNDERSTOOD];
    case 'start':
      return [event('start', {}), NOTHING_UNDERSTOOD];
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

/** Runs a generated conversation and hands every turn to `check`. */
function inAnyConversation(check: (seen: Seen) => void): void {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
      let session: Session | null = null;
      for (const a of acts) {
        const [activity, u]: [Activity, Understanding] = activityOf(a, session);
        const before: Session | null = freeze(session);
        const made = turn(before, freeze(activity), freeze(u), smallWorld());
        check({ before, activity, understanding: u, made });
        session = JSON.parse(JSON.stringify(made.session)) as Session;
      }
    }),
    { numRuns: 400 },
  );
}

describe('in any conversation', () => {
  it('the same in gives the same out, and inputs stay as they were', () => {
    inAnyConversation(({ before, activity, understanding: u, made }) => {
      expect(turn(before, activity, u, smallWorld(NOON))).toEqual(made);
    });
  });

  it('a session equals its JSON round trip', () => {
    inAnyConversation(({ made }) => {
      expect(JSON.parse(JSON.stringify(made.session))).toEqual(made.session);
    });
  });

  it('a person who writes is never met with silence, unless a counsellor speaks', () => {
    inAnyConversation(({ before, activity, made }) => {
      // A message that waited is answered by the turn that follows at once, which can put off nothing more.
      const waited = made.reread !== null && made.reread.text === before?.letters?.waits && made.session.letters?.waits === null;
      if (activity.type === 'message' && before?.speaker !== 'counsellor' && !waited) expect(made.replies.length).toBeGreaterThan(0);
      for (const r of made.replies) expect(r.activity.text).not.toBe('');
    });
  });

  it('a turn says few messages', () => {
    inAnyConversation(({ made }) => expect(made.replies.length).toBeLessThanOrEqual(6));
  });

  it('only one party speaks', () => {
    inAnyConversation(({ before, made }) => {
      if (before?.speaker === 'counsellor' && made.session.speaker === 'counsellor') expect(made.replies.filter((r) => r.by === 'bot')).toEqual([]);
      if (before?.speaker !== 'counsellor' && made.session.speaker !== 'counsellor') expect(made.replies.filter((r) => r.by === 'counsellor' && before?.handoff?.state !== 'queued')).toEqual([]);
    });
  });

  it('a red flag is answered in every state, once more only where a counsellor already speaks about it', () => {
    inAnyConversation(({ before, activity, understanding: u, made }) => {
      if (activity.type !== 'message' || u.flags.length === 0) return;
      // Words that we ask people to type mean what we offer under them.
      const world = smallWorld();
      const button = before?.offers.some((o) => o.title.toLowerCase() === u.text.trim().toLowerCase());
      if (button || isBareNumber(u.text) || world.command(u.text) || world.yesNo(u.text) || world.triggered(u.text, 'en').length > 0) return;
      const known = before?.handoff?.summary.dangers ?? [];
      const heard = before?.speaker === 'counsellor' && u.flags.every((f) => known.includes(f.danger));
      if (!heard) expect(made.replies[0]?.activity.text).toContain(`URGENT ${u.flags[0]?.danger}`);
      if (!heard) expect(made.session.handoff).not.toBeNull();
    });
  });

  it('nothing a person wrote comes back in a reply or stands in an event', () => {
    inAnyConversation(({ made }) => {
      expect(JSON.stringify(made.replies)).not.toContain(CANARY);
      expect(JSON.stringify(made.events)).not.toContain(CANARY);
    });
  });

  it('no rule fails', () => {
    inAnyConversation(({ made }) => expect(made.events.filter((e) => e.type === 'rule.failed')).toEqual([]));
  });

  it('every button leads somewhere', () => {
    inAnyConversation(({ made }) => {
      for (const action of made.replies.flatMap((r) => r.activity.suggestedActions?.actions ?? [])) {
        expect(made.session.offers.map((o) => o.token)).toContain(action.value);
      }
    });
  });
});
