import type { EventActivity } from './activity.js';
import { isBareNumber } from './choice.js';
import { holderOf } from './due.js';
import type { HandoffReason, HandoffSummary } from './handoff.js';
import type { Due, Session } from './session.js';
import { shortHash, type Choice, type Say } from './say.js';
import type { Step, Talk } from './turn.js';
import type { Flag, RiskLevel } from './understanding.js';

/**
 * Red flags, before anything else. The first words of each danger are fixed; a handoff is opened or raised. While a
 * counsellor speaks, each danger is answered once and then only raises the handoff's risk: one party speaks.
 */
export function raiseFlags(talk: Talk): Step | null {
  const { session, understanding, world, activity } = talk;
  if (isOurs(talk)) return null;
  const { flags } = understanding;
  const [gravest] = flags;
  if (!gravest) return null;
  const dangers = flags.map((f) => f.danger);
  const known = session.handoff?.summary.dangers ?? [];
  const isNew = dangers.some((d) => !known.includes(d));
  if (session.speaker === 'counsellor' && !isNew) return null;

  const opened = queue(talk, gravest.level === 'R1' ? 'asked' : 'red-flag', gravest.level, dangers);
  const where = understanding.places.find((m) => m.direction !== 'from')?.place ?? session.place;
  const entry = world.urgentEntry(gravest);
  const title = entry && world.title(entry, session.locale);
  const choices: Choice[] = [
    ...(entry && title ? [{ title, act: { do: 'entry', entry } as const }] : []),
    // Danger now is never called off by one tap, which somebody else may have made.
    ...(session.speaker === 'counsellor' || gravest.level === 'R3' ? [] : [{ title: world.phrase('choice.not-that', session.locale), act: { do: 'command', command: 'stop' } as const }]),
  ];
  const says: Say[] = [{ text: `${world.urgent(gravest, session.locale, where)}\n\n${officeLine(talk)}`, by: 'notice', choices }];
  return {
    ...opened,
    session: { ...opened.session, run: null },
    says: session.speaker === 'counsellor' ? says.map((s) => ({ ...s, text: world.urgent(gravest, session.locale, where) })) : says,
    events: [
      ...flags.map((f: Flag) => ({ type: 'flag.raised', danger: f.danger, risk: f.level }) as const),
      ...opened.events,
      ...(activity.type === 'message' && session.speaker === 'counsellor' ? [{ type: 'message.passed' } as const] : []),
    ],
  };
}

/**
 * Words that we ask people to type (a button's, a number, a command, a yes or no, what begins a flow) mean what we offer under
 * them: a score that was learned from whole sentences is easily wrong about one word, and a false alarm there would bar the way.
 */
function isOurs({ act, session, understanding: { text }, world }: Talk): boolean {
  return act !== null || isBareNumber(text) || world.command(text) !== null || world.yesNo(text) !== null || world.triggered(text, session.locale).length > 0 || world.corrects(text)?.said === '';
}

/** Opens a handoff, or says that one is waiting already. `agreed`: what the person agreed to hand on. */
export function openHandoff(talk: Talk, reason: HandoffReason, agreed?: string): Step {
  const { session, world } = talk;
  if (session.handoff && agreed === undefined) {
    return { session, says: [{ text: `${world.phrase('handoff.already', session.locale)} ${officeLine(talk)}`, by: 'notice', choices: whileWaiting(talk) }], events: [] };
  }
  const opened = queue(talk, reason, talk.understanding.partial ? 'R1' : 'R0', [], agreed);
  return { ...opened, says: [{ text: `${world.phrase('handoff.queued', session.locale)} ${officeLine(talk)}`, by: 'notice', choices: whileWaiting(talk) }] };
}

function whileWaiting({ session, world }: Talk): Choice[] {
  return [
    { title: world.phrase('choice.menu', session.locale), act: { do: 'command', command: 'menu' } },
    { title: world.phrase('choice.stop-waiting', session.locale), act: { do: 'command', command: 'stop' } },
  ];
}

function officeLine({ session, world }: Talk): string {
  return world.office(session.locale).line;
}

/** Puts the person into the queue, or raises the risk of the handoff they have. */
function queue(talk: Talk, reason: HandoffReason, risk: RiskLevel, dangers: string[], agreed = talk.session.handoff?.summary.agreed): Step {
  const { session, activity } = talk;
  const before = session.handoff;
  const id = before?.id ?? `h${shortHash(`${activity.conversation.id}|${activity.id}`)}`;
  const graver = before && before.risk > risk ? before.risk : risk;
  const summary: HandoffSummary = {
    reason: before && reason !== 'red-flag' ? before.summary.reason : reason,
    locale: session.locale,
    place: session.place,
    origin: session.origin,
    dangers: [...new Set([...(before?.summary.dangers ?? []), ...dangers])],
    channel: activity.channelId,
    about: session.last,
    ...(agreed === undefined ? {} : { agreed }),
  };
  return {
    session: { ...session, handoff: { id, state: before?.state ?? 'queued', risk: graver, summary, counsellor: before?.counsellor ?? null }, misses: 0 },
    says: [],
    events: [{ type: 'handoff.requested', reason, risk: graver }],
    handoff: { do: before ? 'raise' : 'open', id, risk: graver, summary },
  };
}

/** While a counsellor speaks the bot says nothing, except to someone who wants it back or wants to be forgotten. */
export function talkWithCounsellor(talk: Talk): Step | null {
  const { session, world, understanding, act } = talk;
  if (session.speaker !== 'counsellor' || !session.handoff) return null;
  const said = act?.do === 'command' ? act.command : act ? null : world.command(understanding.text);
  if (said === 'bot' || said === 'stop' || said === 'erase' || said === 'erase-yes') return null;
  return { session, says: [], events: [{ type: 'message.passed' }] };
}

