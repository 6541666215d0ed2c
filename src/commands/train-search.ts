import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentsOf, LEARNED_SEARCH, placelessBy, PLACES } from '../content-data.js';
import { readBesides } from '../knowledge/besides.js';
import { packedSearch } from '../knowledge/learned-file.js';
import { askHashes, learnSearch, type SearchTally } from '../knowledge/learn-search.js';
import { readKnowledge } from '../knowledge/load.js';
import { parsePlaces } from '../language/places.js';
import type { Io } from './io.js';

/** `train search`: learns topics from all ways of asking, says how well, and writes the file that ships. Some minutes. */
export function trainSearch(io: Io): number {
  const documents = documentsOf(readKnowledge(io.root).knowledge);
  const placeless = placelessBy(parsePlaces(readFileSync(join(io.root, PLACES), 'utf8')));
  let part = 0;
  const { learned, tallies } = learnSearch(documents, placeless, readBesides(io.root), (of) => io.err(`learned ${(part += 1)} of ${of} parts`));
  const file = packedSearch({ learned, asks: askHashes(documents, placeless), tallies });
  mkdirSync(dirname(join(io.root, LEARNED_SEARCH)), { recursive: true });
  writeFileSync(join(io.root, LEARNED_SEARCH), file);
  for (const row of markdown(tallies)) io.out(row);
  io.out(`\nAnswers from ${learned.answerAt.toFixed(2)}, offers from ${learned.clarifyAt.toFixed(2)}.`);
  io.out(`${LEARNED_SEARCH}: ${(file.length / 2 ** 20).toFixed(1)} MiB, ${learned.encoder.features.length} features, ${learned.encoder.topics.length} topics`);
  return 0;
}

const COLUMNS: readonly (readonly [keyof SearchTally, string])[] = [
  ['wordsFirst', 'first by words'],
  ['wordsAmongThree', 'among three'],
  ['first', 'first by both'],
  ['amongThree', 'among three'],
  ['otherwiseAmongThree', 'asked otherwise'],
  ['calibrationError', 'calibration error'],
];

function markdown(tallies: readonly SearchTally[]): string[] {
  return [
    '## Topics found, of questions that were not learned from\n',
    `| language | questions | ${COLUMNS.map(([, name]) => name).join(' | ')} |`,
    `| --- | ---: |${' ---: |'.repeat(COLUMNS.length)}`,
    ...tallies.map((row) => `| ${[row.language, row.questions, ...COLUMNS.map(([key]) => Number(row[key]).toFixed(3))].join(' | ')} |`),
  ];
}
