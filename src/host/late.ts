import type { Activity, MessageActivity } from '../core/activity.js';
import type { TranscriptLine } from '../core/handoff.js';
import { lateCause, reply } from '../core/say.js';
import type { Command, Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import type { World } from '../core/world.js';
import { KEPT_LINES, type Claim } from '../ports.js';
import { disclose } from './door.js';
import { legible } from './legible.js';
import type { Made, Work } from './work.js';

/** Whoever was not answered for a quarter of an hour has waited through an outage, of the platform or of ours. */
const LATE_MS = 15 * 60_000;
/** No outage lasts a week, and no platform keeps a message that long: an older stamp is a wrong clock. */
const WRONG_MS = 7 * 24 * 3_600_000;
/** Messages that are answered together; nobody reads more answers than that at once. */
const MOST_TOGETHER = 20;
/** Commands that show no more than the menu where nothing is open: "hello?", as people write who wait. */
const SMALL_TALK: ReadonlySet<Command> = new Set(['menu', 'help', 'hello', 'back', 'repeat', 'skip', 'start-over', 'stop', 'bot']);

type Answer = (before: Session | null, activity: Activity) => Promise<Made>;

/** Whether this is something that a person wrote long ago. A button says what was chosen and needs no regret. */
export function isLate(activity: Activity, now: number): activity is MessageActivity {
  if (activity.type !== 'message' || activity.value !== undefined || (activity.text ?? '').trim() === '') return false;
  const age = now - Date.parse(activity.timestamp);
  return age > LATE_MS && age < WRONG_MS;
}

/**
 * Several late messages of one person are answered in one turn, with one word of regret: each is read for danger when it
 * comes up and goes into the transcript; the last of them brings the answers to all. What does something by itself (a
 * call for help, a command, an answer to a question of ours) is answered by itself, at once.
 */
export async function answerLate(work: Work, claim: Claim, before: Session | null, activity: MessageActivity, answer: Answer): Promise<Made> {
  const world = work.world();
  const behind = await work.store.behind(claim);
  const more = behind !== null && isLate(disclose(work.vault, claim.conversation, claim.key, behind), world.now);
  const alone = await answer(before, activity);
  const asks = before !== null && isQuestion(before, alone, world);
  if (asks && more) return { ...alone, turn: silently(before, alone.turn), missed: null };

  // Whoever calls for help gets that and nothing else; a counsellor will read the rest.
  const earlier = before !== null && isFree(before) && alone.turn.handoff === null ? await unanswered(work, claim, world.now) : [];
  const made = before === null || earlier.length === 0 ? alone : await answerAll(earlier, activity, before, asks, answer);
  return more ? made : withRegret(made, activity, world);
}

/** Whether a message can wait for the next: it asks something, and neither it nor the talk is about more than that. */
function isQuestion(before: Session, { turn, heard }: Made, world: World): boolean {
  const command = world.command(heard ?? '');
  return isFree(before) && isFree(turn.session) && turn.handoff === null && !turn.erase && !isDanger(turn) && (command === null || SMALL_TALK.has(command));
}

/** Nothing is asked of the person, and nobody else is called. */
const isFree = (session: Session) => session.run === null && session.handoff === null && session.speaker === 'bot';
const isDanger = (turn: Turn) => turn.events.some((event) => event.type === 'flag.raised');

/** Heard and kept, not answered yet. */
function silently(before: Session, { session }: Turn): Turn {
  const { zawgyiEvidence, lastInboundAt } = session;
  return { session: { ...before, zawgyiEvidence, lastInboundAt }, replies: [], events: [], handoff: null, timer: undefined, erase: false, reread: null };
}

/** What a person wrote since anybody last spoke to them, oldest first. */
async function unanswered({ store, vault }: Work, claim: Claim, now: number): Promise<Activity[]> {
  const sealed = await store.read(claim.conversation, 'transcript', 0, KEPT_LINES);
  const lines = legible(vault, claim, 'line', sealed).map(({ plain }) => plain as TranscriptLine);
  const since = lines.slice(lines.findLastIndex(({ by }) => by !== 'person') + 1).map((line) => line.activity);
  return since.filter((activity) => isLate(activity, now)).slice(-MOST_TOGETHER);
}

/** A turn for each, one after the other. Said is what answers something, and what the last brings where it does more or nothing else is said. */
async function answerAll(earlier: readonly Activity[], activity: Activity, before: Session, asks: boolean, answer: Answer): Promise<Made> {
  const made: Made[] = [];
  for (const message of earlier) made.push(await answer(made.at(-1)?.turn.session ?? before, message));
  const last = await answer(made.at(-1)?.turn.session ?? before, activity);
  const answers = made.filter(isAnswer);
  const said = asks && answers.length > 0 && !isAnswer(last) ? answers : [...answers, last];
  return {
    ...last,
    turn: {
      ...last.turn,
      replies: said.flatMap(({ turn }) => turn.replies),
      events: [...made, last].flatMap(({ turn }) => turn.events),
    },
  };
}

const isAnswer = ({ turn }: Made) => turn.events.some((event) => event.type === 'answer.given' || event.type === 'reminder.told');

/** Danger is answered without a word of ours before it. */
function withRegret(made: Made, activity: MessageActivity, world: World): Made {
  const { turn } = made;
  if (turn.replies.length === 0 || turn.session.speaker !== 'bot' || isDanger(turn)) return made;
  const { replies } = reply([{ text: world.phrase('delayed', turn.session.locale), by: 'bot' }], { ...activity, id: lateCause(activity.id) }, turn.session);
  return { ...made, turn: { ...turn, replies: [...replies, ...turn.replies] } };
}
