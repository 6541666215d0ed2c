import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/activity.js';
import { nextTimer, timeOf } from '../../src/core/due.js';
import { REMINDER_KINDS, type ReminderKind } from '../../src/core/flow.js';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { DESTINATIONS, ORIGINS, type Place } from '../../src/core/place.js';
import { remindOf } from '../../src/core/remind.js';
import { SESSION_SCHEMA, newPerson, newSession, upgrade, type Session } from '../../src/core/session.js';
import { turn, type Turn } from '../../src/core/turn.js';
import { NOTHING_UNDERSTOOD } from '../../src/core/understanding.js';
import type { World } from '../../src/core/world.js';
import { filesOf, worldOf } from '../flow/flows.js';
import { NOON, event, message, smallWorld, talk, understood } from './world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORLD = smallWorld();
const agreed: Session = { ...newSession('en', NOON), localeChosen: true, consentAt: NOON, place: 'TH' };

const at = (now: number): World => ({ ...WORLD, now });
const ring = (when: number): Activity => ({ ...event('timer', { kind: 'reminder' }), timestamp: new Date(when).toISOString() });
const through = (session: Session): Session => JSON.parse(JSON.stringify(session)) as Session;
const told = ({ events }: Turn) => events.flatMap((e) => (e.type === 'reminder.told' ? [e.kind] : []));
const texts = ({ replies }: Turn) => replies.map((r) => r.activity.text ?? '');

function kept(kind: ReminderKind, on: string, session = agreed, now = NOON): Session {
  return through(remindOf(kind, { date: on }, session, { world: at(now), freeMs: null }).session);
}

function pressed(session: Session, title: string, now: number): Turn {
  const offer = session.offers.findLast((o) => o.title === title);
  if (!offer) throw new Error(`no button "${title}" among ${session.offers.map((o) => o.title).join(' | ')}`);
  return turn(session, message(undefined, offer.token), NOTHING_UNDERSTOOD, at(now));
}

/** Lets the timer ring whenever it is due, until none is set; what was told, and when, by UTC. */
function allTold(session: Session, timer: Turn['timer']): { kind: string; at: string }[] {
  const out: { kind: string; at: string }[] = [];
  let next = timer;
  for (let s = session; next; ) {
    const made = turn(s, ring(next.at), NOTHING_UNDERSTOOD, at(next.at));
    out.push(...told(made).map((kind) => ({ kind, at: new Date(next?.at ?? 0).toISOString() })));
    s = through(made.session);
    next = made.timer;
  }
  return out;
}

describe('a flow sets a reminder', () => {
  const files = filesOf('sample', "flow: sample\nversion: 1\nstart: a\nnodes:\n  a:\n    do: [{say: when}]\n    wait: {for: date, save: day}\n    otherwise: b\n  b: {do: [{remind: permit, on: day}, {say: done}]}\n", { when: 'When does it end?', done: 'Done.' });
  const world = worldOf(files);
  const answersWith = (session: Session, month: number, year: number) => {
    const t = talk(world, session);
    t.says('begin sample');
    const made = t.says('that day', { dates: [{ year, month, day: 5 }] });
    return { t, made };
  };

  it('says so, keeps kind and day, and wakes the conversation before', () => {
    const { t, made } = answersWith(agreed, 6, 2027);
    expect(t.texts()).toEqual(['I will remind you before this day: 2027-06-05 (permit). I keep the day and what it is about, nothing else. Type "reminders" to see or cancel it.', 'Done.']);
    // Ninety days before, ten o'clock in Thailand.
    expect(t.session.reminders).toEqual([{ kind: 'permit', on: '2027-06-05', of: null, at: Date.parse('2027-03-07T03:00:00Z') }]);
    expect(made.timer).toEqual({ kind: 'reminder', at: Date.parse('2027-03-07T03:00:00Z') });
    expect(made.events).toContainEqual({ type: 'reminder.set', kind: 'permit' });
  });

  it('keeps nothing of somebody who has not agreed, and says so', () => {
    const { t, made } = answersWith({ ...agreed, consentAt: null }, 6, 2027);
    expect(t.texts()[0]).toContain('I have not kept this date');
    expect(t.session.reminders).toEqual([]);
    expect(made.timer).toBeNull();
  });

  it('says where a day is too near, and lets a corrected day take the place of the first', () => {
    expect(answersWith(agreed, 11, 2020).t.texts()[0]).toContain('over or too near');
    const { t } = answersWith(agreed, 6, 2027);
    t.says('begin sample');
    t.says('that day', { dates: [{ year: 2027, month: 8, day: 5 }] });
    expect(t.session.reminders.map((r) => r.on)).toEqual(['2027-08-05']);
  });
});

