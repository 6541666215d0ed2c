import { clockOfLocal, daysAfter } from './date.js';
import { andAgain } from './parked.js';
import type { ReminderKind, Value } from './flow.js';
import type { Place } from './place.js';
import { isDate } from './reckon.js';
import type { Choice, Say } from './say.js';
import type { Act, Person, RemindedDate, Reminder, Session } from './session.js';
import type { Step, Talk } from './turn.js';
import type { World } from './world.js';

/*
 * Dates that people asked to be reminded of. Kept are the day, what it is of, and whose it is; each is told some times
 * before its day and is gone after the last.
 */

/** Days before the day at which it is told, the longest first. */
const LEAD_DAYS: Record<ReminderKind, readonly number[]> = {
  /** Papers are renewed in Thailand with under six months left (KH-DOC-04); then a month and a week, as for any paper. */
  passport: [180, 30, 7],
  /** No fact names a first day: a month is one payday to save the fee, a week one day off to go there. */
  visa: [30, 7],
  /** Thailand's round of 2026 takes applications some three months ahead; Singapore 40 to 21 days ahead (SG-MOVE-01), Laos wants people back 30 days ahead (LA-LAW-03). */
  permit: [90, 30, 7],
  /** Facts name no window (DLN-08 is not confirmed): two weeks leave two days off to go or to ask the employer, three days one more try. */
  'ninety-day-report': [14, 3],
  /** Two weeks to find papers and a helper, three days to hand in what there is. */
  claim: [14, 3],
};

/** One phone with several people and their papers; a longer list is read by nobody. */
const MOST_REMINDERS = 10;
/** Told in the forenoon: people are up, offices are open, and a night shift is home. */
const TELLS_AT_HOUR = 10;

/** What is told late (the program was down, a talk ended) is told between these hours, else the next forenoon: nobody's phone rings at night. */
const DECENT_FROM = 9;
const DECENT_TO = 20;
/** "Remind me later": some tries before the day, none of them a nuisance. Stands in the words of `choice.reminder-later` too. */
const LATER_DAYS = 3;

const HOUR_MS = 3_600_000;

/**
 * Hours from UTC to the clock of a place; none of them has summer time. `GULF` is Saudi Arabia's, the earliest there: in Dubai it is an
 * hour later. Where no place is known, that of Thailand, Cambodia, Laos and Viet Nam, as days are reckoned (see date.ts).
 * Source: IANA time zone database, zones Asia/Bangkok, Kuala_Lumpur, Singapore, Tokyo, Seoul, Hong_Kong, Riyadh, Yangon,
 * Phnom_Penh, Vientiane, Ho_Chi_Minh.
 */
const CLOCK: Record<Place, number> = { TH: 7, MY: 8, SG: 8, JP: 9, KR: 9, HK: 8, GULF: 3, MM: 6.5, KH: 7, LA: 7, VN: 7, ANY: 7 };

/** What setting a reminder did. */
type Reminded = Pick<Step, 'session' | 'says' | 'events'>;

/** Sets a reminder of the person who writes now, and says so, honestly where we may not write first; or says why not. A `value` that is no date sets none. */
export function remindOf(kind: ReminderKind, value: Value | undefined, session: Session, { world, freeMs }: Pick<Talk, 'world' | 'freeMs'>): Reminded {
  const { locale } = session;
  if (!isDate(value)) return { session, says: [], events: [] };
  const date: RemindedDate = { kind, on: value.date, of: session.name };
  const others = session.reminders.filter((r) => r.kind !== kind || r.of !== session.name);
  const refused = (why: 'no-consent' | 'too-many' | 'too-near'): Reminded => ({
    session: { ...session, reminders: why === 'too-near' ? others : session.reminders },
    says: [{ text: world.phrase(`reminder.${why}`, locale), by: 'bot' }],
    events: [{ type: 'reminder.refused', reason: why }],
  });
  if (session.consentAt === null) return refused('no-consent');
  if (others.length >= MOST_REMINDERS) return refused('too-many');
  const at = nextAt(date, session, world.now) ?? tomorrowAt(date, session, world.now);
  if (at === null) return refused('too-near');
  const words = { date: world.date(date.on, locale), what: world.phrase(`reminder.${kind}`, locale) };
  return {
    session: { ...session, reminders: [...others, { ...date, at }] },
    says: [{ text: world.phrase(freeMs === null ? 'reminder.set' : 'reminder.set-to-tell', locale, words), by: 'bot' }],
    events: [{ type: 'reminder.set', kind }],
  };
}

/** Of a person who takes their consent back nothing is kept: not where they are or come from, and no dates. */
export function withoutConsent(session: Session): Session {
  return { ...session, consentAt: null, place: null, origin: null, reminders: session.reminders.filter((r) => r.of !== session.name) };
}

