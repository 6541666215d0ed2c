import type { ReminderKind } from './flow.js';
import type { HandoffReason } from './handoff.js';
import type { Locale } from './locale.js';
import type { EntryKey, RiskLevel } from './understanding.js';

/**
 * What a turn did, as past participles, for counting and for the record. No field can hold what a person wrote:
 * every string is an id from our own content.
 */
export type Event =
  | { type: 'answer.given'; entry: EntryKey; locale: Locale }
  | { type: 'answer.missed'; locale: Locale }
  | { type: 'clarification.asked'; entries: EntryKey[] }
  | { type: 'place.asked'; topic: string }
  | { type: 'letters.asked' }
  | { type: 'flag.raised'; danger: string; risk: RiskLevel }
  | { type: 'handoff.requested'; reason: HandoffReason; risk: RiskLevel }
  | { type: 'handoff.accepted' }
  | { type: 'handoff.reopened' }
  | { type: 'handoff.closed'; outcome: string }
  | { type: 'flow.started'; flow: string }
  | { type: 'flow.waited'; flow: string; node: string }
  | { type: 'flow.completed'; flow: string }
  | { type: 'flow.corrected'; flow: string; node: string }
  | { type: 'flow.expired'; flow: string; node: string }
  | { type: 'flow.failed'; flow: string; node: string; reason: string }
  | { type: 'reminder.set'; kind: ReminderKind }
  | { type: 'reminder.refused'; reason: 'no-consent' | 'too-many' | 'too-near' }
  | { type: 'reminder.told'; kind: ReminderKind }
  | { type: 'reminder.ended' }
  | { type: 'person.changed' }
  | { type: 'locale.chosen'; locale: Locale }
  | { type: 'conversation.erased' }
  | { type: 'conversation.left' }
  | { type: 'message.passed' }
  | { type: 'rule.failed'; rule: string };
