import { stringify } from 'yaml';
import type { Locale } from '../core/locale.js';
import type { Origin, Place } from '../core/place.js';
import type { EntryText } from './entry.js';
import { keyOf, type LoadedEntry } from './knowledge.js';

/** A new file: its path from the root, and what is in it. The gaps left in it are what `knowledge check` asks for. */
export interface NewFile {
  file: string;
  text: string;
}

export function newFact(id: string, place: Place): NewFile {
  return {
    file: `knowledge/facts/${place}/${id}.yaml`,
    text: `- id: ${id}
  kind: rule                     # fee, wage, benefit, deadline, phone, address, rule, figure
  claim: ""                      # the rule in one English sentence, in your own words
  values: {}                     # for example value: {amount: 900, currency: THB}; see knowledge/README.md
  jurisdiction: [${place}]
  asOf: ""                       # newest date for which a source confirms it: 2026-12-11, 2026-12 or 2026
  confidence: low                # high, medium, low
  use: verify                    # serve, verify (said only as not confirmed), background (never said)
  sources:
    - {publisher: "", title: "", date: undated, url: ""}
`,
  };
}

export function newEntry(topic: string, place: Place, origin: Origin | null): NewFile[] {
  const folder = `knowledge/entries/${keyOf({ topic, place, origin: origin ?? undefined }).replace('@', '/')}`;
  return [
    {
      file: `${folder}/entry.yaml`,
      text: `topic: ${topic}\nplace: ${place}\n${origin ? `origin: ${origin}\n` : ''}kind: answer            # or unconfirmed: the facts carry no answer\nrisk: R0\nfacts: []               # every fact the texts rest on\nnext:\n  - human: true\n`,
    },
    { file: `${folder}/en.md`, text: writeText({ title: '', asks: [''], short: '', more: '' }) },
  ];
}

/** A translation to be written over: it holds the English until then, and the check says so. */
export function newTranslation(entry: LoadedEntry, locale: Locale): NewFile | null {
  const english = entry.texts.en;
  if (!english) return null;
  return { file: fileOf(entry, locale), text: writeText(english) };
}

export function fileOf(entry: LoadedEntry, locale: Locale): string {
  return `knowledge/entries/${entry.key.replace('@', '/')}/${locale}.md`;
}

/** The file `<lang>.md` of a text; reading it gives the same text again. */
export function writeText({ title, asks, short, more }: Pick<EntryText, 'title' | 'asks' | 'short' | 'more'>): string {
  const front = stringify({ title, asks: [...asks] }, { lineWidth: 0 });
  return `---\n${front}---\n${short}\n${more === '' ? '' : `\n## More\n\n${more}\n`}`;
}
