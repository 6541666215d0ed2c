import { dueOfOld } from './due.js';
import type { HandoffSummary } from './handoff.js';
import type { Locale } from './locale.js';
import type { Origin, Place } from './place.js';
import type { EntryKey, RiskLevel } from './understanding.js';
import type { Kept, Reading, ReminderKind, Run } from './flow.js';

/**
 * What the bot remembers of one conversation. Plain JSON: it equals its own round trip. `schema` names the version
 * that wrote it; `upgrade` reads those before, any other reads as "nothing stored".
 */
export const SESSION_SCHEMA = 8;

/** What pressing a button, or typing its number or words, does. */
export type Act =
  | { do: 'entry'; entry: EntryKey }
  | { do: 'more'; entry: EntryKey }
  | { do: 'flow'; flow: string }
  /** The answer to a waiting flow's question. */
  | { do: 'pick'; flow: string; node: string; value: string }
  /** What the person wrote was a question that we answered; it was meant as the answer too. */
  | { do: 'take'; flow: string; node: string; answer: Reading }
  /** Back to a question that was answered: the one at this place of its run's trail. */
  | { do: 'change'; flow: string; node: string; at: number }
  | { do: 'place'; place: Place; topic: string }
  | { do: 'locale'; locale: Locale }
  | { do: 'encoding'; encoding: 'unicode' | 'zawgyi' }
  /** Another person writes from this phone: one that is known (null: the first one), or somebody new. */
  | { do: 'person'; name: string | null }
  | { do: 'new-person' }
  /** Of dates that the person is reminded of: no more, or once again in some days. */
  | { do: 'reminders'; dates: RemindedDate[]; then: 'end' | 'later' }
  | { do: 'command'; command: Command };

/** What a person can always say, in every state and language. Words in flows/system. `hello` is a greeting or thanks. */
export const COMMANDS = ['help', 'human', 'menu', 'hello', 'language', 'profile', 'erase', 'erase-yes', 'stop', 'bot', 'back', 'repeat', 'skip', 'start-over', 'change', 'reminders', 'stop-reminders'] as const;
export type Command = (typeof COMMANDS)[number];

/** Somebody waits for a counsellor, one who holds a talk is gone or silent, or a flow's question has waited too long. */
export interface Due {
  kind: 'handoff-waits' | 'counsellor-gone' | 'counsellor-silent' | 'flow-expires';
  at: number;
}

/** All that is kept of a date: what it is of, the day, and whose it is by nickname (null: the first person's). */
export interface RemindedDate {
  kind: ReminderKind;
  on: string;
  of: string | null;
}

/** `at`: when it is told next, milliseconds since 1970, UTC. */
export interface Reminder extends RemindedDate {
  at: number;
}

/** A button that was offered; kept so that an old button still means what it said. */
export interface Offer {
  token: string;
  title: string;
  act: Act;
}

/** What belongs to one of several people who write from one phone. */
export interface Person {
  /** The nickname they chose; null for the first one. */
  name: string | null;
  locale: Locale;
  /** True once the person chose the language: then one borrowed word does not change it. */
  localeChosen: boolean;
  origin: Origin | null;
  place: Place | null;
  consentAt: number | null;
  /** The waiting flow, or null. */
  run: Run | null;
  /** The entry spoken last: what "more" and "and in Malaysia?" refer to. */
  last: EntryKey | null;
  /** A question that waits only for the country. */
  pendingTopic: string | null;
  /** The country that was named or told of last: what a further question is about. Not where they live, which is `place`. */
  about: Place | null;
}

