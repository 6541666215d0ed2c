import type { Activity } from './activity.js';
import type { FlowGraph, FlowWords, Run, Value, Wait } from './flow.js';
import { ENDONYMS, LOCALES, isLocale, type Locale } from './locale.js';
import { DESTINATIONS, ORIGINS, isDestination, isOrigin, isPlace, type Place } from './place.js';
import type { Choice, Say } from './say.js';
import type { Act, Session } from './session.js';
import type { Understanding } from './understanding.js';
import type { World } from './world.js';

/** What a flow looks at when it reads a message. */
export interface Context {
  world: World;
  understanding: Understanding;
  activity: Activity;
  /** The choice a person made by button, number or its words. */
  act: Act | null;
}

/** A flow with its words. */
export interface Loaded {
  graph: FlowGraph;
  words(locale: Locale): FlowWords;
}

/** The words under a key with variables and facts filled in. A text that may not be said now becomes the apology. */
export function textOf(flow: Loaded, key: string, vars: Record<string, Value>, locale: Locale, world: World): string {
  const words = flow.words(locale).texts[key];
  if (words === undefined) return world.phrase('apology', locale);
  const filled = words.replace(/\{([a-z][a-z0-9-]*)\}/g, (whole, name: string) => {
    const value = vars[name];
    return value === undefined ? whole : (spoken(value, locale, world) ?? whole);
  });
  return world.fill(filled, locale) ?? world.phrase('apology', locale);
}

/** A variable in words; null for what must not be repeated. */
function spoken(value: Value, locale: Locale, world: World): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return isPlace(value) ? world.placeName(value, locale) : isLocale(value) ? ENDONYMS[value] : null;
  if ('amount' in value) return world.money(value.amount, value.currency, locale);
  return 'said' in value ? value.said : null;
}

/** Reads the person's message as the awaited answer; `sum` where only the currency is missing; null where it is none. */
export function read(wait: Wait, run: Run, { understanding, act, world, activity }: Context): { value: Value } | { sum: number } | null {
  const picked = act?.do === 'pick' && act.flow === run.flow && act.node === run.node ? act.value : null;
  switch (wait.for) {
    case 'choice':
      return picked !== null && wait.options.some((o) => o.value === picked) ? { value: picked } : null;
    case 'yes-no': {
      if (picked === 'yes' || picked === 'no') return { value: picked };
      const said = world.yesNo(understanding.text);
      return said ? { value: said } : null;
    }
    case 'locale': {
      if (picked !== null && isLocale(picked)) return { value: picked };
      if (act?.do === 'locale') return { value: act.locale };
      return null;
    }
    case 'place': {
      const fits: (place: string) => place is Place = wait.among === 'origins' ? isOrigin : isDestination;
      if (picked !== null && (fits(picked) || picked === 'ANY')) return { value: picked };
      if (act?.do === 'place' && fits(act.place)) return { value: act.place };
      const named = understanding.places.filter((m) => fits(m.place));
      const wanted = wait.among === 'origins' ? 'from' : 'to';
      const place = (named.find((m) => m.direction === wanted) ?? named[0])?.place;
      return place ? { value: place } : null;
    }
    case 'money': {
      if (picked !== null && run.sum !== null) return { value: { amount: run.sum, currency: picked } };
      const amount = understanding.amounts[0];
      if (amount?.currency) return { value: { amount: amount.value, currency: amount.currency } };
      const sum = amount?.value ?? understanding.numbers[0];
      return sum !== undefined && sum >= 0 ? { sum } : null;
    }
    case 'number': {
      const n = understanding.numbers[0];
      return n !== undefined && n >= (wait.min ?? -Infinity) && n <= (wait.max ?? Infinity) ? { value: n } : null;
    }
    case 'text':
      return activity.type === 'message' && understanding.text !== '' ? { value: { wrote: understanding.text } } : null;
    case 'location': {
      const place = activity.type === 'message' ? activity.entities?.[0] : undefined;
      return place ? { value: { wrote: `${place.latitude},${place.longitude}` } } : null;
    }
    case 'file': {
      const file = activity.type === 'message' ? activity.attachments?.[0] : undefined;
      return file ? { value: { wrote: file.contentUrl ?? file.name ?? file.contentType } } : null;
    }
  }
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
