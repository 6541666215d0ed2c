import type { Locale } from '../core/locale.js';
import { newSession, type Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import { linesOf, rehearse, type Rehearsing } from '../host/rehearse.js';

/** A talk with the bot without host or store, as lines of text that can be kept as a test (see `rehearse`). */
export interface Rehearsal {
  /** Plays one line and gives back what it caused, as lines. */
  play(line: string): Promise<string[]>;
  /** The same, as the turn that it was. */
  take(line: string): Promise<Turn>;
}

/** `locale` null: a stranger whose language nobody knows. Time stands still at `now`. */
export function rehearsal(content: Rehearsing, locale: Locale | null, now: number): Rehearsal {
  let session: Session | null = locale ? { ...newSession(locale, now), localeChosen: true } : null;
  let count = 0;
  async function take(line: string): Promise<Turn> {
    count += 1;
    const made = await rehearse(content, session, line, count, now);
    session = made.session;
    return made;
  }
  return { take, play: async (line) => linesOf(await take(line)) };
}
