import type { Limits, Rate } from '../../src/ports.js';

/**
 * What Telegram carries. [V]: read in the platform's own source or types (Bot API 10.3, tdlib/telegram-bot-api of
 * 2026-05-07); [U]: not verified, chosen by us.
 */
export const TELEGRAM = {
  /** [V] sendMessage: 1 to 4096 characters after entities are parsed; counted in UTF-16 code units. */
  textUnits: 4096,
  /** [V] callback_data: 1 to 64 bytes. */
  callbackBytes: 64,
  /** Ours: one button a row; more do not fit a small phone. Telegram itself takes 100. */
  buttons: 8,
  /** [U] Graphemes of one button before a small phone cuts it. */
  buttonTitle: 40,
  /** [V] getUpdates: 1 to 100 updates at once. */
  updates: 100,
} as const;

/** Seconds a getUpdates call waits for news. Under the 15 s that connection.ts gives a call, so that one bound serves all. */
export const POLL_SECONDS = 10;
/** How long a channel rests whose token Telegram refuses, milliseconds: only an operator can mend that. */
export const AUTH_PAUSE_MS = 300_000;
/** How often the webhook's registration is looked at, milliseconds: somebody else may have moved it. */
export const WATCH_MS = 600_000;

/** The kinds of update that mean something to us; the rest is never sent. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

export const limits: Limits = { text: TELEGRAM.textUnits, buttons: TELEGRAM.buttons, buttonTitle: TELEGRAM.buttonTitle };

/** Share of the platform's rate that we use: the rest is for messages that the way there pushes together. */
const SHARE = 0.975;
/** Lost time that is made up, seconds: a timer that rings late must not slow a backlog down. */
const LATE = 0.01;

/**
 * [V] About one message a second in a chat, short bursts more, and about 30 a second from a bot, more by agreement with
 * Telegram. The bot's come evenly, so that no second of the platform's, wherever it begins, sees more than `rate`. In a
 * chat: a turn says up to four messages, and a person may tap twice before they have read.
 */
export function paceOf(rate: number): { bot: Rate; chat: Rate } {
  const perSecond = rate * SHARE;
  return { bot: { perSecond, burst: 1 + LATE * perSecond }, chat: { perSecond: 1, burst: 8 } };
}