describe('a reminder', () => {
  it.each<[ReminderKind, string, string[]]>([
    ['passport', '2027-12-01', ['2027-06-04', '2027-11-01', '2027-11-24']],
    ['visa', '2027-02-01', ['2027-01-02', '2027-01-25']],
    ['permit', '2027-06-05', ['2027-03-07', '2027-05-06', '2027-05-29']],
    ['ninety-day-report', '2027-01-15', ['2027-01-01', '2027-01-12']],
    ['claim', '2027-01', ['2026-12-18', '2026-12-29']],
    // Too near for the first of its times; too near for all of them, so it is told tomorrow.
    ['visa', '2026-12-01', ['2026-11-24']],
    ['claim', '2026-11-23', ['2026-11-22']],
  ])('of a %s on %s is told at ten in the forenoon of each of its days, and is gone', (kind, on, days) => {
    const session = kept(kind, on);
    const first = turn(session, message('menu'), understood('menu'), WORLD);
    expect(allTold(session, first.timer)).toEqual(days.map((day) => ({ kind, at: `${day}T03:00:00.000Z` })));
  });

  it('goes by the clock of where the person is', () => {
    const hours = ([...DESTINATIONS, ...ORIGINS] as Place[]).map((place) => {
      const [reminder] = kept('claim', '2027-01-15', { ...agreed, place }).reminders;
      return `${place} ${new Date(reminder?.at ?? 0).toISOString().slice(11, 16)}`;
    });
    expect(hours).toEqual(['TH 03:00', 'MY 02:00', 'SG 02:00', 'JP 01:00', 'KR 01:00', 'HK 02:00', 'GULF 07:00', 'MM 03:30', 'KH 03:00', 'LA 03:00', 'VN 03:00']);
  });

  it('says little, with three ways to answer', () => {
    const session = kept('visa', '2026-12-31');
    const made = turn(session, ring(session.reminders[0]?.at ?? 0), NOTHING_UNDERSTOOD, at(session.reminders[0]?.at ?? 0));
    expect(texts(made)).toEqual(['A date you asked to be reminded of is near: visa.']);
    expect(made.replies[0]?.activity.suggestedActions?.actions.map((a) => a.title)).toEqual(['Thank you, done', 'Remind me in 3 days', 'Stop all reminders']);
    expect(made.session.reminders).toMatchObject([{ on: '2026-12-31', at: Date.parse('2026-12-24T03:00:00Z') }]);
  });

  it('that rang late waits for the forenoon, and is not told on the day after its own', () => {
    const session = kept('claim', '2026-12-21');
    const rang = session.reminders[0]?.at ?? 0;
    const night = turn(session, ring(rang), NOTHING_UNDERSTOOD, at(rang + 14 * HOUR));
    expect(told(night)).toEqual([]);
    expect(night.timer?.at).toBe(rang + DAY);
    const over = turn(session, ring(rang), NOTHING_UNDERSTOOD, at(Date.parse('2026-12-21T17:00:00Z')));
    expect(over).toMatchObject({ replies: [], session: { reminders: [] }, timer: null });
  });

  it('never rings by a clock that is behind the store\'s', () => {
    const session = kept('claim', '2026-12-21');
    const rang = session.reminders[0]?.at ?? 0;
    expect(told(turn(session, ring(rang), NOTHING_UNDERSTOOD, at(rang - 5 * 60_000)))).toEqual(['claim']);
  });

  it('waits while a counsellor is called or speaks, and is told when they end the talk', () => {
    const session = kept('claim', '2026-12-21');
    const rang = session.reminders[0]?.at ?? 0;
    const queued = turn(session, message('person'), understood('person'), at(rang - HOUR)).session;
    expect(told(turn(queued, ring(rang), NOTHING_UNDERSTOOD, at(rang)))).toEqual([]);
    const handoffId = queued.handoff?.id ?? '';
    const speaking = turn(queued, event('handoff.status', { handoffId, state: 'accepted', counsellor: 'Ma Hnin' }), NOTHING_UNDERSTOOD, at(rang - HOUR)).session;
    const during = turn(speaking, ring(rang), NOTHING_UNDERSTOOD, at(rang));
    expect(told(during)).toEqual([]);
    // It looks again as the day ends, not at once and for ever.
    expect(during.timer?.at).toBe(Date.parse('2026-12-21T17:00:00Z'));
    const ended = turn(through(during.session), event('handoff.status', { handoffId, state: 'completed', counsellor: 'Ma Hnin' }), NOTHING_UNDERSTOOD, at(rang + HOUR));
    expect(told(ended)).toEqual(['claim']);
  });

  it('is told where writing is free, else in the answer to the next message', () => {
    const session = kept('claim', '2026-12-21');
    const rang = session.reminders[0]?.at ?? 0;
    const wrote = (before: Session, now: number, freeMs: number | null) => turn(before, message('menu'), understood('menu'), at(now), freeMs);
    const lately = wrote(session, rang - 20 * HOUR, DAY).session;
    expect(told(turn(lately, ring(rang), NOTHING_UNDERSTOOD, at(rang), DAY))).toEqual(['claim']);
    // The span counts from the first message of the day: a second one does not lengthen it.
    const twice = wrote(wrote(session, rang - 30 * HOUR, DAY).session, rang - 20 * HOUR, DAY).session;
    const closed = turn(twice, ring(rang), NOTHING_UNDERSTOOD, at(rang), DAY);
    expect(closed.replies).toEqual([]);
    const answer = wrote(through(closed.session), rang + 16 * HOUR, DAY);
    expect(texts(answer)[0]).toContain('is near: claim');
    expect(texts(answer).at(-1)).toContain('What would you like to know');
    expect(told(wrote(through(answer.session), rang + 17 * HOUR, DAY))).toEqual([]);
  });

  it('is promised only where the bot may write first', () => {
    const promised = (freeMs: number | null) => remindOf('claim', { date: '2027-01-15' }, agreed, { world: WORLD, freeMs }).says[0]?.text;
    expect(promised(null)).toContain('I will remind you before this day');
    expect(promised(DAY)).toContain('I cannot write to you first');
  });

  it('told in the middle of a flow, leaves its question standing', () => {
    const session = turn(kept('claim', '2026-12-21'), message('check a fee'), understood('check a fee'), WORLD).session;
    const rang = session.reminders[0]?.at ?? 0;
    const made = turn({ ...session, due: [] }, ring(rang), NOTHING_UNDERSTOOD, at(rang));
    expect(texts(made)[0]).toContain('is near: claim');
    expect(made.replies).toHaveLength(2);
    expect(made.session.run).toEqual(session.run);
  });

  it('of two on one day is one message', () => {
    const session = kept('claim', '2027-01-15', kept('ninety-day-report', '2027-01-15'));
    const rang = session.reminders[0]?.at ?? 0;
    expect(texts(turn(session, ring(rang), NOTHING_UNDERSTOOD, at(rang)))).toEqual(['A date you asked to be reminded of is near: 90-day report · claim.']);
  });

  it('is of whoever asked, by nickname, where several people share a phone', () => {
    const aye: Session = { ...agreed, ...newPerson('Aye', 'en'), consentAt: NOON, place: 'JP', others: [{ ...newPerson(null, 'en'), place: 'TH' }] };
    const session = through({ ...kept('visa', '2026-12-31', aye), ...newPerson(null, 'en'), others: [{ ...newPerson('Aye', 'en'), consentAt: NOON, place: 'JP' }] });
    const rang = Date.parse('2026-12-01T01:00:00Z');
    expect(session.reminders).toEqual([{ kind: 'visa', on: '2026-12-31', of: 'Aye', at: rang }]);
    expect(texts(turn(session, ring(rang), NOTHING_UNDERSTOOD, at(rang)))[0]).toContain('is near: Aye, visa');
  });
});