/** The person ends the talk, or does not want to wait any longer. */
export function closeTalk({ session, world }: Talk): Step {
  const handoff = session.handoff;
  const ended = { ...session, speaker: 'bot' as const, handoff: null, run: null };
  return {
    session: ended,
    says: [{ text: world.phrase('handoff.left', session.locale), by: 'notice', choices: world.menu(session.locale, session.place, session.origin) }],
    events: [{ type: 'handoff.closed', outcome: 'person-left' }],
    handoff: handoff ? { do: 'close', id: handoff.id, state: handoff.state === 'accepted' ? 'completed' : 'failed', outcome: 'person-left' } : null,
  };
}

/** A counsellor took over, wrote, gave back or closed; or a timer rang. An event of another handoff is stale: nothing. */
export function handoffEvent(talk: Talk): Step {
  const { session, world } = talk;
  const activity = talk.activity as EventActivity;
  const handoff = session.handoff;
  if (!handoff) return silent(talk);
  if (activity.name !== 'handoff.status' && activity.name !== 'counsellor.reply') return silent(talk);
  if (activity.value.handoffId !== handoff.id) return silent(talk);

  if (activity.name === 'counsellor.reply') {
    const text = world.phrase('counsellor.says', session.locale, { name: activity.value.counsellor, text: activity.value.text });
    return { session, says: [{ text, by: 'counsellor' }], events: [] };
  }
  return statusChanged(talk, handoff, activity.value);
}

function statusChanged(
  talk: Talk,
  handoff: NonNullable<Session['handoff']>,
  status: Extract<EventActivity, { name: 'handoff.status' }>['value'],
): Step {
  const { session, world } = talk;
  const name = status.counsellor ?? '';
  switch (status.state) {
    case 'accepted':
      return {
        session: { ...session, speaker: 'counsellor', run: null, handoff: { ...handoff, state: 'accepted', counsellor: name } },
        says: [{ text: world.phrase('handoff.accepted', session.locale, { name }), by: 'notice' }],
        events: [{ type: 'handoff.accepted' }],
          };
    case 'completed': {
      const outcome = status.outcome ?? 'information-given';
      return {
        session: { ...session, speaker: 'bot', handoff: null },
        says: [{ text: world.phrase('handoff.completed', session.locale, { name }), by: 'notice', choices: world.menu(session.locale, session.place, session.origin) }],
        events: [{ type: 'handoff.closed', outcome }],
        handoff: { do: 'close', id: handoff.id, state: 'completed', outcome },
          };
    }
    case 'failed': {
      const outcome = status.outcome ?? 'could-not-reach';
      return {
        session: { ...session, speaker: 'bot', handoff: null },
        says: [{ text: world.phrase('handoff.failed', session.locale), by: 'notice', choices: world.menu(session.locale, session.place, session.origin) }],
        events: [{ type: 'handoff.closed', outcome }],
        handoff: { do: 'close', id: handoff.id, state: 'failed', outcome },
          };
    }
    case 'queued':
      return waitsForAnother(talk, handoff, name);
  }
}

/** The holder gave it back or is gone: the person is told that somebody else will come. */
function waitsForAnother(talk: Talk, handoff: NonNullable<Session['handoff']>, name: string): Step {
  const { session, world } = talk;
  return {
    session: { ...session, speaker: 'bot', handoff: { ...handoff, state: 'queued', counsellor: null } },
    says: [{ text: `${world.phrase('handoff.given-back', session.locale, { name })} ${officeLine(talk)}`, by: 'notice', choices: whileWaiting(talk) }],
    events: [],
  };
}

/** Somebody waits for the holder's answer, and their console was closed for too long: the handoff is open to others again. */
function holderGone(talk: Talk): Step {
  const { session, activity } = talk;
  const holder = holderOf(activity);
  const handoff = session.handoff;
  if (!holder || holder.seenAt !== null || handoff?.state !== 'accepted') return silent(talk);
  return {
    ...waitsForAnother(talk, handoff, handoff.counsellor ?? ''),
    events: [{ type: 'handoff.reopened' }],
    handoff: { do: 'reopen', id: handoff.id, since: holder.since },
  };
}

/** Somebody has waited for some time, a counsellor is gone or has been silent, or nobody answered a flow's question. */
export function rung(talk: Talk, kind: Due['kind']): Step {
  const { session, world } = talk;
  switch (kind) {
    case 'handoff-waits':
      return { session, says: [{ text: `${world.phrase('handoff.still-waiting', session.locale)} ${officeLine(talk)}`, by: 'notice', choices: whileWaiting(talk) }], events: [] };
    case 'counsellor-gone':
      return holderGone(talk);
    case 'counsellor-silent': {
      if (session.speaker !== 'counsellor') return silent(talk);
      const back: Choice = { title: world.phrase('choice.back-to-bot', session.locale), act: { do: 'command', command: 'bot' } };
      return { session, says: [{ text: world.phrase('counsellor.silent', session.locale), by: 'notice', choices: [back] }], events: [] };
    }
    case 'flow-expires':
      return {
        session: { ...session, run: null },
        says: [{ text: world.phrase('flow-expired', session.locale), by: 'notice', choices: world.menu(session.locale, session.place, session.origin) }],
        events: session.run ? [{ type: 'flow.expired', flow: session.run.flow, node: session.run.node }] : [],
      };
  }
}

/** Nothing is said, and nothing changes. */
export function silent({ session }: Talk): Step {
  return { session, says: [], events: [] };
}
