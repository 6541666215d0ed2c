import type { Activity } from './activity.js';
import { LOCALES, type Locale } from './locale.js';
import { lineage } from './parked.js';
import type { Act, Offer, Session } from './session.js';
import type { Understanding } from './understanding.js';
import { isPickOf } from './wait.js';

/**
 * The choice a message is: a tapped button by its token (old ones too), a bare number among the newest choices, or a
 * choice's own words. Null where it is none. `isCommand`: the words are a standing command too, which goes before the
 * words of older buttons and of questions that wait no more: "talk to a person" always leads to one.
 */
export function chosenAct(session: Session, activity: Activity, understanding: Understanding, isCommand: boolean): Act | null {
  if (activity.type !== 'message') return null;
  const token = activity.value?.token;
  if (token !== undefined) return session.offers.find((o) => o.token === token)?.act ?? standingAct(token);
  const newest = session.offered > 0 ? session.offers.slice(-session.offered) : [];
  const words = plain(understanding.text);
  if (words === '') return null;
  const stands = (offer: Offer): boolean => (isCommand ? stillAsks(session, offer) : newest.includes(offer) || isOfRun(session, offer));
  const byWords = (isCommand ? newest : session.offers).findLast((offer) => plain(offer.title) === words && stands(offer));
  if (byWords) return byWords.act;
  if (!isBareNumber(understanding.text)) return null;
  const [number] = understanding.numbers;
  return number !== undefined && (isList(newest) || typeof session.letters?.waits === 'string' || !awaitsWords(session)) ? (newest[number - 1]?.act ?? null) : null;
}

/** "Yes" is no answer to what a flow asked that is over; to begin that anew takes a tap on its button. */
function isOfRun({ run }: Session, { act }: Offer): boolean {
  return act.do !== 'pick' || lineage(run).some(({ flow }) => flow === act.flow);
}

/** Of a question that waits no more, the words are not its answer before they are a command. */
function stillAsks({ run }: Session, { act }: Offer): boolean {
  return act.do !== 'pick' || (run !== null && isPickOf(act, run));
}

/** The answers given so far, listed to be changed: the question waits behind them. */
function isList(newest: readonly Offer[]): boolean {
  return newest.length > 0 && newest.every(({ act }) => act.do === 'change');
}

/** A question that shows no buttons: to it "2" is an answer of its own, and not the second button of an earlier one. */
function awaitsWords({ run }: Session): boolean {
  return run !== null && run.sum === null && (run.awaits === 'number' || run.awaits === 'money' || run.awaits === 'date' || run.awaits === 'contact' || run.awaits === 'text');
}

/** Tokens that mean the same for everybody: a greeting that no turn made (Viber's) offers the languages by them. */
export function localeToken(locale: Locale): string {
  return `l-${locale}`;
}

function standingAct(token: string): Act | null {
  const locale = LOCALES.find((l) => localeToken(l) === token);
  return locale ? { do: 'locale', locale } : null;
}

/** Digits of any script, perhaps with a full stop or bracket: "2", "၂", "2." */
export function isBareNumber(text: string): boolean {
  return /^[\s(]*\p{Nd}{1,2}[\s.)။]*$/u.test(text);
}

function plain(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}
