import { repeatQuestion } from './parked.js';
import type { Choice } from './say.js';
import { newPerson, type Person, type Session } from './session.js';
import type { Step, Talk } from './turn.js';

/** One family or room on one phone; more names than this are read by nobody in a list of buttons. */
const MOST_PEOPLE = 5;
/** A nickname fits on a button everywhere. */
const LONGEST_NAME = 20;
/** Somebody who has not named themselves after so many questions wanted something else. */
const MOST_NAMINGS = 3;

/** "Who is writing now?": the people who are known here, and somebody new. */
export function askWho({ session, world }: Pick<Talk, 'session' | 'world'>): Step {
  const { locale } = session;
  const known: Choice[] = session.others.map(({ name }) => ({ title: name ?? world.phrase('profile.first', locale), act: { do: 'person', name } }));
  const newcomer: Choice = { title: world.phrase('profile.new', locale), act: { do: 'new-person' } };
  const stays: Choice = { title: session.name ?? world.phrase('profile.first', locale), act: { do: 'person', name: session.name } };
  const choices = [stays, ...known, ...(known.length + 1 < MOST_PEOPLE ? [newcomer] : [])];
  return { session, says: [{ text: world.phrase('profile.who', locale), by: 'bot', choices }], events: [] };
}

export function askNickname({ session, world }: Pick<Talk, 'session' | 'world'>): Step {
  if (session.others.length + 1 >= MOST_PEOPLE) return askWho({ session, world });
  return { session: { ...session, naming: session.naming + 1 }, says: [{ text: world.phrase('profile.name', session.locale), by: 'bot' }], events: [] };
}

/** The nickname that was asked for; null where none was, or where the message is none and no more is asked. */
export function nicknameGiven(talk: Talk): Step | null {
  const { session, act, understanding } = talk;
  if (session.naming === 0 || act) return null;
  const name = understanding.text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (!isNickname(name)) return session.naming < MOST_NAMINGS ? askNickname(talk) : null;
  const known = [session, ...session.others].find((p) => p.name === name);
  return known ? switchTo(name, talk) : { ...become(newPerson(name, session.locale), session, session.others), says: [] };
}

/** The person who is known under this name writes now; their open question is asked again. */
export function switchTo(name: string | null, talk: Talk): Step {
  const { session, world } = talk;
  const person = session.name === name ? session : session.others.find((p) => p.name === name);
  if (!person) return askWho(talk);
  const changed = become(person, session, session.others.filter((p) => p !== person));
  const locale = changed.session.locale;
  const text = world.phrase('profile.now', locale, { name: name ?? world.phrase('profile.first', locale) });
  const again = repeatQuestion(changed.session, world);
  const said = { text, by: 'bot' as const };
  return { ...changed, says: again ? [said, again] : [{ ...said, choices: world.menu(locale, person.place, person.origin) }] };
}

/** Exchanges who is writing: the one before stands among the others, with what they had begun. */
function become(person: Person, session: Session, others: Person[]): Step {
  const stays = person.name === session.name;
  const next: Session = { ...session, ...personOf(person), others: stays ? session.others : [...others, personOf(session)], naming: 0, misses: 0 };
  return { session: next, says: [], events: stays ? [] : [{ type: 'person.changed' }] };
}

function personOf({ name, locale, localeChosen, origin, place, consentAt, run, last, pendingTopic, about }: Person): Person {
  return { name, locale, localeChosen, origin, place, consentAt, run, last, pendingTopic, about };
}

function isNickname(name: string): boolean {
  const letters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name)].length;
  // A lone number would choose a button, and marks without a letter cannot be read.
  return letters >= 1 && letters <= LONGEST_NAME && /\p{L}/u.test(name);
}
