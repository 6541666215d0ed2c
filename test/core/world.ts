import { readFlows } from '../../src/flow/load.js';
import { flowVoice } from '../../src/flow/voice.js';
import type { Activity, MessageActivity } from '../../src/core/activity.js';
import { nextTimer } from '../../src/core/due.js';
import type { Session } from '../../src/core/session.js';
import { turn, type Turn } from '../../src/core/turn.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../../src/core/understanding.js';
import type { Spoken, World } from '../../src/core/world.js';

export const ROOT = new URL('../..', import.meta.url).pathname;
export const NOON = Date.parse('2026-11-21T05:00:00Z');

const { book } = readFlows(ROOT);
const voice = flowVoice(book);

/** Entries of a tiny base: what the core needs to know of a knowledge base, and no more. */
export const ENTRIES: Record<string, { title: string; text: string; more: string | null }> = {
  'wages/minimum@TH': { title: 'Minimum wage', text: 'The minimum wage is what the law says.', more: 'It differs by province.' },
  'wages/minimum@MY': { title: 'Minimum wage, Malaysia', text: 'In Malaysia it is one figure.', more: null },
  'fees/overcharged@ANY': { title: 'Charged too much', text: 'Keep the receipt and complain.', more: null },
  'fees/who-pays-what@TH': { title: 'Who pays', text: 'The employer pays the service fee.', more: null },
};

/** Values that flows may reckon with. */
export const FACTS: Record<string, ReturnType<World['factValue']>> = {
  'mmth-WAGE-01': { amount: 400, currency: 'THB' },
  'mmth-DAYS-01': 30,
  'mmth-SHARE-01': 0.25,
  'mmth-END-01': { date: '2026-12-11' },
};

function spoken(key: string): Spoken | null {
  const entry = ENTRIES[key];
  if (!entry) return null;
  return { entry: key, locale: 'en', ...entry, footer: 'Sources: a ministry (2026).', receipt: 'K7Q2P', unsure: false, next: [] };
}

/** A world of the real flows and standing sentences with the tiny base above. */
export function smallWorld(now = NOON, maximum: { amount: number; currency: string } | null = { amount: 300_000, currency: 'MMK' }): World {
  const entryFor: World['entryFor'] = (topic, place) => [`${topic}@${place}`, `${topic}@ANY`].find((k) => ENTRIES[k]) ?? null;
  const title: World['title'] = (entry) => ENTRIES[entry]?.title ?? null;
  return {
    now,
    ...voice(now, { entryFor, title }),
    entryFor,
    title,
    speak: (entry) => spoken(entry),
    near: () => null,
    placesOf: (topic) => (topic === 'wages/minimum' ? ['TH', 'MY'] : []),
    receipt: (text) => (text.includes('K7Q2P') ? 'Still the same.' : null),
    urgent: (flag) => `URGENT ${flag.danger}`,
    urgentEntry: () => null,
    feeMaximum: () => maximum && { ...maximum, text: `${maximum.amount} ${maximum.currency}`, sure: false },
    factValue: (reference) => FACTS[reference] ?? null,
    rate: (from, to) => (from === 'THB' && to === 'MMK' ? { rate: 62, text: '1 THB = 62 MMK (2026-11)' } : null),
    money: (amount, currency) => `${amount} ${currency}`,
    number: (n) => String(n),
    date: (iso) => iso,
    currencyOf: (place) => ({ TH: 'THB', MM: 'MMK' })[place as string] ?? null,
    currencyName: (currency) => currency,
    zawgyi: (text) => `[zawgyi]${text}`,
    placeName: (place) => ({ TH: 'Thailand', MM: 'Myanmar' })[place as string] ?? place,
    fill: (text) => text,
  };
}

export function understood(text: string, more: Partial<Understanding> = {}): Understanding {
  return { ...NOTHING_UNDERSTOOD, text, locale: 'en', ...more };
}

const people = { from: { id: 'p1', role: 'user' }, recipient: { id: 'b1', role: 'bot' }, conversation: { id: 'c1', isGroup: false, conversationType: 'personal', name: '' } } as const;
let count = 0;

export function message(text: string | undefined, token?: string): MessageActivity {
  count += 1;
  return { type: 'message', id: `m${count}`, timestamp: '2026-11-21T05:00:00.000Z', channelId: 'test', ...people, ...(text === undefined ? {} : { text }), ...(token ? { value: { token } } : {}) };
}

export function event(name: 'handoff.status' | 'counsellor.reply' | 'timer' | 'start', value: Record<string, unknown>): Activity {
  count += 1;
  return { type: 'event', name, value, id: `e${count}`, timestamp: '2026-11-21T05:00:00.000Z', channelId: 'test', ...people } as Activity;
}

/** A talk, step by step; the session goes through JSON between any two steps. */
export function talk(world: World = smallWorld(), start: Session | null = null) {
  let session = start;
  let last: Turn | null = null;
  const step = (activity: Activity, u?: Understanding): Turn => {
    // A timer rings when it is due.
    const rings = activity.type === 'event' && activity.name === 'timer' && session ? nextTimer(session, world.now)?.at : undefined;
    last = turn(session, activity, u, { ...world, now: Math.max(world.now, rings ?? 0) });
    session = JSON.parse(JSON.stringify(last.session)) as Session;
    return last;
  };
  return {
    get session() {
      return session as Session;
    },
    says: (text: string, more: Partial<Understanding> = {}) => step(message(text), understood(text, more)),
    /** Presses the button with these words under the last replies. */
    taps(title: string) {
      const offer = session?.offers.findLast((o) => o.title === title);
      if (!offer) throw new Error(`no button "${title}" among ${session?.offers.map((o) => o.title).join(' | ')}`);
      return step(message(undefined, offer.token));
    },
    step,
    texts: () => last?.replies.map((r) => r.activity.text ?? '') ?? [],
    buttons: () => last?.replies.flatMap((r) => r.activity.suggestedActions?.actions.map((a) => a.title) ?? []) ?? [],
  };
}
