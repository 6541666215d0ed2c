import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import type { Origin, Place } from '../core/place.js';
import type { EntryKey } from '../core/understanding.js';
import type { Spoken, SpokenStep, World } from '../core/world.js';
import type { Fact } from './fact.js';
import { callLine, fill, type Telling } from './fill.js';
import { footer, sourceLine } from './footer.js';
import { date, money, number } from './format.js';
import { stepsFor } from './origin.js';
import { quantityOf, rateBetween } from './quantity.js';
import { FIND_PLACES, keyOf, type Knowledge, type LoadedEntry, type LoadedText } from './knowledge.js';
import { hotlineLines, placesLines, townFinder, townsAround } from './near.js';
import { reviewState, type ReviewState } from './reading.js';
import { codeIn, codeOf, entryPart, stillSaid } from './receipt.js';
import { slotsIn, valueAt } from './slot.js';
import { endOf, halfHourOf, standing } from './standing.js';

export type KnowledgeVoice = Pick<
  World,
  'speak' | 'title' | 'entryFor' | 'placesOf' | 'near' | 'receipt' | 'feeMaximum' | 'factValue' | 'rate' | 'money' | 'number' | 'date' | 'currencyOf' | 'fill' | 'urgent' | 'urgentEntry'
>;

export interface VoiceOptions {
  /** `reviewed`: only what a reviewer signed; `sourced`: also the rest, marked as not yet confirmed. */
  policy: 'reviewed' | 'sourced';
  /** The bot's standing sentences, from flows/system. */
  phrase: World['phrase'];
  /** Title of a flow for a button; null where there is none. */
  flowTitle(flow: string, locale: Locale): string | null;
}

/** Answers kept at hand: what many ask within half an hour, some 2 KB each. */
const SAID_KEPT = 500;

interface Said {
  spoken: Spoken;
  expired: boolean;
}

