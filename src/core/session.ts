import type { HandoffSummary } from './handoff.js';
import type { Locale } from './locale.js';
import type { Origin, Place } from './place.js';
import type { EntryKey, RiskLevel } from './understanding.js';
import type { Run } from './flow.js';

/**
 * What the bot remembers of one conversation. Plain JSON: it equals its own round trip. `schema` names the version
 * that wrote it; another version reads as "nothing stored".
 */
export const SESSION_SCHEMA = 2;

/** What pressing a button, or typing its number or words, does. */
export type Act =
  | { do: 'entry'; entry: EntryKey }
  | { do: 'more'; entry: EntryKey }
  | { do: 'flow'; flow: string }
  /** The answer to a waiting flow's question. */
  | { do: 'pick'; flow: string; node: string; value: string }
  | { do: 'place'; place: Place; topic: string }
  | { do: 'locale'; locale: Locale }
  | { do: 'encoding'; encoding: 'unicode' | 'zawgyi' }
  | { do: 'command'; command: Command };

/** What a person can always say, in every state and language. Words in flows/system. */
export const COMMANDS = ['help', 'human', 'menu', 'language', 'erase', 'erase-yes', 'stop', 'bot', 'back', 'repeat', 'skip'] as const;
export type Command = (typeof COMMANDS)[number];

/** A button that was offered; kept so that an old button still means what it said. */
export interface Offer {
  token: string;
  title: string;
  act: Act;
}

export interface Session {
  schema: typeof SESSION_SCHEMA;
  /** Who may speak: the store copies it beside the session, and `deliver` asks again before it sends. */
  speaker: 'bot' | 'counsellor';
  locale: Locale;
  /** True once the person chose the language: then one borrowed word does not change it. */
  localeChosen: boolean;
  /** What this person's phone shows Burmese in. */
  encoding: 'unicode' | 'zawgyi';
  /** Sum of the evidence for Zawgyi over the conversation, log odds, bounded to ±20. */
  zawgyiEvidence: number;
  origin: Origin | null;
  place: Place | null;
  consentAt: number | null;
  /** The waiting flow, or null. */
  run: Run | null;
  /** Offers of the last few replies, the newest last, at most 40. */
  offers: Offer[];
  /** How many of `offers` belong to the newest reply: their numbers are what "2" means. */
  offered: number;
  handoff: { id: string; state: 'queued' | 'accepted'; risk: RiskLevel; summary: HandoffSummary; counsellor: string | null } | null;
  /** The entry spoken last: what "more" and "and in Malaysia?" refer to. */
  last: EntryKey | null;
  /** A question that waits only for the country. */
  pendingTopic: string | null;
  /** How often in a row the bot could not answer; at 2 it offers a person first. */
  misses: number;
  lastInboundAt: number;
}

export function newSession(locale: Locale, at: number): Session {
  return {
    schema: SESSION_SCHEMA,
    speaker: 'bot',
    locale,
    localeChosen: false,
    encoding: 'unicode',
    zawgyiEvidence: 0,
    origin: null,
    place: null,
    consentAt: null,
    run: null,
    offers: [],
    offered: 0,
    handoff: null,
    last: null,
    pendingTopic: null,
    misses: 0,
    lastInboundAt: at,
  };
}