// --- Telling --------------------------------------------------------------------------------------------------------

/**
 * Tells what is due beside what the turn says, and forgets what is over. Nobody who talks with a counsellor or waits for
 * one is interrupted; by itself the bot speaks at a decent hour and where the channel lets it, else when the person next
 * writes.
 */
export function tellReminders(talk: Talk, step: Step, now: number): Step {
  if (step.session.reminders.length === 0) return step;
  const before = step.session;
  const reminders = before.reminders.filter((r) => now < endOf(r, before));
  const session = { ...before, reminders };
  if (session.handoff || !reminders.some((r) => r.at <= now) || !mayTell(talk, session, now)) return { ...step, session };

  const asked = talk.activity.type === 'message';
  const isTold = (r: Reminder) => r.at <= now && (asked || isDecent(now, clockOf(r, session)));
  const told = reminders.filter(isTold);
  const after = reminders.flatMap((r): Reminder[] => {
    const at = isTold(r) ? nextAt(r, session, now) : r.at <= now ? nextForenoon(now, clockOf(r, session)) : r.at;
    return at === null ? [] : [{ ...r, at }];
  });
  if (told.length === 0) return { ...step, session: { ...session, reminders: after } };
  const [first] = told;
  const reminded: Say = { ...near(told, session, talk.world, now), ...(first && !asked ? { clock: clockOf(first, session) } : {}) };
  const events = [...step.events, ...told.map(({ kind }) => ({ type: 'reminder.told', kind }) as const)];
  const said = { ...step, session: { ...session, reminders: after }, events };
  // What the person asked for just now stands last, with its buttons.
  return asked ? { ...said, says: [reminded, ...step.says] } : andAgain({ ...said, says: [...step.says, reminded] }, talk.world);
}

/** Few words: others may see the screen. */
function near(told: readonly Reminder[], session: Session, world: World, now: number): Say {
  const { locale } = session;
  const dates = told.map(dateOf);
  const later = dates.some((d) => laterAt(d, session, now) !== null);
  const choices: Choice[] = [
    { title: world.phrase('choice.reminder-done', locale), act: { do: 'reminders', dates, then: 'end' } },
    ...(later ? [{ title: world.phrase('choice.reminder-later', locale), act: { do: 'reminders', dates, then: 'later' } as const }] : []),
    { title: world.phrase('choice.stop-reminders', locale), act: { do: 'command', command: 'stop-reminders' } },
  ];
  return { text: world.phrase('reminder.near', locale, { what: called(dates, session, world) }), by: 'bot', choices };
}

/** To whoever writes to us we may write; by ourselves only as a timer rings or a talk ends, where that is free. */
function mayTell({ activity, freeMs }: Talk, { freeSince }: Session, now: number): boolean {
  if (activity.type === 'message') return true;
  const byItself = activity.type === 'event' && (activity.name === 'timer' || activity.name === 'handoff.status');
  return byItself && (freeMs === null || now < freeSince + freeMs);
}

/** When a reminder needs to be looked at: at its time, or, where that passed and it could not be told, as its day ends. */
export function wakesAt(reminder: Reminder, session: Session, now: number): number {
  const end = endOf(reminder, session);
  return reminder.at > now ? Math.min(reminder.at, end) : end;
}

// --- What a person does with them ------------------------------------------------------------------------------------

/** The dates that are told some day, each a button that cancels it. */
export function listReminders({ session, world }: Talk): Step {
  const { locale, reminders } = session;
  if (reminders.length === 0) return { session, says: [{ text: world.phrase('reminder.none', locale), by: 'bot' }], events: [] };
  const dates = [...reminders].sort((a, b) => (a.on < b.on ? -1 : 1));
  const choices: Choice[] = [
    ...dates.map((date): Choice => ({
      title: world.phrase('reminder.item', locale, { what: called([date], session, world), date: world.date(date.on, locale) }),
      act: { do: 'reminders', dates: [dateOf(date)], then: 'end' },
    })),
    { title: world.phrase('choice.stop-reminders', locale), act: { do: 'command', command: 'stop-reminders' } },
  ];
  return { session, says: [{ text: world.phrase('reminder.list', locale), by: 'bot', choices }], events: [] };
}

