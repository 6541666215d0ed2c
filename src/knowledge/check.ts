import { checkEntry } from './check-entry.js';
import { checkDangers, checkFacts, checkFees } from './check-facts.js';
import { checkPlaces, checkTowns } from './check-places.js';
import { checkReviews } from './check-reviews.js';
import { checkAsks, proseOf } from './check-text.js';
import { checkCoverage } from './coverage.js';
import type { Knowledge, Problem } from './knowledge.js';

/**
 * Everything in the content that is not in order at this moment, by file and line. Reading problems (`readKnowledge`)
 * come beside it. `strict`: a gap in tier 1 of the coverage map is an error and not a warning.
 */
export function checkKnowledge(knowledge: Knowledge, now: number, strict = false): Problem[] {
  const prose = proseOf(knowledge.names);
  return [
    ...checkFacts(knowledge, now),
    ...[...knowledge.entries.values()].flatMap((e) => checkEntry(knowledge, e, prose)),
    ...checkAsks(knowledge),
    ...checkDangers(knowledge, prose),
    ...checkFees(knowledge),
    ...checkPlaces(knowledge),
    ...checkTowns(knowledge),
    ...checkReviews(knowledge),
    ...checkCoverage(knowledge, strict ? 'error' : 'warning'),
  ].sort(byPlace);
}

export function byPlace(a: Problem, b: Problem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}
