import { chosenAct } from './choice.js';
import { parkedAt } from './parked.js';
import type { Choice, Say } from './say.js';
import type { Session } from './session.js';
import type { Step, Talk } from './turn.js';
import type { Understanding } from './understanding.js';
import { read } from './wait.js';

/** Questions to which anything is an answer, just as it was written. */
const TAKEN_AS_WRITTEN: ReadonlySet<string> = new Set(['text', 'contact', 'location', 'file']);

/**
 * Asks which letters the phone shows, where a message may be Zawgyi for all we know and leads somewhere as Zawgyi that it
 * does not lead to as Unicode. Nobody is asked who may be in danger, nor twice while the letters stay unsure. Where Zawgyi
 * leads nowhere it is read as Unicode: of the words of our own base that leads the right way, in every case.
 */
export function askLetters(talk: Talk): Step | null {
  const { session, activity, understanding, world } = talk;
  const { flags, doubt } = understanding;
  if (activity.type !== 'message' || talk.act || session.letters || session.naming > 0 || flags.length > 0 || doubt) return null;
  if (TAKEN_AS_WRITTEN.has(parkedAt(session, world)?.wait.for ?? '') || !understanding.readings) return null;
  const { unicode, zawgyi } = understanding.readings;
  const asZawgyi = leadsTo(talk, zawgyi);
  if (asZawgyi === null || asZawgyi === leadsTo(talk, unicode)) return null;
  return { session: { ...session, letters: { waits: activity.text ?? '' } }, says: [question(talk)], events: [{ type: 'letters.asked' }] };
}

/** What a message is to us in one reading: a command, a choice, an answer, a flow or an entry; null where it is nothing. */
function leadsTo(talk: Talk, understanding: Understanding): string | null {
  const { session, activity, world } = talk;
  const command = world.command(understanding.text);
  const act = chosenAct(session, activity, understanding, command !== null);
  const parked = parkedAt(session, world);
  const answer = parked && read(parked.wait, parked.run, { ...talk, understanding, act });
  const best = understanding.gate === 'none' ? undefined : understanding.matches[0]?.entry;
  const where = command ?? act ?? answer ?? world.triggered(understanding.text, session.locale)[0] ?? best;
  return where === undefined ? null : JSON.stringify(where);
}

/**
 * What somebody typed looks right on their own phone in either encoding, so it cannot be shown them to choose from. Words
 * of ours stand in both letters, of which a phone shows one, and so do the buttons.
 */
function question({ first, world }: Talk): Say {
  const asked = [world.phrase('which-letters', 'my'), ...(first ? [world.phrase('i-am-a-bot', 'my')] : [])].join('\n\n');
  const title = world.phrase('choice.these-letters', 'my');
  const choices: Choice[] = [
    { title, act: { do: 'encoding', encoding: 'unicode' } },
    { title: world.zawgyi(title), act: { do: 'encoding', encoding: 'zawgyi' } },
  ];
  return { text: `${asked}\n\n${world.zawgyi(asked)}`, by: 'bot', encoding: 'unicode', choices };
}

/** Which letters they are was answered, or left out: the message that waited is read. */
export function lettersChosen(talk: Talk): Step | null {
  const { act, activity, understanding, world } = talk;
  if (act?.do === 'encoding') {
    // Both buttons say the same words: typed and not pressed, it is their letters that tell.
    const typed = activity.type === 'message' && activity.value === undefined && understanding.encoding === 'zawgyi';
    const encoding = typed ? 'zawgyi' : act.encoding;
    return readWaiting({ ...talk, session: { ...talk.session, encoding, encodingChosen: true } }, encoding);
  }
  return !act && world.command(understanding.text) === 'skip' ? readWaiting(talk, null) : null;
}

/** No answer to which letters, and nothing else that we know: the message that waited is read all the same. */
export function lettersUnanswered(talk: Talk): Step | null {
  return readWaiting(talk, null);
}

function readWaiting({ session, activity }: Talk, encoding: Session['encoding'] | null): Step | null {
  const text = session.letters?.waits;
  if (activity.type !== 'message' || typeof text !== 'string') return null;
  return { session: { ...session, letters: { waits: null } }, says: [], events: [], reread: { text, encoding } };
}

/** A message waits for the next one only; where the letters are sure again, it may be asked anew some day. */
export function lettersAfter({ activity, understanding, session: before }: Talk, { letters }: Session): Session['letters'] {
  if (activity.type !== 'message' || letters === null || letters !== before.letters) return letters;
  return understanding.encoding === 'unicode' || understanding.encoding === 'zawgyi' ? null : { waits: null };
}
