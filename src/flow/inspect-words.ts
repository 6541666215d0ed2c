import { LOCALES, type Locale } from '../core/locale.js';
import type { Fact, FactId } from '../knowledge/fact.js';
import type { Problem } from '../knowledge/knowledge.js';
import { slotsIn, valueAt } from '../knowledge/slot.js';
import type { Limits } from '../ports.js';
import type { FlowBook, LoadedFlow } from './load.js';
import { plain } from './voice.js';

/** Languages every flow and every standing sentence must have; a gap in the others is a warning. */
const REQUIRED: readonly Locale[] = ['en', 'my'];
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const lengthOf = (text: string) => [...graphemes.segment(text)].length;

type Level = Problem['level'];

/** What is wrong with the words of flows and the bot's standing sentences, in any language. */
export function spokenWords(book: FlowBook, limits: Limits, facts: ReadonlyMap<FactId, Fact>): Problem[] {
  return [...[...book.flows.values()].flatMap((flow) => LOCALES.flatMap((l) => words(flow, l, book, limits, facts))), ...triggers(book), ...standing(book, limits)];
}

function words(flow: LoadedFlow, locale: Locale, book: FlowBook, limits: Limits, facts: ReadonlyMap<FactId, Fact>): Problem[] {
  const own = flow.words[locale];
  const english = flow.words.en;
  const gap: Level = REQUIRED.includes(locale) ? 'error' : 'warning';
  const file = flow.file.replace('flow.yaml', `${locale}.yaml`);
  const at = (key: string, message: string, level: Level = 'error'): Problem => ({ file, line: flow.wordLines[locale]?.[key] ?? 1, level, message });
  if (!own) return [at('title', 'the words in this language are missing: copy en.yaml and translate it', gap)];

  const { said, labels } = keysOf(flow);
  const inMenu = book.menu.some((item) => 'flow' in item && item.flow === flow.graph.flow);
  return [
    ...[...said, ...labels].filter((k) => own.texts[k] === undefined).map((k) => at('title', `texts: "${k}" is missing`, gap)),
    ...Object.entries(own.texts).flatMap(([key, text]) => {
      const told = english?.texts[key];
      return [
        ...(said.has(key) || labels.has(key) ? [] : [at(key, `texts: "${key}": nothing says it any more: take it out`)]),
        ...(labels.has(key) && lengthOf(text) > limits.buttonTitle ? [at(key, `texts: "${key}" is a button and longer than ${limits.buttonTitle} letters: shorten it`)] : []),
        ...(text.length > limits.text ? [at(key, `texts: "${key}" is longer than one message (${limits.text} characters): shorten it`)] : []),
        ...slotsIn(text).filter((s) => !valueAt(facts, s.what === 'fact' ? `${s.fact}.${s.name}` : s.fact) && !(s.what === 'asof' && facts.has(s.fact))).map((s) => at(key, `texts: "${key}" says ${s.written}, which no fact has`)),
        ...(told !== undefined && slots(text) !== slots(told) ? [at(key, `texts: "${key}" must have the same {names} and facts as the English: ${slots(told) || 'none'}`)] : []),
      ];
    }),
    ...(english && own.version < english.version ? [at('title', `these words are of version ${own.version}, the English of ${english.version}: look what changed, then raise the version here`, gap)] : []),
    ...(inMenu && lengthOf(own.title) > limits.buttonTitle ? [at('title', `title: it is a button of the menu and longer than ${limits.buttonTitle} letters: shorten it`)] : []),
  ];
}

/** Texts that the flow says, and those on its buttons. */
function keysOf({ graph }: LoadedFlow): { said: Set<string>; labels: Set<string> } {
  const nodes = Object.values(graph.nodes);
  return {
    said: new Set(nodes.flatMap((n) => n.do.flatMap((a) => ('say' in a ? [a.say] : 'handoff' in a && a.summary !== undefined ? [a.summary] : [])))),
    labels: new Set(nodes.flatMap((n) => (n.wait?.for === 'choice' ? n.wait.options.map((o) => o.title) : []))),
  };
}

/** What is filled into a text, in one order. */
function slots(text: string): string {
  return [...new Set([...text.matchAll(/\{\{[^}]*\}\}|\{[a-z][a-z0-9-]*\}/g)].map((m) => m[0]))].sort().join(' ');
}

/** Words that begin two flows, a flow and a command, or are two commands: only one of them would ever be heard. */
function triggers(book: FlowBook): Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { words, command } of book.commands) owners.set(plain(words), command);
  for (const [id, flow] of book.flows) {
    for (const locale of LOCALES) {
      for (const trigger of flow.words[locale]?.triggers ?? []) {
        const owner = owners.get(plain(trigger));
        const file = flow.file.replace('flow.yaml', `${locale}.yaml`);
        if (owner !== undefined && owner !== id) problems.push({ file, line: flow.wordLines[locale]?.triggers ?? 1, level: 'error', message: `triggers: "${trigger}" already starts "${owner}": take it out of one` });
        else owners.set(plain(trigger), id);
      }
    }
  }
  return problems;
}

/** Standing sentences that stand on buttons. */
const ON_BUTTONS = /^(choice\..+|yes|no|another-place|erase\.(yes|no)|place\..+|profile\.(first|new))$/;

function standing(book: FlowBook, limits: Limits): Problem[] {
  const english = book.phrases.en ?? {};
  return LOCALES.flatMap((locale): Problem[] => {
    const own = book.phrases[locale] ?? {};
    const gap: Level = REQUIRED.includes(locale) ? 'error' : 'warning';
    const at = (key: string, message: string, level: Level = 'error'): Problem => {
      const stands = book.phraseLines[locale]?.[key];
      return { file: stands?.file ?? `flows/system/${locale}.yaml`, line: stands?.line ?? 1, level, message };
    };
    return [
      ...Object.keys(english).filter((k) => own[k] === undefined).map((k) => at(k, `texts: "${k}" is missing`, gap)),
      ...Object.entries(own).flatMap(([key, text]) => {
        const told = english[key];
        if (told === undefined) return [at(key, `texts: "${key}" is not in en.yaml`)];
        return [
          ...(slots(text) === slots(told) ? [] : [at(key, `texts: "${key}" must use the same {names} as the English`)]),
          ...(ON_BUTTONS.test(key) && lengthOf(text) > limits.buttonTitle ? [at(key, `texts: "${key}" is a button and longer than ${limits.buttonTitle} letters: shorten it`)] : []),
        ];
      }),
    ];
  });
}
