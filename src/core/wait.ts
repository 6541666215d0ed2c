import type { Activity } from './activity.js';
import { dayMeant, fitsWhen } from './date.js';
import type { FlowGraph, FlowWords, Reading, Run, Value, Wait } from './flow.js';
import { ENDONYMS, LOCALES, isLocale, type Locale } from './locale.js';
import { DESTINATIONS, ORIGINS, isDestination, isOrigin, isPlace, type Place } from './place.js';
import { isDate, isMoney } from './reckon.js';
import type { Choice, Say } from './say.js';
import type { Act, Session } from './session.js';
import type { DateSaid, Understanding } from './understanding.js';
import type { Correcting, World } from './world.js';

/** What a flow looks at when it reads a message. */
export interface Context {
  world: World;
  understanding: Understanding;
  activity: Activity;
  /** The choice a person made by button, number or its words. */
  act: Act | null;
  /** How long after a message of the person we may write by ourselves, milliseconds; null: always (`Limits.freeMs`). */
  freeMs: number | null;
}

/** What of a message can be an answer. */
export type Said = Pick<Understanding, 'text' | 'places' | 'numbers' | 'amounts' | 'dates' | 'phones'>;
type Heard = Omit<Context, 'understanding'> & { understanding: Said };

/** A flow with its words. */
export interface Loaded {
  graph: FlowGraph;
  words(locale: Locale): FlowWords;
}

/** Of what somebody writes in answer to an open question a flow keeps this much; the transcript keeps all of it. */
const LONGEST_WROTE = 1_000;

/**
 * Whose eyes a text is for: what a person wrote is not said again, but the counsellor it was written for reads it, and so
 * does its writer where they are asked whether they agree to hand it on.
 */
type Reader = 'person' | 'writer' | 'counsellor';

