import type { Locale } from '../core/locale.js';
import { newSession, type Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import { linesOf, momentOf, rehearse, type Rehearsing } from '../host/rehearse.js';

/** A talk with the bot without host or store, as lines of text that can be kept as a test (see `rehearse`). */
export interface Rehearsal {
  /** Plays one line and gives back what it caused, as lines. */
  play(line: string): Promise<string[]>;
  /** The same, as the turn that it was. */
  take(line: string): Promise<Turn>;
}

/** `locale` null: a stranger whose language nobody knows. Time stands still at `now`, but for timers, which ring when they are due. */
export function rehearsal(content: Rehearsing, locale: Locale | null, now: number): Rehearsal {
  let session: Session | null = locale ? { ...newSession(locale, now), localeChosen: true } : null;
  let count = 0;
  let at = now;
  async function take(line: string): Promise<Turn> {
    count += 1;
    at = momentOf(line, session, at);
    const made = await rehearse(content, session, line, count, at);
    session = made.session;
    return made;
  }
  return { take, play: async (line) => linesOf(await take(line)) };
}
