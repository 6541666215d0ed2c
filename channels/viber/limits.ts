import type { Limits, Rate } from '../../src/ports.js';

/**
 * What Viber carries. [V]: read in the platform's own pages; [2]: in other people's documents that quote it;
 * [U]: not verified, chosen by us.
 */
export const VIBER = {
  /** [V] A whole call, bytes of JSON ("30 kB"; we take the smaller reading). */
  callBytes: 30_000,
  /** [2] Viber takes 7000 characters; 3000 Burmese ones are 9 kB and leave room for any keyboard. */
  textUnits: 3000,
  /** Leaves 10 kB of a call for the keyboard, should `textUnits` ever be raised. */
  textBytes: 20_000,
  /** Ours: one a row. [V] 12 rows are the most in portrait. */
  buttons: 8,
  /** [U] Graphemes of one button before the app cuts it. [2] Viber takes 250 characters. */
  buttonTitle: 30,
  /** [2] Characters of the sender's name. */
  senderName: 28,
  /** [2] Level from which an app knows all that our keyboards use. */
  apiVersion: 4,
  /** [2] A session, in which writing is free: a day from the person's message, the first by the stricter sources; beyond it each is charged. */
  sessionMs: 24 * 3_600_000,
} as const;

/** How often the webhook is set again, milliseconds: it is idempotent, and there is no other news of its loss. */
export const REGISTER_MS = 86_400_000;
/** How long a channel rests whose account or token Viber refuses, milliseconds: only an operator can mend that. */
export const AUTH_PAUSE_MS = 300_000;
/** A pause where Viber says "too many", milliseconds; it names none itself. */
export const RATE_PAUSE_MS = 60_000;
/** [2] After 100 messages in an hour without an answer the person must write first: the hour, milliseconds. */
export const UNANSWERED_PAUSE_MS = 3_600_000;

/** What we ask to be told of; `message` always comes. */
export const EVENT_TYPES = ['failed', 'subscribed', 'unsubscribed', 'conversation_started'] as const;

export const limits: Limits = { text: VIBER.textUnits, textBytes: VIBER.textBytes, buttons: VIBER.buttons, buttonTitle: VIBER.buttonTitle, freeMs: VIBER.sessionMs };

/**
 * [2] 500 calls in ten seconds; 480 evenly and ten at once stay below in any ten. [U] In a chat Viber bounds only what is
 * left unanswered: one a second, and a turn's messages at once, is what a person can read.
 */
export const pace: { bot: Rate; chat: Rate } = { bot: { perSecond: 48, burst: 10 }, chat: { perSecond: 1, burst: 8 } };