/** A button under a reminder or in their list, also an old one. */
export function changeReminders({ session, world, freeMs }: Talk, { dates, then }: Extract<Act, { do: 'reminders' }>): Step {
  const { locale } = session;
  const others = session.reminders.filter((r) => !dates.some((d) => isSame(d, r)));
  if (then === 'end') {
    const text = world.phrase('reminder.ended', locale, { what: called(dates, session, world) });
    return { session: { ...session, reminders: others }, says: [{ text, by: 'bot' }], events: [{ type: 'reminder.ended' }] };
  }
  const again = dates.flatMap((date): Reminder[] => {
    const at = laterAt(date, session, world.now);
    return at === null ? [] : [{ ...date, at }];
  });
  const [first] = [...again].sort((a, b) => a.at - b.at);
  if (!first) return { session, says: [{ text: world.phrase('reminder.no-later', locale), by: 'bot' }], events: [] };
  // A newer date of the kind took the place of this one: it stays.
  const kept = again.filter((a) => !others.some((o) => o.kind === a.kind && o.of === a.of)).slice(0, MOST_REMINDERS - others.length);
  const text =
    freeMs === null
      ? world.phrase('reminder.later', locale, { date: world.date(localDay(first.at, clockOf(first, session)), locale) })
      : world.phrase('reminder.set-to-tell', locale, { date: world.date(first.on, locale), what: called(dates, session, world) });
  return { session: { ...session, reminders: [...others, ...kept] }, says: [{ text, by: 'bot' }], events: [] };
}

/** All of them, of everybody who writes from this phone. */
export function stopReminders({ session, world }: Talk): Step {
  const text = world.phrase('reminder.all-ended', session.locale);
  return { session: { ...session, reminders: [] }, says: [{ text, by: 'bot' }], events: [{ type: 'reminder.ended' }] };
}

/** What dates are of, in words; with the nickname of whose they are, where the phone has several people. */
function called(dates: readonly RemindedDate[], { locale }: Session, world: World): string {
  const names = dates.map(({ kind, of }) => {
    const what = world.phrase(`reminder.${kind}`, locale);
    return of === null ? what : world.phrase('reminder.whose', locale, { name: of, what });
  });
  return names.join(' · ');
}

function dateOf({ kind, on, of }: Reminder): RemindedDate {
  return { kind, on, of };
}

function isSame(a: RemindedDate, b: RemindedDate): boolean {
  return a.kind === b.kind && a.on === b.on && a.of === b.of;
}

// --- Times ----------------------------------------------------------------------------------------------------------

/** When a date is told next after `now`, null where all its times are past. */
function nextAt(date: RemindedDate, session: Session, now: number): number | null {
  return LEAD_DAYS[date.kind].map((days) => forenoon(date.on, -days, clockOf(date, session))).find((at) => at > now) ?? null;
}

/** Whoever names a day that is near is reminded once, on the day after; null where that is beyond it. */
function tomorrowAt(date: RemindedDate, session: Session, now: number): number | null {
  const clock = clockOf(date, session);
  const at = forenoon(localDay(now, clock), 1, clock);
  return at <= forenoon(date.on, 0, clock) ? at : null;
}

/** Some days from now, or on the day itself where that is nearer; null where that is over. */
function laterAt(date: RemindedDate, session: Session, now: number): number | null {
  const clock = clockOf(date, session);
  const at = Math.min(forenoon(localDay(now, clock), LATER_DAYS, clock), forenoon(date.on, 0, clock));
  return at > now ? at : null;
}

function nextForenoon(now: number, clock: number): number {
  const today = forenoon(localDay(now, clock), 0, clock);
  return today > now ? today : forenoon(localDay(now, clock), 1, clock);
}

/** The moment its day is over; of a month, its first day. */
function endOf(date: RemindedDate, session: Session): number {
  return forenoon(date.on, 1, clockOf(date, session)) - TELLS_AT_HOUR * HOUR_MS;
}

function isDecent(now: number, clock: number): boolean {
  const hour = new Date(now + clock).getUTCHours();
  return hour >= DECENT_FROM && hour < DECENT_TO;
}

/** Whether what is said unasked would come at night: it waited for a platform or for this program since that local time. */
export function comesAtNight(localTimestamp: string, now: number): boolean {
  return !isDecent(now, clockOfLocal(localTimestamp));
}

/** Milliseconds from UTC to the clock of the person whose date it is. */
function clockOf({ of }: RemindedDate, session: Session): number {
  const owner: Person = session.others.find((p) => p.name === of) ?? session;
  return CLOCK[owner.place ?? 'ANY'] * HOUR_MS;
}

function localDay(now: number, clock: number): string {
  return new Date(now + clock).toISOString().slice(0, 10);
}

/** The hour at which reminders are told, some days after a day; of a month, after its first. */
function forenoon(iso: string, days: number, clock: number): number {
  return Date.parse(daysAfter(iso, days) ?? iso) + TELLS_AT_HOUR * HOUR_MS - clock;
}