describe('a person', () => {
  const rang = Date.parse('2026-12-07T03:00:00Z');
  const reminded = () => through(turn(kept('claim', '2026-12-21'), ring(rang), NOTHING_UNDERSTOOD, at(rang)).session);

  it('is done: it is gone for good', () => {
    const made = pressed(reminded(), 'Thank you, done', rang);
    expect(made).toMatchObject({ session: { reminders: [] }, timer: null });
    expect(texts(made)[0]).toContain('not remind you of that any more: claim');
  });

  it('wants to be reminded later, also after the last time, but never beyond the day', () => {
    const later = pressed(reminded(), 'Remind me in 3 days', rang + HOUR);
    expect(later.timer).toEqual({ kind: 'reminder', at: rang + 3 * DAY });
    expect(texts(later)[0]).toContain('again on 2026-12-10');
    const last = Date.parse('2026-12-18T03:00:00Z');
    const after = through(turn(reminded(), ring(last), NOTHING_UNDERSTOOD, at(last)).session);
    expect(after.reminders).toEqual([]);
    expect(pressed(after, 'Remind me in 3 days', last + HOUR).timer?.at).toBe(Date.parse('2026-12-21T03:00:00Z'));
    const tooLate = pressed(after, 'Remind me in 3 days', Date.parse('2026-12-21T04:00:00Z'));
    expect(texts(tooLate)[0]).toContain('No day is left');
    expect(tooLate.timer).toBeUndefined();
  });

  it('sees them, cancels one with a tap, and stops all with words or a tap', () => {
    const t = talk(WORLD, kept('passport', '2028-01-01', kept('claim', '2027-01-15')));
    t.says('my reminders');
    expect(t.buttons()).toEqual(['claim, 2027-01-15', 'passport, 2028-01-01', 'Stop all reminders']);
    t.taps('claim, 2027-01-15');
    expect(t.session.reminders.map((r) => r.kind)).toEqual(['passport']);
    const made = t.says('stop all reminders');
    expect(t.session.reminders).toEqual([]);
    expect(made.timer).toBeNull();
    t.says('reminders');
    expect(t.texts()).toEqual(['There is no date that I will remind you of.']);
  });

  it.each([
    ['leaves', (s: Session) => turn(s, { ...message(undefined), type: 'contactRelationUpdate', action: 'remove' } as Activity, NOTHING_UNDERSTOOD, WORLD)],
    ['clears the screen', (s: Session) => turn(s, { ...message(undefined), type: 'endOfConversation' } as Activity, NOTHING_UNDERSTOOD, WORLD)],
    ['is forgotten', (s: Session) => turn({ ...s, offers: [{ token: 'x', title: '', act: { do: 'command', command: 'erase-yes' } }] }, message(undefined, 'x'), NOTHING_UNDERSTOOD, WORLD)],
  ])('who %s is not reminded', (_, leave) => {
    expect(leave(kept('claim', '2027-01-15'))).toMatchObject({ session: { reminders: [] }, timer: null });
  });

  it('who takes consent back has no dates kept', () => {
    const world = worldOf(filesOf('sample', "flow: sample\nversion: 1\nstart: a\nnodes:\n  a: {do: [{set: answer, to: 'no'}, {remember: consent, from: answer}, {say: done}]}\n", { done: 'Done.' }));
    const t = talk(world, kept('claim', '2027-01-15'));
    t.says('begin sample');
    expect(t.session).toMatchObject({ consentAt: null, reminders: [] });
  });

  it('has ten at most', () => {
    const people = Array.from({ length: 5 }, (_, i) => ({ ...newPerson(`P${i}`, 'en'), consentAt: NOON }));
    let session = agreed;
    for (const person of people) for (const kind of REMINDER_KINDS) session = kept(kind, '2028-01-01', { ...session, ...person });
    expect(session.reminders).toHaveLength(10);
  });
});

