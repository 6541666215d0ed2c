import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topicsOf } from './commands/flows.js';
import { SMALLEST } from './commands/shapes.js';
import { documentsOf, LEARNED, madeBefore, PLACES, type Checked } from './content-data.js';
import { inspectFlows } from './flow/inspect.js';
import { readFlows } from './flow/load.js';
import { checkKnowledge } from './knowledge/check.js';
import type { Problem } from './knowledge/knowledge.js';
import { error } from './knowledge/lined.js';
import { readKnowledge } from './knowledge/load.js';
import { searchKey } from './knowledge/search-file.js';
import { compilePlaces, readPlaces, type PlacesFile } from './language/places.js';
import { compileRules } from './risk/compile.js';
import { unpacked } from './risk/learned.js';

/*
 * Reading, checking and compiling the files of the content: only where they changed since that was last done, so that a start
 * need not load what does it.
 */

/** @throws Error where a folder is not there. */
export function readFiles(root: string, now: number): Checked {
  const { knowledge, problems: unread } = readKnowledge(root);
  const { book, problems: unreadFlows } = readFlows(root);
  const places = placesIn(readFileSync(join(root, PLACES), 'utf8'));
  const { made: learned, problems: unlearned } = madeBefore(root, LEARNED, unpacked, 'risk');
  const problems = [...unread, ...checkKnowledge(knowledge, now), ...unreadFlows, ...inspectFlows(book, SMALLEST, topicsOf(knowledge), knowledge.facts), ...places.problems, ...unlearned].filter((p) => p.level === 'error');
  if (problems.length > 0 || places.places === null) return { ok: false, problems };
  const risk = { ...compileRules([...knowledge.dangers.values()]), learned };
  return { ok: true, data: { knowledge, book, places: places.places, risk, key: searchKey(documentsOf(knowledge), JSON.stringify(places.places)) } };
}

function placesIn(text: string): { places: PlacesFile | null; problems: Problem[] } {
  try {
    const places = readPlaces(text);
    compilePlaces(places);
    return { places, problems: [] };
  } catch (failure) {
    return { places: null, problems: [error(PLACES, 1, failure instanceof Error ? failure.message : 'this file cannot be read')] };
  }
}
