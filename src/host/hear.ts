import type { Activity } from '../core/activity.js';
import { newSession, type Session } from '../core/session.js';
import { turn, type Turn } from '../core/turn.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../core/understanding.js';
import type { World } from '../core/world.js';
import { EVIDENCE_BOUND } from '../language/encoding.js';
import type { Understand } from './understand.js';

export interface Heard {
  turn: Turn;
  /** What the activity's words are; null where it has none. */
  understanding: Understanding | null;
  /** What was answered: the same, or those of a message that had waited for its letters. */
  answered: Understanding | null;
}

/**
 * One turn with the words of its activity, and with it the message that waited until its letters were known. `freeMs` as
 * for `turn`. Never rejects where `understand` does not.
 */
export async function hear(understand: Understand, before: Session | null, activity: Activity, world: World, freeMs: number | null = null): Promise<Heard> {
  const text = activity.type === 'message' || activity.type === 'messageUpdate' ? (activity.text ?? '') : '';
  const made = text.trim() === '' ? { turn: turn(before, activity, NOTHING_UNDERSTOOD, world, freeMs), understanding: null, answered: null } : await said(text, before ?? newSession('my', world.now));
  const { reread } = made.turn;
  if (!reread || activity.type !== 'message') return made;

  const { value: _, ...message } = activity;
  const settled = reread.encoding === null ? {} : { zawgyiEvidence: reread.encoding === 'zawgyi' ? EVIDENCE_BOUND : -EVIDENCE_BOUND };
  const { session, events, timer } = made.turn;
  const { understanding, zawgyiEvidence } = await understand(reread.text, { ...session, ...settled });
  const then = turn(session, { ...message, id: `${activity.id}.read`, text: reread.text }, understanding, world, freeMs);
  return {
    turn: { ...then, session: { ...then.session, zawgyiEvidence }, events: [...events, ...then.events], timer: then.timer === undefined ? timer : then.timer },
    understanding: made.understanding,
    answered: understanding,
  };

  async function said(words: string, context: Session): Promise<Heard> {
    const { understanding, zawgyiEvidence } = await understand(words, context);
    const first = turn(before, activity, understanding, world, freeMs);
    return { turn: { ...first, session: { ...first.session, zawgyiEvidence } }, understanding, answered: understanding };
  }
}