describe('clocks of a conversation', () => {
  const asking = () => worldOf(filesOf('sample', 'flow: sample\nversion: 1\nstart: a\nnodes:\n  a:\n    do: [{say: well}]\n    wait: {for: yes-no, save: x}\n', { well: 'Well?' }));

  it('run beside one another: the wait for a counsellor does not stop a flow\'s', () => {
    const t = talk(asking(), agreed);
    t.says('begin sample');
    const made = t.says('person');
    expect(made.timer).toEqual({ kind: 'handoff-waits', at: NOON + 15 * 60_000 });
    expect(t.session.due.map((d) => d.kind)).toEqual(['handoff-waits', 'flow-expires']);
    const waited = t.step(event('timer', { kind: 'handoff-waits' }));
    expect(t.texts()[0]).toContain('You have not been forgotten');
    expect(waited.timer).toEqual({ kind: 'flow-expires', at: NOON + 23 * HOUR });
    t.step(event('timer', { kind: 'flow-expires' }));
    expect(t.texts()[0]).toContain('put the open question away');
  });

  it('that fell due together are all handled at once', () => {
    const world = asking();
    const t = talk(world, agreed);
    t.says('begin sample');
    t.says('person');
    const made = turn(t.session, ring(NOON + 15 * 60_000), NOTHING_UNDERSTOOD, { ...world, now: NOON + 2 * DAY });
    expect(texts(made).join()).toMatch(/not been forgotten.*put the open question away/s);
    expect(made.timer).toBeNull();
  });

  it('of a session of before go on', () => {
    const { due: _, reminders: __, freeSince: ___, letters: ____, ...session } = turn(agreed, message('check a fee'), understood('check a fee'), WORLD).session;
    expect(upgrade({ ...session, schema: 3 })).toMatchObject({ schema: SESSION_SCHEMA, letters: null, due: [{ kind: 'flow-expires', at: NOON + 23 * HOUR }], reminders: [], freeSince: NOON });
  });
});

