import type { Activity, ConversationReference } from './activity.js';
import type { Locale } from './locale.js';
import type { Origin, Place } from './place.js';
import type { RiskLevel } from './understanding.js';

/** Life of a handoff: `queued` → `accepted` → `completed`; `failed` where it ended without a counsellor. */
export type HandoffState = 'queued' | 'accepted' | 'completed' | 'failed';

/** Why a person is handed over. */
export type HandoffReason = 'asked' | 'red-flag' | 'no-answer' | 'unsure-fact' | 'flow' | 'understanding-failed';

/**
 * How a case ended, as Migrant Resource Centres record it. Source: facts sheet mekong-and-protection, section D2.
 */
export const OUTCOMES = [
  'information-given',
  'referred',
  'case-opened',
  'could-not-reach',
  'not-for-us',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What the counsellor sees before opening the talk. Sealed at rest: it says where somebody is. */
export interface HandoffSummary {
  reason: HandoffReason;
  locale: Locale;
  place: Place | null;
  origin: Origin | null;
  /** Ids of the red flags that fired. */
  dangers: string[];
  /** Channel name, for example `telegram`: what a counsellor can send depends on it. */
  channel: string;
  /** What the person was asked about last, as an entry key, or null. */
  about: string | null;
  /** What the person agreed to hand on, as a flow put it; may hold what they wrote. */
  agreed?: string;
}

/** What a turn asks the store to do with the conversation's handoff. */
export type HandoffChange =
  | { do: 'open'; id: string; risk: RiskLevel; summary: HandoffSummary }
  /** A new red flag in a waiting or accepted handoff. */
  | { do: 'raise'; id: string; risk: RiskLevel; summary: HandoffSummary }
  /** Whoever holds it since then is gone: it waits for another counsellor. */
  | { do: 'reopen'; id: string; since: number }
  | { do: 'close'; id: string; state: 'completed' | 'failed'; outcome: string };

/** What is sealed beside a handoff's row, under kind `handoff`: the summary, and where to reach the person. */
export interface SealedHandoff {
  summary: HandoffSummary;
  reference: ConversationReference;
}

/**
 * One line of a conversation's transcript, sealed under kind `line`. A `note` is from a counsellor to the next one and
 * is never sent.
 */
export interface TranscriptLine {
  by: 'person' | 'bot' | 'counsellor' | 'notice' | 'note';
  activity: Activity;
}
