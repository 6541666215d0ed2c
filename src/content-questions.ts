import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Content } from './content.js';
import type { LiveContent } from './content-live.js';
import type { Added, GapGroup, Questions } from './core/gap.js';
import { LOCALES, type Locale } from './core/locale.js';
import { groupGaps, withAsk } from './knowledge/gaps.js';
import type { Knowledge, LoadedEntry } from './knowledge/knowledge.js';
import { changeFile } from './knowledge/reviews-file.js';
import { LEFT_OUT, vocabularyOf, type Vocabulary } from './language/impersonal.js';

/** More than a reviewer works off at once; the next come up as these go. */
const MOST_GROUPS = 100;
/** The nearest entry is proposed where it is the answer three times in ten: then its title is worth a look. */
const PROPOSED = 0.3;
/** Entries read between two turns of the event loop, some 5 ms (2 ms an entry in Burmese): those who wait for an answer go first. */
const AT_ONCE = 2;

/** The questions' desk over the content in use. */
export function questionsOf(content: Pick<LiveContent, 'knowledge' | 'understand' | 'reload'>, root: string): Questions {
  return {
    groups: (gaps) => groupsOf(content, gaps),
    entries: () =>
      [...content.knowledge.entries.values()]
        .map((entry) => ({ entry: entry.key, title: titleOf(entry), locales: LOCALES.filter((l) => entry.texts[l]) }))
        .sort((a, b) => a.title.localeCompare(b.title, 'en') || (a.entry < b.entry ? -1 : 1)),
    async add(key, locale, words) {
      const text = content.knowledge.entries.get(key)?.texts[locale];
      if (!text) return refused('This entry has no text in this language yet.');
      const file = join(root, text.file);
      const before = readFileSync(file, 'utf8');
      const after = withAsk(before, words);
      if (after === null) return refused(text.asks.includes(words) ? 'The entry has this phrasing already.' : `${text.file} has changed, or its list of asks is not one phrasing a line: add it there by hand.`);
      const code = changeFile(file, () => after);
      if (code !== null) return refused(`${text.file} of this installation cannot be written (${code}): give the program the right to write into its folder "knowledge".`);
      const { problems } = await content.reload();
      const [problem] = problems;
      if (problem === undefined) return { kind: 'added' };
      // Words that the check does not take would keep all content from loading.
      changeFile(file, (now) => (now === after ? before : now));
      await content.reload();
      return refused(`It was not added, because the content is then not in order: ${problem.file}, line ${problem.line}: ${problem.message}`);
    },
  };
}

/** Alike questions with the nearest entry, most asked first. */
export async function groupsOf(content: Pick<Content, 'knowledge' | 'understand'>, gaps: Parameters<Questions['groups']>[0]): Promise<GapGroup[]> {
  const groups: GapGroup[] = [];
  for (const { locale, example, ids } of groupGaps(gaps).slice(0, MOST_GROUPS)) {
    const nearest = await nearestTo(content, example);
    groups.push({ locale, example, count: ids.length, ids, nearest, proposal: nearest !== null && nearest.score >= PROPOSED ? 'phrasing' : 'new-entry' });
    await setImmediate();
  }
  return groups;
}

async function nearestTo({ knowledge, understand }: Pick<Content, 'knowledge' | 'understand'>, example: string): Promise<GapGroup['nearest']> {
  const asked = example.replaceAll(LEFT_OUT, ' ');
  const { understanding } = await understand(asked, { place: null, origin: null, zawgyiEvidence: 0 });
  const [match] = understanding.matches;
  const entry = match && knowledge.entries.get(match.entry);
  return match && entry ? { entry: match.entry, title: titleOf(entry), score: match.score } : null;
}

const titleOf = (entry: LoadedEntry) => entry.texts.en?.title ?? entry.key;
const refused = (reason: string): Added => ({ kind: 'refused', reason });

/** The vocabulary of the content in use in each language, made when first wanted and kept until the content is another. */
export function vocabularies(content: Pick<Content, 'knowledge'>): (locale: Locale) => Promise<Vocabulary> {
  let made: { of: Knowledge['entries']; byLocale: Map<Locale, Promise<Vocabulary>> } | null = null;
  return (locale) => {
    const { entries } = content.knowledge;
    if (made?.of !== entries) made = { of: entries, byLocale: new Map() };
    const known = made.byLocale.get(locale) ?? vocabularyIn(entries, locale);
    made.byLocale.set(locale, known);
    return known;
  };
}

async function vocabularyIn(entries: Knowledge['entries'], locale: Locale): Promise<Vocabulary> {
  const found = new Set<string>();
  const texts = [...entries.values()].flatMap((entry) => entry.texts[locale] ?? []);
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    const some = texts.slice(from, from + AT_ONCE).flatMap(({ title, asks, short, more }) => [title, ...asks, short, more].map((t) => t.replace(/\{\{[^}]*\}\}/gu, ' ')));
    for (const word of vocabularyOf(some)) found.add(word);
    await setImmediate();
  }
  return found;
}