// --- For any dates and clocks -------------------------------------------------------------------------------------------

type Happening =
  | { do: 'ring'; lateMs: number }
  | { do: 'write'; afterMs: number; text: string }
  | { do: 'tap'; afterMs: number; nth: number }
  | { do: 'counsellor'; afterMs: number; state: 'accepted' | 'completed' | 'queued' | 'failed' }
  | { do: 'set'; kind: ReminderKind; days: number };

const afterMs = fc.integer({ min: 0, max: 40 * DAY });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ring' as const), lateMs: fc.oneof(fc.constant(0), fc.integer({ min: -HOUR, max: 10 * DAY })) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), afterMs, text: fc.constantFrom('menu', 'check a fee', 'person', 'stop', 'reminders', 'stop reminders') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('tap' as const), afterMs, nth: fc.nat(40) }) },
  fc.record({ do: fc.constant('counsellor' as const), afterMs, state: fc.constantFrom('accepted' as const, 'completed' as const, 'queued' as const, 'failed' as const) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), kind: fc.constantFrom(...REMINDER_KINDS), days: fc.integer({ min: -3, max: 400 }) }) },
);

const CLOCKS: Record<string, number> = { TH: 7, MY: 8, JP: 9, GULF: 3, MM: 6.5, VN: 7 };

