import { eventFor, referenceOf, type Activity, type MessageActivity } from '../core/activity.js';
import { nextTimer } from '../core/due.js';
import type { Run, Value } from '../core/flow.js';
import { newSession, type Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import type { World } from '../core/world.js';
import { toZawgyi } from '../language/encoding.js';
import { hear } from './hear.js';
import type { Understand } from './understand.js';

/** What a rehearsed turn needs to know: the content, and nothing of store or channel. */
export interface Rehearsing {
  understand: Understand;
  world(now: number): World;
}

/** A line that is none, or a button that is not there; the message says what would be. */
export class NotALine extends Error {
  override name = 'NotALine';
}

/**
 * One line of a talk, played without host or store; `count` names it within the talk, `session` is null before the first.
 * `< text` the person writes · `<z text` the same in Zawgyi · `<< title` presses a button ·
 * `<file image/jpeg` sends a file · `<location 13.75,100.5` shares where they are ·
 * `@ flow ID` begins a flow, as a button of the menu does · `@ start`, `@ accepted NAME`, `@ reply NAME: text`, `@ completed NAME`, `@ queued NAME`, `@ timer`, `@ gone` (the counsellor closed their console) what happens beside
 * the talk. The session that comes back went through JSON, as between any two messages in life.
 */
export async function rehearse(on: Rehearsing, before: Session | null, line: string, count: number, now: number): Promise<Turn> {
  const flow = /^@ flow (\S+)/.exec(line)?.[1];
  const session = flow === undefined ? before : offering(before ?? newSession('my', now), flow);
  const activity = activityOf(session, line, count, now);
  const { turn } = await hear(on.understand, session, activity, on.world(now));
  return { ...turn, session: JSON.parse(JSON.stringify(turn.session)) as Session };
}

/** What a turn said and did, as lines: `> text`, `>z text` where it goes out in Zawgyi, `>   1. title` a button, `# event`. */
export function linesOf({ replies, events }: Turn): string[] {
  const said = replies.flatMap(({ activity, encoding }) => {
    const mark = encoding === 'zawgyi' ? '>z' : '>';
    const buttons = activity.suggestedActions?.actions ?? [];
    return [...(activity.text ?? '').split('\n').map((l) => `${mark} ${l}`.trimEnd()), ...buttons.map((b, i) => `${mark}   ${i + 1}. ${b.title}`)];
  });
  return [...said, ...events.map((e) => `# ${e.type}`)];
}

/** A talk as a file of test/conversations: what went in and what came out, a turn after the other. */
export function transcriptOf(locale: string | null, about: string, turns: readonly { line: string; lines: readonly string[] }[]): string {
  const head = [...(locale === null ? [] : [`// language: ${locale}`]), `// ${about}`];
  return `${head.join('\n')}\n${turns.map(({ line, lines }) => [line, ...lines].join('\n')).join('\n\n')}\n`;
}

/** A session in which a button for this flow stands. */
function offering(session: Session, flow: string): Session {
  return { ...session, offers: [...session.offers, { token: flow, title: flow, act: { do: 'flow', flow } }] };
}

/** What the waiting flow and those that wait for it hold, the innermost first, in a form to read. */
export function variablesOf({ run }: Session): { flow: string; name: string; value: string }[] {
  const runs: Run[] = [];
  for (let at = run; at; at = at.parent) runs.push(at);
  return runs.flatMap(({ flow, vars }) => Object.entries(vars).map(([name, value]) => ({ flow, name, value: readable(value) })));
}

function readable(value: Value): string {
  if (typeof value !== 'object') return String(value);
  return Object.values(value).map((part) => (typeof part === 'object' ? JSON.stringify(part) : String(part))).join(' ');
}

function activityOf(session: Session | null, line: string, count: number, now: number): Activity {
  const message = written(`line${count}`, now);
  if (line.startsWith('<< ')) {
    const title = line.slice(3).trim();
    const offer = session?.offers.findLast((o) => o.title === title);
    if (!offer) throw new NotALine(`no button "${title}"; there are: ${session?.offers.map((o) => o.title).join(' | ') ?? ''}`);
    return { ...message, value: { token: offer.token } };
  }
  if (line.startsWith('<file ')) return { ...message, attachments: [{ contentType: line.slice(6).trim(), name: 'file' }] };
  if (line.startsWith('<location ')) {
    const [latitude = 0, longitude = 0] = line.slice(10).split(',').map(Number);
    return { ...message, entities: [{ type: 'GeoCoordinates', latitude, longitude }] };
  }
  if (line.startsWith('<z ')) return { ...message, text: toZawgyi(line.slice(3)) };
  if (line.startsWith('<')) return { ...message, text: line.slice(1).trim() };
  const [, what = '', name = '', said = ''] = /^@ (\S+)\s*([^:]*)(?::\s*(.*))?$/.exec(line) ?? [];
  const event = (e: Parameters<typeof eventFor>[3]) => eventFor(referenceOf(message), message.id, now, e);
  const handoffId = session?.handoff?.id ?? 'none';
  switch (what) {
    case 'flow':
      return { ...message, value: { token: name.trim() } };
    case 'start':
      return event({ name: 'start', value: {} });
    case 'gone':
      return event({ name: 'timer', value: { kind: 'counsellor-gone', holder: { since: now, seenAt: null } } });
    case 'timer':
      return event({ name: 'timer', value: { kind: (session && nextTimer(session, now)?.kind) ?? 'none' } });
    case 'reply':
      return event({ name: 'counsellor.reply', value: { handoffId, counsellor: name, text: said } });
    case 'accepted':
    case 'completed':
    case 'queued':
      return event({ name: 'handoff.status', value: { handoffId, state: what, counsellor: name } });
    default:
      throw new NotALine(`"${line}" is no line of a talk: begin with "< ", "<z ", "<< ", "<file ", "<location " or "@ "`);
  }
}

/** When a line is said: a timer rings when it is due, at `now` where none is. */
export function momentOf(line: string, session: Session | null, now: number): number {
  return /^@ (timer|gone)/.test(line) && session ? Math.max(now, nextTimer(session, now)?.at ?? now) : now;
}

function written(id: string, now: number): MessageActivity {
  return {
    type: 'message',
    id,
    timestamp: new Date(now).toISOString(),
    channelId: 'terminal',
    from: { id: 'you', role: 'user' },
    recipient: { id: 'bot', role: 'bot' },
    conversation: { id: 'terminal', isGroup: false, conversationType: 'personal', name: '' },
  };
}