/** The parts of the world that come from `knowledge/`, for any moment. */
export function voice(knowledge: Knowledge, { policy, phrase, flowTitle }: VoiceOptions): (now: number) => KnowledgeVoice {
  const states = new Map<LoadedText, ReviewState>();
  /** Made at the first receipt that is asked about: naming every entry takes a while. */
  let byPart: Map<string, LoadedEntry[]> | undefined;
  function entriesOf(part: string): LoadedEntry[] {
    byPart ??= [...knowledge.entries.values()].reduce((map, entry) => {
      const named = entryPart(entry.key);
      return map.set(named, [...(map.get(named) ?? []), entry]);
    }, new Map<string, LoadedEntry[]>());
    return byPart.get(part) ?? [];
  }

  const townsNamed = townFinder(knowledge.towns);
  const placeFacts = new Set(knowledge.placesToGo.flatMap((p) => p.facts));

  function stateOf(entry: LoadedEntry, locale: Locale, text: LoadedText): ReviewState {
    const state = states.get(text) ?? reviewState(knowledge, entry, locale);
    states.set(text, state);
    return state;
  }

  /** What a reviewer refused is never said; under `reviewed`, only what one signed. */
  function allowed(state: ReviewState): boolean {
    return policy === 'reviewed' ? state.state === 'signed' : state.state !== 'sent-back';
  }

  /** The language asked for, else English, else any in which the entry may be said. */
  function textFor(entry: LoadedEntry, asked: Locale): { locale: Locale; text: LoadedText; review: ReviewState } | null {
    for (const locale of [asked, 'en' as const, ...LOCALES]) {
      const text = entry.texts[locale];
      const review = text && stateOf(entry, locale, text);
      if (text && review && allowed(review)) return { locale, text, review };
    }
    return null;
  }

  /** A flow's words and a looked-up figure hold to the policy too: a fact is signed with the entries that rest on it. */
  const mayTell = (fact: Fact) => policy === 'sourced' || (signedFacts ??= factsOfSigned()).has(fact.id);
  let signedFacts: Set<string> | undefined;
  function factsOfSigned(): Set<string> {
    const signed = (e: LoadedEntry) => LOCALES.some((l) => e.texts[l] && stateOf(e, l, e.texts[l]).state === 'signed');
    return new Set([...knowledge.entries.values()].filter(signed).flatMap((e) => e.facts));
  }

  let halfHour = 0;
  const saidLately = new Map<string, Said | null>();

  return (now) => {
    const telling: Telling = { facts: knowledge.facts, now, phrase };

    function title(key: EntryKey, locale: Locale): string | null {
      const entry = knowledge.entries.get(key);
      return (entry && textFor(entry, locale)?.text.title) ?? null;
    }

    /** Filling in figures, and asking each fact how it stands, costs more than finding the entry: it is done once in half an hour. */
    function said(key: EntryKey, asked: Locale, origin: Origin | null): Said | null {
      if (halfHour !== halfHourOf(now) || saidLately.size >= SAID_KEPT) saidLately.clear();
      halfHour = halfHourOf(now);
      const name = `${key} ${asked} ${origin}`;
      const known = saidLately.get(name);
      if (known !== undefined) return known;
      const answer = say(key, asked, origin);
      saidLately.set(name, answer);
      return answer;
    }

    function say(key: EntryKey, asked: Locale, origin: Origin | null): Said | null {
      const entry = knowledge.entries.get(key);
      const found = entry && textFor(entry, asked);
      if (!entry || !found) return null;
      const { locale, text, review } = found;
      const facts = factsOf(entry, text);
      const over = endedOn(restsOn(text, facts), now);
      const short = over ? phrase('knowledge.expired', asked, { title: text.title, date: date(over, asked) }) : fill(text.short, locale, telling);
      if (short === null) return null;
      const foreign = locale !== asked && !over;
      const unsure = over !== null || foreign || entry.kind === 'unconfirmed' || facts.some((f) => standing(f, now) !== 'current');
      const spoken = new Set(slotsIn(text.short).map((s) => s.fact));
      const answer: Spoken = {
        entry: key,
        locale: over ? asked : locale,
        title: text.title,
        text: foreign ? `${phrase('knowledge.other-language', asked, { language: languageName(locale, asked) })}\n\n${short}` : short,
        more: over || text.more === '' ? null : fill(text.more, locale, telling),
        footer: over ? sourceLine(facts, asked, telling).join('\n') : footer(facts, spoken, review, asked, telling),
        receipt: codeOf(knowledge, entry, locale) ?? '',
        unsure,
        next: steps(entry, asked, unsure, origin),
      };
      return { spoken: answer, expired: over !== null };
    }

    /** Facts that are listed, and any that the text speaks all the same. */
    function factsOf(entry: LoadedEntry, text: LoadedText): Fact[] {
      const ids = new Set([...entry.facts, ...slotsIn(`${text.short}\n${text.more}`).map((s) => s.fact)]);
      return [...ids].flatMap((id) => knowledge.facts.get(id) ?? []);
    }

    function steps(entry: LoadedEntry, locale: Locale, unsure: boolean, origin: Origin | null): SpokenStep[] {
      const next = stepsFor(knowledge, entry, origin).flatMap((step): SpokenStep[] => {
        if ('human' in step) return [{ do: 'human' }];
        if ('hotline' in step) {
          const text = callLine(step.hotline, locale, telling);
          return text ? [{ do: 'hotline', text }] : [];
        }
        if ('flow' in step) {
          const words = flowTitle(step.flow, locale);
          return words ? [{ do: 'flow', flow: step.flow, title: words }] : [];
        }
        const there = knowledge.entries.get(step.entry);
        const found = there && textFor(there, locale);
        // What is written in another language only says so before it is opened.
        return found ? [{ do: 'entry', entry: step.entry, title: found.locale === locale ? found.text.title : `${found.text.title} (${languageName(found.locale, locale)})` }] : [];
      });
      return unsure && !next.some((s) => s.do === 'human') ? [...next, { do: 'human' }] : next;
    }

    const entryFor: World['entryFor'] = (topic, place, origin) => {
      const keys = (['ANY'] as Place[]).concat(place && place !== 'ANY' ? [place] : []).reverse();
      const wanted = keys.flatMap((p) => [...(origin ? [keyOf({ topic, place: p, origin })] : []), keyOf({ topic, place: p })]);
      return wanted.find((k) => knowledge.entries.has(k)) ?? null;
    };

    return {
      title,
      speak: (key, locale, origin = null) => said(key, locale, origin)?.spoken ?? null,

      entryFor,

      near({ text, position, place, origin }, locale) {
        const around = position ? townsAround(knowledge.towns, position) : townsNamed(text);
        const country = around[0]?.town.place ?? (position ? place : null);
        const entry = country && entryFor(FIND_PLACES, country, origin);
        if (!country || !entry) return null;
        const told = [...placeFacts].flatMap((id) => knowledge.facts.get(id) ?? []).filter(mayTell);
        const open = { ...telling, facts: new Map(told.map((f) => [f.id, f])) };
        return { entry, text: placesLines(knowledge, around, locale, open) ?? hotlineLines(knowledge, country, locale, open) };
      },

      placesOf: (topic) => [...new Set([...knowledge.entries.values()].filter((e) => e.topic === topic).map((e) => e.place))],

      receipt(text, locale) {
        const found = codeIn(text);
        if (!found) return null;
        const known = found.intact ? knowledge.receipts.find((r) => r.code === found.code) : undefined;
        const candidates = found.intact ? entriesOf(found.entryPart) : [];
        const same = candidates.find((e) => stillSaid(knowledge, e, found.code));
        const entry = same ?? (known ? knowledge.entries.get(known.entry) : candidates[0]);
        if (!entry) return known ? phrase('receipt.withdrawn', locale) : found.plainlyCode ? phrase('receipt.unknown', locale) : null;
        const today = said(entry.key, locale, null);
        if (!today) return phrase('receipt.withdrawn', locale);
        const { spoken, expired } = today;
        if (expired) return spoken.text;
        const about = { title: spoken.title };
        if (same) return `${phrase(spoken.unsure ? 'receipt.unsure' : 'receipt.same', locale, about)}\n\n${spoken.footer}`;
        const since = known && changedOn(knowledge, known.code);
        const opening = since ? phrase('receipt.changed-since', locale, { ...about, date: date(since, locale) }) : phrase('receipt.changed', locale, about);
        return `${opening}\n\n${spoken.text}\n\n${spoken.footer}`;
      },

      feeMaximum(place, origin, locale) {
        const rule = knowledge.fees.find((r) => r.place === place && r.origin === (origin ?? undefined)) ?? knowledge.fees.find((r) => r.place === place && r.origin === undefined);
        const found = rule && valueAt(knowledge.facts, rule.maximum);
        if (!rule || !found || !('amount' in found.value) || !mayTell(found.fact)) return null;
        const [id, name = 'value'] = rule.maximum.split('.');
        const text = fill(`{{fact:${id}.${name}}}`, locale, telling);
        if (text === null) return null;
        const { amount, to, currency } = found.value;
        return { amount: to ?? amount, currency, text, sure: standing(found.fact, now) === 'current' };
      },

      factValue(reference) {
        const found = valueAt(knowledge.facts, reference);
        return found && mayTell(found.fact) && standing(found.fact, now) === 'current' ? quantityOf(found.value) : null;
      },

      rate(from, to, locale) {
        const found = rateBetween([...knowledge.facts.values()].filter((f) => mayTell(f) && standing(f, now) === 'current'), from, to);
        const text = found && fill(`{{fact:${found.fact.id}.one}} = {{fact:${found.fact.id}}} ({{asof:${found.fact.id}}})`, locale, telling);
        return found && text ? { rate: found.rate, text } : null;
      },

      money,
      number,
      date,
      currencyOf: (place) => CURRENCY_OF[place],

      fill(text, locale) {
        const facts = slotsIn(text).flatMap((s) => knowledge.facts.get(s.fact) ?? []);
        return facts.every(mayTell) ? fill(text, locale, telling) : null;
      },

      // Red flags are the protection staff's own and outrank the policy: a person in danger is told whom to call.
      urgent(flag, locale, place) {
        const danger = knowledge.dangers.get(flag.danger);
        const first = danger?.first[locale] ?? danger?.first.en;
        const lines = (first ?? '').split('\n').flatMap((line) => fill(line, locale, telling) ?? []).join('\n').trim();
        const numbers = (place ? danger?.hotlines[place] : undefined) ?? danger?.hotlines.ANY ?? [];
        const calls = numbers.flatMap((id) => callLine(id, locale, telling) ?? []);
        return [lines || phrase('knowledge.talk', locale), ...calls].join('\n');
      },

      urgentEntry(flag) {
        const entry = knowledge.dangers.get(flag.danger)?.entry;
        return entry !== undefined && knowledge.entries.has(entry) ? entry : null;
      },
    };
  };
}

