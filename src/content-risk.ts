import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { compileRules, type Rules } from './risk/match.js';
import type { Danger } from './risk/rule.js';

/** Raised with every change of what `compileRules` makes or of how a text is spelt for it: a file of an older program is not read. */
const FORMAT = 1;

/** What the file holds. */
interface Saved {
  key: string;
  rules: Rules;
}

/**
 * The rules of the dangers ready for matching: read from `file` where that was made of these dangers, which takes some
 * milliseconds, else compiled, which takes a third of a second, and written there. A file that cannot be written costs
 * time at the next start, nothing else.
 */
export function savedRules(dangers: readonly Danger[], file: string): Rules {
  // The tables of Unicode, by which letters are brought into one form, come with ICU.
  const key = createHash('sha256').update(JSON.stringify([FORMAT, process.versions['icu'], dangers])).digest('hex');
  const saved = read(file);
  if (saved?.key === key) return saved.rules;
  const rules = compileRules(dangers);
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Another thread or process that starts now finds the whole file or none.
    const unfinished = `${file}.${randomUUID()}`;
    writeFileSync(unfinished, serialize({ key, rules } satisfies Saved));
    renameSync(unfinished, file);
  } catch {
    // A folder that is read-only, or a full disk.
  }
  return rules;
}

function read(file: string): Saved | null {
  try {
    return deserialize(readFileSync(file)) as Saved;
  } catch {
    // Not there yet, or cut short: it is made anew.
    return null;
  }
}