/** The words under a key with variables and facts filled in. A text that may not be said now becomes the apology. */
export function textOf(flow: Loaded, key: string, vars: Record<string, Value>, locale: Locale, world: World, reader: Reader = 'person'): string {
  const words = flow.words(locale).texts[key];
  if (words === undefined) return world.phrase('apology', locale);
  // Facts first: what a person wrote may look like one, and stays what it is.
  return (
    world.fill(words, locale)?.replace(/(?<!\{)\{([a-z][a-z0-9-]*)\}/g, (_, name: string) => {
      const value = vars[name];
      return (value === undefined ? null : spoken(flow, name, value, locale, world, reader)) ?? '…';
    }) ?? world.phrase('apology', locale)
  );
}

/** A variable in words, a chosen option as its button said it; null for what must not be repeated, and for names that only the flow knows. */
export function spoken(flow: Loaded, name: string, value: Value, locale: Locale, world: World, reader: Reader = 'person'): string | null {
  if (typeof value === 'number') return world.number(value, locale);
  if (typeof value === 'string') return optionTitle(flow, name, value, locale, world) ?? (isPlace(value) ? world.placeName(value, locale) : isLocale(value) ? ENDONYMS[value] : null);
  if ('amount' in value) return world.money(value.amount, value.currency, locale);
  if ('date' in value) return world.date(value.date, locale);
  if ('list' in value) return value.list.map((v) => spoken(flow, name, v, locale, world)).join(' + ');
  if ('said' in value) return value.said;
  return reader === 'person' ? null : value.wrote;
}

function optionTitle(flow: Loaded, name: string, value: string, locale: Locale, world: World): string | null {
  for (const { wait } of Object.values(flow.graph.nodes)) {
    if (wait?.save !== name) continue;
    if (wait.for === 'yes-no' && (value === 'yes' || value === 'no')) return world.phrase(value, locale);
    const option = wait.for === 'choice' ? wait.options.find((o) => o.value === value) : undefined;
    if (option) return flow.words(locale).texts[option.title] ?? null;
  }
  return null;
}

/** Reads the person's message as the awaited answer; `sum` where only the currency is missing; null where it is none. */
export function read(wait: Wait, run: Run, { understanding, act, world, activity }: Heard): Reading | null {
  if (act?.do === 'take' && act.flow === run.flow && act.node === run.node) return act.answer;
  const picked = act?.do === 'pick' && act.flow === run.flow && act.node === run.node ? act.value : null;
  switch (wait.for) {
    case 'choice':
      if (picked !== null) return wait.options.some((o) => o.value === picked) ? { value: picked } : null;
      return act ? null : (named(understanding.text, run, wait, world) ?? meantNow(understanding.text, run, wait, world));
    case 'yes-no': {
      if (picked === 'yes' || picked === 'no') return { value: picked };
      const said = world.yesNo(understanding.text) ?? saidFirst(understanding.text, world);
      return said ? { value: said } : act ? null : meantNow(understanding.text, run, wait, world);
    }
    case 'locale': {
      if (picked !== null && isLocale(picked)) return { value: picked };
      if (act?.do === 'locale') return { value: act.locale };
      return null;
    }
    case 'place': {
      if (picked !== null && (picked === 'ANY' || fitsAmong(wait, picked))) return { value: picked };
      if (act?.do === 'place' && fitsAmong(wait, act.place)) return { value: act.place };
      const named = understanding.places.filter((m) => fitsAmong(wait, m.place));
      const wanted = wait.among === 'origins' ? 'from' : 'to';
      const place = (named.find((m) => m.direction === wanted) ?? named[0])?.place;
      return place ? { value: place } : null;
    }
    case 'money': {
      if (picked !== null && run.sum !== null) return { value: { amount: run.sum, currency: picked } };
      const amount = understanding.amounts[0];
      if (amount?.currency) return { value: { amount: amount.value, currency: amount.currency } };
      const sum = amount?.value ?? plainNumber(understanding);
      return sum !== undefined && sum >= 0 ? { sum } : null;
    }
    case 'number': {
      const n = numberSaid(understanding);
      return n !== undefined && n >= (wait.min ?? -Infinity) && n <= (wait.max ?? Infinity) ? { value: n } : null;
    }
    case 'date': {
      const date = understanding.dates.map((said) => dayMeant(said, wait.when, world.now)).find((iso) => iso !== null && dateObjection(wait, iso, world) === null);
      return date ? { value: { date } } : null;
    }
    case 'contact': {
      const card = activity.type === 'message' ? activity.attachments?.find((a) => a.contentUrl?.startsWith('tel:')) : undefined;
      const phone = card?.contentUrl?.slice('tel:'.length) ?? understanding.phones[0];
      return phone ? { value: { wrote: phone } } : null;
    }
    case 'text':
      return activity.type === 'message' && understanding.text !== '' ? { value: wrote(understanding.text) } : null;
    case 'location': {
      const place = activity.type === 'message' ? activity.entities?.[0] : undefined;
      if (place) return { value: wrote(`${place.latitude},${place.longitude}`) };
      return understanding.places.length > 0 ? { value: wrote(understanding.text) } : null;
    }
    case 'file': {
      const file = activity.type === 'message' ? activity.attachments?.[0] : undefined;
      return file ? { value: wrote(file.contentUrl ?? file.name ?? file.contentType) } : null;
    }
  }
}

/** What somebody wrote freely, as a flow keeps it. */
export function wrote(text: string): Value {
  return { wrote: text.slice(0, LONGEST_WROTE) };
}

function fitsAmong(wait: Extract<Wait, { for: 'place' }>, place: string): place is Place {
  return wait.among === 'origins' ? isOrigin(place) : isDestination(place);
}

/** A number that is no part of a date in words ("5 May"). */
function plainNumber({ numbers, dates }: Said): number | undefined {
  return dates.some((d) => 'month' in d) ? undefined : numbers[0];
}

/** "၅ သိန်း" is one number, its 5 is not; "2 people, 500 baht" begins with the number 2. */
function numberSaid(understanding: Said): number | undefined {
  const [amount] = understanding.amounts;
  return amount && (amount.currency === null || understanding.numbers.length < 2) ? amount.value : plainNumber(understanding);
}

/** Why an answer of the right kind does not fit, as the key of a standing sentence; null where it is of another kind. */
export function objection(wait: Wait, { understanding, world }: Context, locale: Locale): { phrase: string; params: Record<string, string> } | null {
  if (wait.for === 'number' && numberSaid(understanding) !== undefined) {
    const bound = (n: number | undefined) => (n === undefined ? '' : world.number(n, locale));
    const phrase = wait.min === undefined ? 'again.number-most' : wait.max === undefined ? 'again.number-least' : 'again.number-between';
    return wait.min === undefined && wait.max === undefined ? null : { phrase, params: { least: bound(wait.min), most: bound(wait.max) } };
  }
  if (wait.for !== 'date') return null;
  const iso = understanding.dates.map((said) => dayMeant(said, wait.when, world.now)).find((d) => d !== null);
  const phrase = iso ? dateObjection(wait, iso, world) : null;
  return phrase ? { phrase, params: {} } : null;
}

function dateObjection(wait: Extract<Wait, { for: 'date' }>, iso: string, world: World): string | null {
  if (!fitsWhen(iso, wait.when, world.now)) return wait.when === 'past' ? 'again.date-past' : 'again.date-future';
  return iso.length === 7 && wait.month !== 'enough' ? 'again.date-day' : null;
}

/** Kinds of answers that stand in one message beside others. */
const SAID_TOGETHER: ReadonlySet<Wait['for']> = new Set(['place', 'money', 'number', 'date', 'contact']);

/** What of a message is left once an answer was taken from it, for a question of another kind; null where nothing may be. */
export function remainder(wait: Wait, value: Value, { places, amounts, dates, phones, numbers }: Said): Said | null {
  if (!SAID_TOGETHER.has(wait.for)) return null;
  const counted = amounts.length + dates.length + phones.length > 0;
  return {
    text: '',
    places: places.filter((m) => m.place !== value),
    amounts: wait.for === 'money' || wait.for === 'number' ? [] : amounts,
    dates: wait.for === 'date' ? [] : dates,
    phones: wait.for === 'contact' ? [] : phones,
    // The digits of a sum, a date or a phone number are no number of their own.
    numbers: wait.for === 'money' || wait.for === 'number' || counted ? [] : numbers,
  };
}

/** Reads what is left of a message as the answer to the next question, where there is exactly one that it can be. */
export function readRemainder(wait: Wait, run: Run, left: Said, context: Context): Value | null {
  const { places, amounts, dates, phones, numbers } = left;
  const only: Record<string, boolean> = {
    place: wait.for === 'place' && new Set(places.flatMap((m) => (fitsAmong(wait, m.place) ? [m.place] : []))).size === 1,
    money: amounts.length === 1,
    number: amounts.length === 0 && numbers.length === 1,
    date: dates.length === 1,
    contact: phones.length === 1,
  };
  const answer = only[wait.for] ? read(wait, run, { ...context, understanding: left, act: null }) : null;
  return answer && 'value' in answer ? answer.value : null;
}

/**
 * Reads a message as another answer than the one that was given; `named` where it also says the old one ("3, not 2").
 * `how`: the words are a correction; without that a bare yes, no or choice answers the question at hand.
 */
export function readOther(flow: Loaded, wait: Wait, run: Run, old: Value | undefined, context: Context, how: Correcting | null): { value: Value; named: boolean } | null {
  if (!SAID_TOGETHER.has(wait.for) && !isPickOf(context.act, run)) {
    const value = how && chosenBy(how.said, flow, wait, context.world);
    const wrong = how && how.not !== null ? chosenBy(how.not, flow, wait, context.world) : null;
    return value === null || value === old ? null : { value, named: wrong !== null && wrong === old };
  }
  const { understanding: all } = context;
  const isOld = (value: Value) => old !== undefined && isSame(value, old);
  const understanding: Said = {
    text: all.text,
    dates: all.dates.filter((said) => !isDayOf(said, wait, old, context.world.now)),
    phones: all.phones.filter((phone) => !isOld(wrote(phone))),
    places: all.places.filter((m) => !isOld(m.place)),
    numbers: all.numbers.filter((n) => !isOld(n) && !(isMoney(old) && old.amount === n)),
    amounts: all.amounts.filter((a) => !isOld({ amount: a.value, currency: a.currency ?? (isMoney(old) ? old.currency : '') })),
  };
  // A sum with its currency is money, and no answer to how many.
  if (wait.for === 'number' && all.amounts.some((a) => a.currency !== null)) return null;
  const answer = read(wait, { ...run, sum: null }, { ...context, understanding });
  const value = answer && ('value' in answer ? answer.value : isMoney(old) ? { amount: answer.sum, currency: old.currency } : null);
  const named = (['places', 'numbers', 'amounts', 'dates', 'phones'] as const).some((part) => understanding[part].length < all[part].length) || all.denied.some(isOld);
  return value === null || isOld(value) ? null : { value, named };
}

/** "Yes, they want money", "no they did not": the button's own word before others, any such word before a stop ("co" alone begins "co ay", she). */
function saidFirst(text: string, world: World): 'yes' | 'no' | null {
  const [, word = '', stop = ''] = /^([^\s,.;!၊။]+)([,.;!၊။]|\s)/u.exec(text) ?? [];
  const said = world.yesNo(word);
  return said !== null && (stop.trim() !== '' || LOCALES.some((locale) => world.phrase(said, locale).toLowerCase() === word.toLowerCase())) ? said : null;
}

/** The answer that some words name: "evening", where "In the evening" is one of the choices. */
function named(text: string, run: Run, wait: Wait, world: World): Reading | null {
  const flow = world.flow(run.flow);
  const value = flow && chosenBy(text, flow, wait, world);
  return value === null ? null : { value };
}

/** "Sorry, I meant the evening", "I said no but it is yes": an answer, where no earlier one is meant. "No, …" may be the answer itself. */
function meantNow(text: string, run: Run, wait: Wait, world: World): Reading | null {
  const how = world.corrects(text);
  if (how?.gives !== 'other' || how.said === '' || (how.not === null && world.yesNo(how.by) !== null)) return null;
  return named(how.said, run, wait, world);
}

/** So many letters of a choice's words are enough to name it: "evening" is "In the evening". */
const ENOUGH_LETTERS = 3;

/** The option that these words name, in any language: its own words, or some that stand in one option only. Also a yes or no. */
function chosenBy(words: string, flow: Loaded, wait: Wait, world: World): string | null {
  if (wait.for === 'yes-no') return world.yesNo(words);
  if (wait.for !== 'choice') return null;
  const said = letters(words);
  // "ဟုတ်" (yes) stands in the middle of "မဟုတ်" (no) too.
  const holds = world.yesNo(words) === null ? (title: string) => title.includes(said) : (title: string) => title.startsWith(said);
  for (const locale of LOCALES) {
    const titled = wait.options.map((o) => ({ value: o.value, title: letters(flow.words(locale).texts[o.title] ?? '') }));
    const same = titled.find((o) => o.title === said);
    if (same) return same.value;
    const alike = said.length >= ENOUGH_LETTERS ? titled.filter((o) => holds(o.title)) : [];
    if (alike.length === 1) return alike[0]!.value;
  }
  return null;
}

function letters(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

function isDayOf(said: DateSaid, wait: Wait, old: Value | undefined, now: number): boolean {
  return wait.for === 'date' && isDate(old) && dayMeant(said, wait.when, now) === old.date;
}

export function isPickOf(act: Act | null, run: Pick<Run, 'flow' | 'node'>): boolean {
  return act?.do === 'pick' && act.flow === run.flow && act.node === run.node;
}

function isSame(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The buttons of a question. */
export function choicesOf(flow: Loaded, wait: Wait, run: Run, session: Session, world: World): Choice[] {
  const { locale } = session;
  const pick = (title: string, value: string): Choice => ({ title, act: { do: 'pick', flow: run.flow, node: run.node, value } });
  switch (wait.for) {
    case 'choice':
      return wait.options.map((o) => pick(textOf(flow, o.title, run.vars, locale, world), o.value));
    case 'yes-no':
      return (['yes', 'no'] as const).map((w) => pick(world.phrase(w, locale), w));
    case 'locale':
      return LOCALES.map((l) => pick(ENDONYMS[l], l));
    case 'place': {
      const places: readonly Place[] = wait.among === 'origins' ? ORIGINS : DESTINATIONS;
      return [...places.map((p) => pick(world.placeName(p, locale), p)), pick(world.phrase('another-place', locale), 'ANY')];
    }
    case 'money':
      return run.sum === null ? [] : currencyChoices(wait, run, session, world);
    case 'number':
    case 'date':
    case 'contact':
    case 'text':
    case 'location':
    case 'file':
      return [];
  }
}

/** Asks which money a bare sum is. */
export function askCurrency(wait: Wait, run: Run, session: Session, { world }: Context): Say {
  return { text: world.phrase('ask-currency', session.locale), by: 'bot', choices: currencyChoices(wait, run, session, world) };
}

function currencyChoices(wait: Wait, run: Run, session: Session, world: World): Choice[] {
  if (wait.for !== 'money') return [];
  const places = wait.currencies.map((name) => run.vars[name]).filter(isPlace);
  const known = places.map((p) => world.currencyOf(p)).filter((c) => c !== null);
  return [...new Set([...known, 'USD'])].map((currency) => ({
    title: world.currencyName(currency, session.locale),
    act: { do: 'pick', flow: run.flow, node: run.node, value: currency },
  }));
}
