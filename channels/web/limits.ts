import type { Limits } from '../../src/ports.js';

/** What our own page and Web Chat show well; the protocol itself sets no such limits. */
export const LIMITS: Limits = {
  // Long enough for any answer, short enough that one bubble never fills a cheap phone's memory.
  text: 10_000,
  // Web Chat scrolls a longer row out of sight.
  buttons: 12,
  // Two lines of a button at 320 px.
  buttonTitle: 40,
};

/** Longest text a person may send in one message, in UTF-16 code units: what Direct Line clients can show back. */
export const LONGEST_TEXT = 10_000;
/** Deepest JSON that is parsed: an activity needs 5 levels, a hostile body has thousands. */
export const DEEPEST_JSON = 32;

const MINUTE = 60_000;
/** Life of a token that talks: Direct Line's own 30 minutes; clients refresh after 15. */
export const TALK_MS = 30 * MINUTE;
/** A stream address must be opened within 60 s (Direct Line). */
export const STREAM_MS = MINUTE;
/**
 * How long a closed phone may come back to its conversation: a question asked on Friday evening is answered on
 * Monday morning.
 */
export const RESUME_MS = 72 * 60 * MINUTE;

/** A mailbox keeps 500 lines (ports: `Store.read`), so one read is all of it. */
export const WHOLE_MAILBOX = 500;

/**
 * New conversations from one address: a dormitory or a mobile operator puts hundreds of people behind one, so the
 * burst is wide; a script still cannot fill the store.
 */
export const STARTS = { burst: 60, perMinute: 30 };
/** Messages in one conversation: nobody types faster than one a second. */
export const POSTS = { burst: 20, perMinute: 60 };

/** Empty frames keep proxies (idle limits of 30 s and more) from closing a quiet stream. */
export const KEEP_ALIVE_MS = 25_000;
/** Another process may have appended to the mailbox, and only the store knows. */
export const LOOK_AGAIN_MS = 3_000;
/** A page needs one stream, a reconnecting one two; more is a fault or an attack: the oldest is closed. */
export const STREAMS_EACH = 4;
