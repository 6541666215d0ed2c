import type { Activity } from './activity.js';
import type { Event } from './event.js';
import type { HandoffChange } from './handoff.js';
import { lettersAfter } from './letters.js';
import { placesAfter } from './about.js';
import { isSentence, localeOf } from './locale.js';
import { dueAfter, nextTimer, timeOf } from './due.js';
import { tellReminders } from './remind.js';
import { reply, type Reply, type Say } from './say.js';
import { newSession, type Act, type Due, type Session } from './session.js';
import { NOTHING_UNDERSTOOD, type Understanding } from './understanding.js';
import type { World } from './world.js';
import { chosenAct } from './choice.js';
import { RULES } from './rules.js';

/** What one activity did: the next session, what to say, and what the store must do with it, none of it done. */
export interface Turn {
  session: Session;
  replies: Reply[];
  events: Event[];
  handoff: HandoffChange | null;
  /** When to wake the conversation next, and why; null clears it, undefined leaves it. */
  timer: Timer | null | undefined;
  /** Everything of this person is to be forgotten. */
  erase: boolean;
  /** An earlier message to be answered now, with a turn of its own: read in this encoding, null in the likelier one. */
  reread: Reread | null;
}

export interface Reread {
  text: string;
  encoding: Session['encoding'] | null;
}

export interface Timer {
  at: number;
  kind: Due['kind'] | 'reminder';
}

/** What a rule looks at. */
export interface Talk {
  session: Session;
  activity: Activity;
  understanding: Understanding;
  world: World;
  /** The choice this message is: a tapped button, a typed number, or a button's words. */
  act: Act | null;
  /** True for the first message of a conversation. */
  first: boolean;
  /** How long after a message of the person we may write by ourselves, milliseconds; null: always (`Limits.freeMs`). */
  freeMs: number | null;
}

/** What a rule did; null from a rule means that it is not its case. */
export interface Step {
  session: Session;
  says: Say[];
  events: Event[];
  handoff?: HandoffChange | null;
  erase?: boolean;
  reread?: Reread;
}

export interface Rule {
  name: string;
  apply(talk: Talk): Step | null;
}

/**
 * The bot. Pure and synchronous: no I/O, no clock, no chance; the same input gives the same output and inputs are
 * left as they were. Rules are tried in order and the first that answers ends the turn; a rule that throws lets the
 * next one try, so that a person is never met with silence. `session` is null at the first activity.
 * `freeMs`: how long after a message of the person this channel lets us write by ourselves; null: always.
 */
export function turn(before: Session | null, activity: Activity, understanding: Understanding = NOTHING_UNDERSTOOD, world: World, freeMs: number | null = null): Turn {
  const arrived = arrive(before, activity, understanding, world, freeMs);
  const talk: Talk = {
    session: arrived,
    activity,
    understanding,
    world,
    act: chosenAct(arrived, activity, understanding, world.command(understanding.text) !== null),
    first: before === null,
    freeMs,
  };
  const failures: Event[] = [];
  for (const rule of RULES) {
    try {
      const step = rule.apply(talk);
      if (step) return finish(talk, step, failures);
    } catch {
      failures.push({ type: 'rule.failed', rule: rule.name });
    }
  }
  return finish(talk, { session: arrived, says: [apology(world, arrived)], events: [] }, failures);
}

/** The session as it is when the message is read: language and encoding follow the person. */
function arrive(before: Session | null, activity: Activity, understanding: Understanding, world: World, freeMs: number | null): Session {
  const session = before ?? newSession(localeOf(activity.locale) ?? 'my', world.now);
  if (activity.type !== 'message' && activity.type !== 'messageUpdate') return session;
  return {
    ...session,
    ...placesAfter(session, understanding),
    locale: spokenLocale(session, understanding) ?? session.locale,
    encoding: typedEncoding(session, understanding) ?? session.encoding,
    lastInboundAt: world.now,
    freeSince: freeMs !== null && world.now < session.freeSince + freeMs ? session.freeSince : world.now,
  };
}

/** What the letters of the message are for sure, of somebody who never chose. */
function typedEncoding({ encodingChosen }: Session, { encoding }: Understanding): Session['encoding'] | null {
  return !encodingChosen && (encoding === 'zawgyi' || encoding === 'unicode') ? encoding : null;
}

function spokenLocale(session: Session, understanding: Understanding): Session['locale'] | null {
  if (!understanding.locale || understanding.locale === session.locale) return null;
  // A chosen language changes only for a real sentence.
  return !session.localeChosen || isSentence(understanding.text) ? understanding.locale : null;
}

function apology(world: World, session: Session): Say {
  return {
    text: world.phrase('apology', session.locale),
    by: 'bot',
    choices: [{ title: world.phrase('choice.human', session.locale), act: { do: 'command', command: 'human' } }],
  };
}

/** More bubbles push the question off a small screen, and a platform sends one chat about one message a second. */
const MOST_REPLIES = 6;

/** Nothing is left out: the first ones become one message. */
function few(says: readonly Say[]): readonly Say[] {
  const surplus = says.length - MOST_REPLIES + 1;
  if (surplus <= 1) return says;
  const joined = says.slice(0, surplus);
  const choices = joined.flatMap((s) => s.choices ?? []);
  const [first] = joined as [Say, ...Say[]];
  return [{ ...first, text: joined.map((s) => s.text).join('\n\n'), ...(choices.length > 0 ? { choices } : {}) }, ...says.slice(surplus)];
}

function finish(talk: Talk, step: Step, failures: Event[]): Turn {
  const told = reminded(talk, step, failures);
  const { session, replies } = reply(few(told.says), talk.activity, told.session);
  const after: Session = { ...session, letters: lettersAfter(talk, session), due: dueAfter(talk, session, told.events) };
  return {
    session: after,
    replies,
    events: [...failures, ...told.events],
    handoff: told.handoff ?? null,
    timer: nextTimer(after, timeOf(talk)) ?? (isIdle(talk.session) ? undefined : null),
    erase: told.erase ?? false,
    reread: told.reread ?? null,
  };
}

/** A reminder that cannot be told takes nobody's answer away. */
function reminded(talk: Talk, step: Step, failures: Event[]): Step {
  try {
    return tellReminders(talk, step, timeOf(talk));
  } catch {
    failures.push({ type: 'rule.failed', rule: 'reminders' });
    return step;
  }
}

function isIdle({ due, reminders }: Session): boolean {
  return due.length === 0 && reminders.length === 0;
}
