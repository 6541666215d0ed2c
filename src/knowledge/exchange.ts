import { LOCALES, type Locale } from '../core/locale.js';
import { format } from './format.js';
import type { Knowledge, LoadedEntry, LoadedText } from './knowledge.js';
import { slotsIn, valueAt } from './slot.js';
import { fileOf, writeText, type NewFile } from './template.js';

/*
 * One language for translators' tools, as a PO file (GNU gettext): four messages an entry. The ways of asking are one
 * message, a line each, because each language has its own and not translations of the English.
 */

const PARTS = ['title', 'asks', 'short', 'more'] as const;
type Part = (typeof PARTS)[number];

/** All English texts with their translations in a language, those that are missing empty. */
export function exportPo(knowledge: Knowledge, locale: Locale): string {
  const header = message([], null, '', `Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nLanguage: ${locale}\n`);
  const messages = [...knowledge.entries.values()].flatMap((entry) => {
    const english = entry.texts.en;
    if (!english) return [];
    const own = entry.texts[locale];
    return PARTS.filter((p) => partOf(english, p) !== '' || (own && partOf(own, p) !== '')).map((p) =>
      message(notes(knowledge, english, p), `${entry.key} ${p}`, partOf(english, p), own ? partOf(own, p) : ''),
    );
  });
  return [header, ...messages].join('\n');
}

export interface Import {
  /** Files whose text is another than now. */
  files: NewFile[];
  /** What was not taken, and why. */
  problems: string[];
}

/** The files that a translated PO makes; an entry without all its parts is left as it is. */
export function importPo(knowledge: Knowledge, po: string): Import {
  const messages = readPo(po);
  const locale = LOCALES.find((l) => new RegExp(`^Language: ${l}$`, 'm').test(messages.find((m) => m.context === null)?.target ?? ''));
  if (!locale) return { files: [], problems: [`the header names no language of the bot: write "Language: my" or another of ${LOCALES.join(', ')}`] };
  const problems: string[] = [];
  const parts = new Map<string, Partial<Record<Part, string>>>();
  for (const { context, target, fuzzy } of messages) {
    if (context === null || target === '') continue;
    const [key = '', name] = context.split(' ');
    const part = PARTS.find((p) => p === name);
    if (!part || !knowledge.entries.has(key)) problems.push(`${context}: there is no such entry`);
    else if (fuzzy) problems.push(`${context}: marked as not sure (fuzzy): translate it to the end`);
    else parts.set(key, { ...parts.get(key), [part]: target });
  }
  const files = [...parts].flatMap(([key, own]): NewFile[] => {
    const entry = knowledge.entries.get(key);
    if (!entry) return [];
    const text = { title: own.title ?? '', asks: own.asks?.split('\n').filter((a) => a.trim() !== '') ?? [], short: own.short ?? '', more: own.more ?? '' };
    const missing = PARTS.filter((p) => p !== 'more' || entry.texts.en?.more).filter((p) => text[p].length === 0);
    if (missing.length > 0) {
      problems.push(`${key}: ${missing.join(', ')} not translated yet, so nothing of it was taken`);
      return [];
    }
    return sameText(entry.texts[locale], text) ? [] : [{ file: fileOf(entry, locale), text: writeText(text) }];
  });
  return { files, problems };
}

function partOf(text: LoadedText, part: Part): string {
  return part === 'asks' ? text.asks.join('\n') : text[part];
}

function sameText(old: LoadedEntry['texts'][Locale], text: Pick<LoadedText, Part>): boolean {
  return old !== undefined && PARTS.every((p) => (p === 'asks' ? old.asks.join('\n') === text.asks.join('\n') : old[p] === text[p]));
}

/** What a translator must know: the figures that will stand in the gaps. */
function notes({ facts }: Knowledge, english: LoadedText, part: Part): string[] {
  if (part === 'asks') return ['How people ask, one a line. Write what people type in your language, at least 8; not a translation.'];
  return [...new Set(slotsIn(partOf(english, part)).map((s) => s.written))].flatMap((written) => {
    const [slot] = slotsIn(written);
    const found = slot && valueAt(facts, `${slot.fact}.${slot.name}`);
    return found ? [`${written}: ${format(found.value, 'en')}`] : [];
  });
}

function message(notes: readonly string[], context: string | null, source: string, target: string): string {
  return [...notes.map((n) => `#. ${n}`), ...(context === null ? [] : [`msgctxt ${quoted(context)}`]), `msgid ${quoted(source)}`, `msgstr ${quoted(target)}`, ''].join('\n');
}

/** A string of a PO file, a line of text in each pair of quotes. */
function quoted(text: string): string {
  const lines = text.split(/(?<=\n)/).map((l) => `"${l.replace(/[\\"\n\t]/g, (c) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t' })[c] ?? c)}"`);
  return lines.length > 1 ? ['""', ...lines].join('\n') : (lines[0] ?? '""');
}

interface PoMessage {
  context: string | null;
  target: string;
  fuzzy: boolean;
}

function readPo(po: string): PoMessage[] {
  return po.replaceAll('\r\n', '\n').split(/\n{2,}/).flatMap((block): PoMessage[] => {
    const fields: Record<string, string> = {};
    let field = '';
    for (const line of block.split('\n')) {
      const named = /^(msgctxt|msgid|msgstr)\s+(".*")\s*$/.exec(line);
      if (named) field = named[1] ?? '';
      const words = named?.[2] ?? (line.startsWith('"') ? line.trim() : null);
      if (words !== null && field !== '') fields[field] = (fields[field] ?? '') + unquoted(words);
    }
    if (fields['msgid'] === undefined) return [];
    return [{ context: fields['msgctxt'] ?? null, target: fields['msgstr'] ?? '', fuzzy: /^#,.*\bfuzzy\b/m.test(block) }];
  });
}

function unquoted(words: string): string {
  return words.slice(1, -1).replace(/\\(.)/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c);
}
