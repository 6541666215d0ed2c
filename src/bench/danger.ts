import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { LEARNED } from '../content-data.js';
import { readExamples } from '../commands/train.js';
import { readKnowledge } from '../knowledge/load.js';
import { identify, isRomanisedBurmese } from '../language/identify.js';
import { unpacked } from '../risk/learned.js';
import { compileRisk, flags } from '../risk/match.js';
import { median, ROUNDS, type Row } from './figures.js';

/** A short message, and the longest that is read. */
const SHORT = 60;
const LONG = 10_000;

/** What looking for danger in a message takes, and reading what it is looked for with. */
export function dangerRows(root: string): Row[] {
  const risk = compileRisk([...readKnowledge(root).knowledge.dangers.values()], unpacked(readFileSync(join(root, LEARNED))));
  const { examples } = readExamples(root);
  const short = examples.map(({ text }) => text.slice(0, SHORT)).map((text) => ({ text, romanised: isRomanisedBurmese(identify(text)) }));
  const long = examples.map(({ text }) => text).join(' ').slice(0, LONG);
  const bytes = serialize(risk);
  const each = cpuMs(() => short.forEach(({ text, romanised }) => void flags(risk, [text], romanised))) / short.length;
  return [
    { name: `red flags in a message of ${SHORT} letters`, ours: 1_000 * each, baseline: null, unit: 'µs' },
    { name: `red flags in a message of ${LONG} letters`, ours: cpuMs(() => flags(risk, [long], true)), baseline: null, unit: 'ms' },
    { name: 'what red flags are seen by, read from bytes', ours: cpuMs(() => deserialize(bytes)), baseline: null, unit: 'ms' },
  ];
}

/** Milliseconds of the processor, the median of some rounds after one that warms. */
function cpuMs(work: () => unknown): number {
  work();
  return median(
    Array.from({ length: ROUNDS }, () => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    }),
  );
}
