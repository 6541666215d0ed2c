import type { FlowWords } from '../core/flow.js';
import { LOCALES, type Locale } from '../core/locale.js';
import type { Place, Origin } from '../core/place.js';
import type { Choice } from '../core/say.js';
import type { Command } from '../core/session.js';
import type { World } from '../core/world.js';
import { correcting } from './corrects.js';
import { courteous } from './courtesy.js';
import type { FlowBook, LoadedFlow, Office } from './load.js';

export type FlowVoice = Pick<World, 'flow' | 'triggered' | 'phrase' | 'menu' | 'command' | 'yesNo' | 'corrects' | 'office'>;

/** The parts of the world that come from `flows/`. `entries` resolves a topic to the title of its entry. */
export function flowVoice(book: FlowBook): (now: number, entries: Pick<World, 'entryFor' | 'title'>) => FlowVoice {
  const commands = new Map<string, Command>(book.commands.map((c) => [plain(c.words), c.command]));
  const answers = new Map(book.answers.map((a) => [plain(a.words), a.answer]));
  for (const locale of LOCALES) for (const answer of ['yes', 'no'] as const) answers.set(plain(book.phrases[locale]?.[answer] ?? answer), answer);
  const courtesies = courteous(book);
  const yesNo: World['yesNo'] = (text) => {
    const said = courtesies(text);
    return answers.get(plain(text)) ?? (said.has('yes') ? 'yes' : said.has('no') ? 'no' : null);
  };
  const corrects = correcting(book, yesNo);
  const triggers = new Map<string, string>();
  for (const [id, flow] of book.flows) {
    for (const locale of LOCALES) for (const words of flow.words[locale]?.triggers ?? []) triggers.set(plain(words), id);
  }

  const phrase: World['phrase'] = (key, locale, params = {}) => {
    const words = book.phrases[locale]?.[key] ?? book.phrases.en?.[key];
    if (words === undefined) throw new Error(`flows/system has no text "${key}"`);
    return words.replace(/\{([a-z]+)\}/g, (whole, name: string) => params[name] ?? whole);
  };

  return (now, entries) => ({
    phrase,
    flow(id) {
      const flow = book.flows.get(id);
      return flow ? { graph: flow.graph, words: (locale) => wordsOf(flow, locale) } : null;
    },
    triggered: (text) => {
      const id = triggers.get(plain(text));
      return id ? [id] : [];
    },
    corrects,
    yesNo,
    command: (text) => commands.get(plain(text)) ?? (courtesies(text).has('hello') ? 'hello' : null),
    menu: (locale, place, origin) =>
      book.menu.flatMap((item): Choice[] => {
        if ('flow' in item) {
          const flow = book.flows.get(item.flow);
          return flow ? [{ title: wordsOf(flow, locale).title, act: { do: 'flow', flow: item.flow } }] : [];
        }
        if ('command' in item) return [{ title: phrase(`choice.${item.command}`, locale), act: { do: 'command', command: item.command } }];
        return topicItem(item.topic, locale, place, origin, entries);
      }),
    office: (locale) => officeAt(book.office, now, (key, params) => phrase(key, locale, params)),
  });
}

function topicItem(topic: string, locale: Locale, place: Place | null, origin: Origin | null, entries: Pick<World, 'entryFor' | 'title'>): Choice[] {
  const entry = entries.entryFor(topic, place, origin);
  const title = entry && entries.title(entry, locale);
  return entry && title ? [{ title, act: { do: 'entry', entry } }] : [];
}

/** Each flow's words in a language, put together at their first use: a turn asks for them many times. */
const together = new WeakMap<LoadedFlow, Map<Locale, FlowWords>>();

function wordsOf(flow: LoadedFlow, locale: Locale): FlowWords {
  const known = together.get(flow) ?? new Map<Locale, FlowWords>();
  const words = known.get(locale) ?? complete(flow, locale);
  together.set(flow, known.set(locale, words));
  return words;
}

/** Words in the language, each text that is missing there in English: a gap is no silence. */
function complete(flow: LoadedFlow, locale: Locale): FlowWords {
  const english = flow.words.en ?? { title: flow.graph.flow, version: 1, triggers: [], texts: {} };
  const own = flow.words[locale];
  return own ? { ...own, texts: { ...english.texts, ...own.texts } } : english;
}

/** A message as it is compared with command and trigger words: letters and digits only, lower case. */
export function plain(text: string): string {
  const bare = text.normalize('NFC').toLowerCase().trim().replace(/[\s\u200b-\u200d]+/g, '');
  return bare.replace(/[.!?။၊…]+$/u, '');
}

function officeAt(office: Office, now: number, say: (key: string, params?: Record<string, string>) => string): ReturnType<World['office']> {
  if (office.hours.length === 0) return { open: null, line: say('office.unknown') };
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: office.timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  const today = part('weekday').toLowerCase();
  const open = office.hours.some((h) => h.days.some((d) => d === today) && h.from <= time && time < h.to);
  const hours = office.hours.map((h) => `${h.days.map((d) => say(`day.${d}`)).join(' ')} ${h.from}–${h.to}`).join(', ');
  return { open, line: say(open ? 'office.open' : 'office.closed', { hours }) };
}