/** The conversation, with the fields of the person who is writing now. */
export interface Session extends Person {
  schema: typeof SESSION_SCHEMA;
  /** Who may speak: the store copies it beside the session, and `deliver` asks again before it sends. */
  speaker: 'bot' | 'counsellor';
  /** The other people who write from here, as each left it; at most 4. */
  others: Person[];
  /** How often somebody new was asked for a nickname; 0 where none is awaited. */
  naming: number;
  /** What this person's phone shows Burmese in. */
  encoding: 'unicode' | 'zawgyi';
  /** True once the person chose it: then it does not go by what they type. */
  encodingChosen: boolean;
  /** Sum of the evidence for Zawgyi over the conversation, log odds, bounded to ±20. */
  zawgyiEvidence: number;
  /** Which letters the phone shows was asked, and has not been sure since; `waits`: the message that waits for the answer, null where none does. */
  letters: { waits: string | null } | null;
  /** Offers of the last few replies, the newest last, at most 40. */
  offers: Offer[];
  /** How many of `offers` belong to the newest reply: their numbers are what "2" means. */
  offered: number;
  handoff: { id: string; state: 'queued' | 'accepted'; risk: RiskLevel; summary: HandoffSummary; counsellor: string | null } | null;
  /** How often in a row the bot could not answer; at 2 it offers a person first. */
  misses: number;
  lastInboundAt: number;
  /** The first message of the span in which this channel lets us write by ourselves (`Limits.freeMs`); the newest where it always does. */
  freeSince: number;
  /** What the conversation is woken for some day, besides its reminders; at most one of each kind. */
  due: Due[];
  /** At most 10, one of a kind for each person. A counsellor who opens a talk does not see them. */
  reminders: Reminder[];
}

export function newSession(locale: Locale, at: number): Session {
  return {
    schema: SESSION_SCHEMA,
    speaker: 'bot',
    ...newPerson(null, locale),
    others: [],
    naming: 0,
    encoding: 'unicode',
    encodingChosen: false,
    zawgyiEvidence: 0,
    letters: null,
    offers: [],
    offered: 0,
    handoff: null,
    misses: 0,
    lastInboundAt: at,
    freeSince: at,
    due: [],
    reminders: [],
  };
}

export function newPerson(name: string | null, locale: Locale): Person {
  return { name, locale, localeChosen: false, origin: null, place: null, consentAt: null, run: null, last: null, pendingTopic: null, about: null };
}

/** A session as it was stored, for this version: the present schema as it is, those before with what they lack; else null. */
export function upgrade(stored: unknown): Session | null {
  const found = stored as { schema?: number } | null;
  if (found?.schema === SESSION_SCHEMA) return stored as Session;
  if (found?.schema === 7 || found?.schema === 6) {
    const before = stored as Omit<Session, 'schema' | SinceEight>;
    return { ...before, schema: SESSION_SCHEMA, encodingChosen: false, about: null, others: before.others.map((p) => ({ ...p, about: null })) };
  }
  if (found?.schema === 5) return upgrade({ ...(stored as Omit<Session, 'schema' | 'letters' | SinceEight>), schema: 6, letters: null });
  if (found?.schema === 4) {
    const before = stored as Omit<Session, 'schema' | 'letters' | SinceEight>;
    return upgrade({ ...before, schema: 5, run: before.run && keptInOrder(before.run), others: before.others.map((p) => ({ ...p, run: p.run && keptInOrder(p.run) })) });
  }
  if (found?.schema === 3) {
    const before = stored as Omit<Session, 'schema' | SinceFour>;
    return upgrade({ ...before, schema: 4, freeSince: before.lastInboundAt, due: dueOfOld(before), reminders: [] });
  }
  if (found?.schema !== 2) return null;
  const old = stored as Omit<Session, 'schema' | SinceFour | 'name' | 'others' | 'naming'>;
  return upgrade({ ...old, schema: 3, name: null, others: [], naming: 0, run: old.run && upgradeRun(old.run) });
}
type SinceEight = 'about' | 'encodingChosen';
type SinceFour = 'freeSince' | 'due' | 'reminders' | 'letters' | SinceEight;

/** One answer was kept for each question; now all are, in their order. */
function keptInOrder(run: Run): Run {
  const kept = Object.entries(run.kept as unknown as Record<string, Kept>).map(([node, one]) => [node, [one]]);
  return { ...run, kept: Object.fromEntries(kept) as Run['kept'], parent: run.parent && keptInOrder(run.parent) };
}

function upgradeRun(run: OlderRun): Run {
  return { ...run, awaits: null, kept: {}, returns: null, expired: false, parent: run.parent && upgradeRun(run.parent) };
}
type OlderRun = Omit<Run, 'awaits' | 'kept' | 'returns' | 'expired' | 'parent'> & { parent: OlderRun | null };
