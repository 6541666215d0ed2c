import type { Event } from './event.js';
import { wakesAt } from './remind.js';
import type { Due, Session } from './session.js';
import type { Talk, Timer } from './turn.js';

/*
 * The clocks of a conversation: when each begins and ends, and which rings first. The store keeps one timer for each
 * conversation; the session keeps all that is due.
 */

/** A person who waits hears again after this: long enough not to nag, short enough not to feel forgotten. */
const WAITING_NOTICE_MS = 15 * 60_000;
/**
 * A counsellor whose console was not open for so long is gone, where somebody waits for their answer. A phone closes the page
 * whenever its screen goes dark: a call, a stair, another case must fit in; and somebody in need hears of another in minutes.
 */
export const GONE_AFTER_MS = 5 * 60_000;
/** Clocks of two machines differ a little: who is there by one and gone by the other is looked for again after this. */
const LOOK_AGAIN_MS = 5_000;
/** A counsellor who has not answered for this long: the person is told that the bot can be called back. */
const SILENT_COUNSELLOR_MS = 30 * 60_000;
/** A question waits this long: a night's sleep and a shift, and still inside the day in which Viber delivers for free. */
const FLOW_EXPIRES_MS = 23 * 3_600_000;

/** The time of a turn. A timer rings by the store's clock: it is never before its time, also where ours is behind. */
export function timeOf({ activity, world }: Pick<Talk, 'activity' | 'world'>): number {
  return isRing({ activity }) ? Math.max(world.now, Date.parse(activity.timestamp)) : world.now;
}

/** What is due as this timer rings: all of it, also what another timer was meant for. */
export function dueNow(talk: Talk): Due['kind'][] {
  const now = timeOf(talk);
  return talk.session.due.flatMap(({ kind, at }) => (at <= now ? [kind] : []));
}

/** What is due after a turn that found `talk`, left `after` and did `events`. */
export function dueAfter(talk: Talk, after: Session, events: readonly Event[]): Due[] {
  const { session: before, activity } = talk;
  const now = timeOf(talk);
  const going = isRing(talk) ? before.due.filter(({ at }) => at > now) : before.due;
  const goesOn = (kind: Due['kind']): Due[] => going.filter((d) => d.kind === kind);
  const begins = (kind: Due['kind'], afterMs: number): Due[] => [{ kind, at: now + afterMs }];

  const waiting = after.handoff?.state === 'queued';
  const talked = after.speaker === 'counsellor';
  const answered = activity.type === 'event' && activity.name === 'counsellor.reply';
  // What the host or a counsellor did beside the talk gives nobody more time for an answer.
  const asked = after.run !== before.run || activity.type !== 'event';
  return [
    ...(!waiting ? [] : before.handoff?.state === 'queued' ? goesOn('handoff-waits') : begins('handoff-waits', WAITING_NOTICE_MS)),
    ...(!talked || answered ? [] : holderIsAwaited(talk, events, goesOn('counsellor-gone'), now)),
    ...(!talked || answered ? [] : events.some((e) => e.type === 'message.passed') ? begins('counsellor-silent', SILENT_COUNSELLOR_MS) : goesOn('counsellor-silent')),
    ...(!after.run ? [] : asked ? begins('flow-expires', FLOW_EXPIRES_MS) : goesOn('flow-expires')),
  ];
}

/** When to look whether the holder is still there: begun as they take over and as somebody writes to them, put off by their presence. */
function holderIsAwaited({ session: before, activity }: Talk, events: readonly Event[], going: Due[], now: number): Due[] {
  const at = (time: number): Due[] => [{ kind: 'counsellor-gone', at: time }];
  if (going.length > 0) return going;
  if (before.speaker !== 'counsellor' || events.some((e) => e.type === 'message.passed')) return at(now + GONE_AFTER_MS);
  const wasDue = before.due.some((d) => d.kind === 'counsellor-gone');
  const seenAt = holderOf(activity)?.seenAt ?? null;
  return wasDue && seenAt !== null ? at(Math.max(seenAt + GONE_AFTER_MS, now + LOOK_AGAIN_MS)) : [];
}

/** Of a timer: who holds the talk. */
export function holderOf(activity: Talk['activity']): { since: number; seenAt: number | null } | null {
  return activity.type === 'event' && activity.name === 'timer' ? (activity.value.holder ?? null) : null;
}

/** When the conversation is woken next, and for what; null where for nothing. */
export function nextTimer(session: Session, now: number): Timer | null {
  const reminders = session.reminders.map((r): Timer => ({ kind: 'reminder', at: wakesAt(r, session, now) }));
  return [...session.due, ...reminders].reduce<Timer | null>((first, t) => (first === null || t.at < first.at ? t : first), null);
}

/** What an older session was waiting for, as far as it tells. */
export function dueOfOld({ run, handoff, lastInboundAt }: Pick<Session, 'run' | 'handoff' | 'lastInboundAt'>): Due[] {
  return [
    ...(run ? [{ kind: 'flow-expires' as const, at: lastInboundAt + FLOW_EXPIRES_MS }] : []),
    ...(handoff?.state === 'queued' ? [{ kind: 'handoff-waits' as const, at: lastInboundAt + WAITING_NOTICE_MS }] : []),
  ];
}

function isRing({ activity }: Pick<Talk, 'activity'>): boolean {
  return activity.type === 'event' && activity.name === 'timer';
}
