import { LOCALES } from '../core/locale.js';
import type { Knowledge, Problem } from './knowledge.js';
import { error } from './lined.js';
import { receiptLine, type Receipt } from './map.js';
import { codeOf } from './receipt.js';

/**
 * `knowledge/receipts`: a line for each code that answers have carried, `<code> <language> <entry> <day from which>`,
 * oldest first. It tells that an entry was withdrawn, and since when an answer is another.
 */
export function readReceipts(text: string, file: string): { receipts: Receipt[]; problems: Problem[] } {
  const receipts: Receipt[] = [];
  const problems: Problem[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [code, locale, entry, since] = line.trim().split(/\s+/);
    const parsed = receiptLine.safeParse({ code, locale, entry, since });
    if (parsed.success) receipts.push(parsed.data);
    else problems.push(error(file, i + 1, 'a line is: code, language, entry, day; take this one out and run "lanpya knowledge receipts"'));
  }
  return { receipts, problems };
}

export function writeReceipt({ code, locale, entry, since }: Receipt): string {
  return `${code} ${locale} ${entry} ${since}\n`;
}

/** Codes that answers carry and that are not noted yet. */
export function newReceipts(knowledge: Knowledge, since: string): Receipt[] {
  const noted = new Set(knowledge.receipts.map((r) => r.code));
  return [...knowledge.entries.values()].flatMap((entry) =>
    LOCALES.flatMap((locale): Receipt[] => {
      const code = codeOf(knowledge, entry, locale);
      return code === null || noted.has(code) ? [] : [{ code, locale, entry: entry.key, since }];
    }),
  );
}