const CURRENCY_OF: Record<Place, string | null> = {
  TH: 'THB', MY: 'MYR', SG: 'SGD', JP: 'JPY', KR: 'KRW', HK: 'HKD', MM: 'MMK', KH: 'KHR', LA: 'LAK', VN: 'VND',
  // Several countries, several currencies.
  GULF: null,
  ANY: null,
};

/** Facts the short answer rests on: all of the entry's but those that only the detail speaks. */
function restsOn(text: LoadedText, facts: readonly Fact[]): Fact[] {
  const inShort = new Set(slotsIn(text.short).map((s) => s.fact));
  const inMore = new Set(slotsIn(text.more).map((s) => s.fact));
  return facts.filter((f) => inShort.has(f.id) || !inMore.has(f.id));
}

/** The earliest last day among facts that have ended, or null. */
function endedOn(facts: readonly Fact[], now: number): string | null {
  const ended = facts.filter((f) => standing(f, now) === 'expired').flatMap((f) => f.validUntil ?? []);
  return ended.sort((a, b) => endOf(a, 0) - endOf(b, 0))[0] ?? null;
}

/** Day from which a later code of the same entry and language was given. */
function changedOn({ receipts }: Knowledge, code: string): string | null {
  const i = receipts.findIndex((r) => r.code === code);
  const old = receipts[i];
  return receipts.slice(i + 1).find((r) => r.entry === old?.entry && r.locale === old.locale)?.since ?? null;
}

function languageName(locale: Locale, inLocale: Locale): string {
  const name = new Intl.DisplayNames(inLocale, { type: 'language' }).of(locale) ?? locale;
  // Vietnamese writes "tiếng Anh" with a small letter inside a sentence.
  return inLocale === 'vi' ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
