import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { isLocale, LOCALES } from '../core/locale.js';
import { danger, type Danger } from '../risk/rule.js';
import { entry } from './entry.js';
import { fact, type Fact } from './fact.js';
import { readText } from './front.js';
import { keyOf, type Knowledge, type LoadedEntry, type Problem, type Where } from './knowledge.js';
import { error, readLined, readLinedList, type Lined } from './lined.js';
import { feeFile, nameFile, topicFile } from './map.js';
import { placeToGo, town, type PlaceToGo, type Town } from './place-to-go.js';
import { readReceipts } from './receipts-file.js';
import { reviewFile } from './review.js';

/**
 * Reads all of `<root>/knowledge` and the names of `<root>/flows`. What cannot be read is left out and reported; all
 * problems come together. A bot that runs takes new content only where there is no problem of level `error`.
 */
export function readKnowledge(root: string): { knowledge: Knowledge; problems: Problem[] } {
  const problems: Problem[] = [];
  const where = new Map<string, Where>();

  const place = (kind: string, id: string, at: Where): boolean => {
    const first = where.get(`${kind} ${id}`);
    if (first) problems.push(error(at.file, at.line, `the ${kind} ${id} stands already in ${first.file}, line ${first.line}: keep one`));
    else where.set(`${kind} ${id}`, at);
    return !first;
  };
  const text = (file: string): string => {
    const read = readUtf8(join(root, file), file);
    problems.push(...read.problems);
    return read.text;
  };
  const yaml = <T>(file: string, schema: z.ZodType<T>): Lined<T> => {
    const lined = readLined(text(file), file, schema);
    problems.push(...lined.problems);
    return lined;
  };
  const optional = <T>(file: string, schema: z.ZodType<T>): Lined<T> | null => (existsSync(join(root, file)) ? yaml(file, schema) : null);

  const files = filesUnder(root, 'knowledge');

  const facts = new Map<string, Fact>();
  for (const file of files.filter((f) => /^knowledge\/facts\/.*\.yaml$/.test(f))) {
    const list = readLinedList(text(file), file, fact);
    problems.push(...list.problems);
    for (const { item, line } of list.items) if (place('fact', item.id, { file, line })) facts.set(item.id, item);
  }

  const towns: Town[] = [];
  const placesToGo: PlaceToGo[] = [];
  for (const file of files.filter((f) => /^knowledge\/places-to-go\/.*\.yaml$/.test(f))) {
    const take = <T extends { id: string }>(kind: string, schema: z.ZodType<T>, into: T[]) => {
      const list = readLinedList(text(file), file, schema);
      problems.push(...list.problems);
      for (const { item, line } of list.items) if (place(kind, item.id, { file, line })) into.push(item);
    };
    if (file.endsWith('/towns.yaml')) take('town', town, towns);
    else take('place', placeToGo, placesToGo);
  }

  const dangers = new Map<string, Danger>();
  for (const file of files.filter((f) => /^knowledge\/risk\/.*\.yaml$/.test(f))) {
    const { data, lineOf } = yaml(file, danger);
    if (!data || !place('danger', data.danger, { file, line: 1 })) continue;
    dangers.set(data.danger, data);
    for (const l of LOCALES) where.set(`danger ${data.danger} ${l}`, { file, line: lineOf(['first', l]) });
  }

  const entries = new Map<string, LoadedEntry>();
  const translations = new Map<string, string[]>();
  for (const file of files.filter((f) => /^knowledge\/entries\/.*\/[^/]+\.md$/.test(f))) {
    const folder = file.slice(0, file.lastIndexOf('/'));
    translations.set(folder, [...(translations.get(folder) ?? []), file]);
  }
  for (const file of files.filter((f) => /^knowledge\/entries\/.*\/entry\.yaml$/.test(f))) {
    const { data, lineOf } = yaml(file, entry);
    const folder = file.slice(0, -'/entry.yaml'.length);
    const texts = translations.get(folder) ?? [];
    translations.delete(folder);
    if (!data) continue;
    const key = keyOf(data);
    const expected = `knowledge/entries/${key.replace('@', '/')}`;
    if (folder !== expected) problems.push(error(file, 1, `this entry is ${key}: its folder is ${expected}, or topic, place or origin is wrong`));
    if (!place('entry', key, { file, line: 1 })) continue;
    const lines = { facts: data.facts.map((_, i) => lineOf(['facts', i])), next: data.next.map((_, i) => lineOf(['next', i])) };
    const loaded: LoadedEntry = { ...data, key, lines, texts: {} };
    for (const path of texts) {
      const locale = path.slice(folder.length + 1, -'.md'.length);
      if (!isLocale(locale)) {
        problems.push(error(path, 1, `"${locale}" is not a language of the bot: name the file ${LOCALES.map((l) => `${l}.md`).join(', ')}`));
        continue;
      }
      const read = readText(text(path), path);
      problems.push(...read.problems);
      if (read.text) loaded.texts[locale] = read.text;
    }
    entries.set(key, loaded);
  }
  for (const [folder, [first]] of translations) if (first) problems.push(error(first, 1, `${folder} has no entry.yaml: add one (lanpya knowledge new entry)`));

  const reviews = optional('knowledge/reviews.yaml', reviewFile);
  for (const [i] of (reviews?.data?.reviews ?? []).entries()) place('review', String(i), { file: 'knowledge/reviews.yaml', line: reviews?.lineOf(['reviews', i]) ?? 1 });
  const receipts = existsSync(join(root, 'knowledge/receipts')) ? readReceipts(text('knowledge/receipts'), 'knowledge/receipts') : { receipts: [], problems: [] };
  problems.push(...receipts.problems);

  const knowledge: Knowledge = {
    facts,
    entries,
    dangers,
    reviews: reviews?.data ?? { reviewers: [], reviews: [] },
    names: optional('knowledge/names.yaml', nameFile)?.data ?? [],
    topics: new Map(Object.entries(optional('knowledge/topics.yaml', topicFile)?.data ?? {})),
    fees: optional('knowledge/fees.yaml', feeFile)?.data ?? [],
    receipts: receipts.receipts,
    placesToGo,
    towns,
    flows: new Set(foldersIn(join(root, 'flows')).filter((f) => f !== 'system')),
    where,
  };
  return { knowledge, problems };
}

/** Text of a file; a byte that is not UTF-8 is a problem with its line, so that encodings are never mixed. */
function readUtf8(path: string, file: string): { text: string; problems: Problem[] } {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  // A broken byte reads as U+FFFD; nobody writes that sign on purpose.
  const broken = text.indexOf('\uFFFD');
  if (broken < 0) return { text, problems: [] };
  const line = text.slice(0, broken).split('\n').length;
  return { text, problems: [error(file, line, 'this is not UTF-8: save the file again with the encoding UTF-8')] };
}

/** Paths from the root of all files under a folder, sorted, with `/`. */
function filesUnder(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((d) => (d.isDirectory() ? filesUnder(root, `${folder}/${d.name}`) : [`${folder}/${d.name}`]));
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name);
}