interface Seen {
  before: Session;
  made: Turn;
  activity: Activity;
  now: number;
  clock: number;
}

/** Plays any life of a conversation and hands every turn to `check`. */
function inAnyLife(check: (seen: Seen) => void): void {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(CLOCKS)), fc.option(fc.constantFrom(DAY, 7 * DAY)), fc.constantFrom<Locale>(...LOCALES), fc.array(happening, { minLength: 1, maxLength: 30 }), (place, freeMs, locale, all) => {
      let session = kept('passport', '2027-06-30', kept('claim', '2026-12-20', { ...agreed, locale, place: place as Place }));
      let now = NOON;
      let timer: Turn['timer'] = nextTimer(session, now);
      for (const h of all) {
        if (h.do === 'set') {
          session = kept(h.kind, new Date(now + h.days * DAY).toISOString().slice(0, 10), session, now);
          continue;
        }
        if (h.do === 'ring' && !timer) continue;
        const ringsAt: number = timer?.at ?? now;
        // A host's clock may lag the store's; otherwise time goes on.
        now = h.do === 'ring' ? Math.max(now, ringsAt + h.lateMs) : now + h.afterMs;
        const activity = activityOf(h, session, ringsAt);
        const text = activity.type === 'message' ? (activity.text ?? '') : '';
        const made: Turn = turn(session, activity, understood(text, { locale: null }), at(now), freeMs);
        check({ before: session, made, activity, now: timeOf({ activity, world: at(now) }), clock: (CLOCKS[place] ?? 0) * HOUR });
        session = through(made.session);
        timer = made.timer === undefined ? timer : made.timer;
      }
    }),
    { numRuns: 500 },
  );
}

function activityOf(h: Exclude<Happening, { do: 'set' }>, session: Session, ringsAt: number): Activity {
  switch (h.do) {
    case 'ring':
      return ring(ringsAt);
    case 'write':
      return message(h.text);
    case 'tap':
      return message(undefined, session.offers.at(-1 - (h.nth % Math.max(1, session.offers.length)))?.token ?? 'none');
    case 'counsellor':
      return event('handoff.status', { handoffId: session.handoff?.id ?? 'none', state: h.state, counsellor: 'Ma Hnin' });
  }
}

describe('for any dates and clocks', () => {
  it('a reminder is told once for each of its times, never at night, never after its day, never into another\'s talk', () => {
    let seen = 0;
    inAnyLife(({ before, made, activity, now, clock }) => {
      const kinds = told(made);
      seen += kinds.length;
      for (const kind of kinds) {
        const was = before.reminders.find((r) => r.kind === kind);
        expect(was?.at).toBeLessThanOrEqual(now);
        expect(new Date(now + clock).toISOString().slice(0, 10) <= (was?.on ?? '')).toBe(true);
        expect(made.session.handoff).toBeNull();
        if (activity.type !== 'message') {
          const hour = new Date(now + clock).getUTCHours();
          expect(hour >= 9 && hour < 20).toBe(true);
        }
        // Its next time, if any, is still to come: nothing tells this one again.
        for (const r of made.session.reminders) if (r.kind === kind) expect(r.at).toBeGreaterThan(now);
      }
      expect(new Set(kinds).size).toBe(kinds.length);
    });
    expect(seen).toBeGreaterThan(100);
  });

  it('what is due and cannot be told does not ring without end, and the day\'s end forgets it', () => {
    inAnyLife(({ made, activity, now, clock }) => {
      if (activity.type === 'event' && activity.name === 'timer' && made.timer) expect(made.timer.at).toBeGreaterThan(now);
      for (const r of made.session.reminders) expect(new Date(now + clock).toISOString().slice(0, 10) <= r.on).toBe(true);
    });
  });
});
