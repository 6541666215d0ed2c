import { afterAll, describe, expect, it } from 'vitest';
import { readExamples } from '../../src/commands/train.js';
import { LOCALES } from '../../src/core/locale.js';
import type { Locale } from '../../src/core/locale.js';
import { identify, isRomanisedBurmese } from '../../src/language/identify.js';
import { readRisk } from '../../src/risk/match.js';
import { riskTallies } from '../../src/risk/measure.js';
import type { RiskTally } from '../../src/risk/measure.js';
import { messages, RISK } from './knowledge.js';

/**
 * How many calls for help are seen, and how many ordinary questions call a person for nothing. What the authors of the
 * rules knew keeps what was reached. The `unseen` sets were written after the last signal, the `hard` ones to be mistaken: dangers
 * told quietly, in the middle of another question or without the word for them, and strong words where nobody is in danger. Neither
 * is used to mend a signal or learned from: they tell how it is out there, and at its worst.
 */

const ROOT = new URL('../../', import.meta.url).pathname;
const { examples } = readExamples(ROOT);

/** What was reached on the day the `hard` sets were written, less two of 32 calls for help and more four of 75 ordinary messages: seen, false alarms. */
const HARD: Record<Locale, readonly [seen: number, alarms: number]> = { my: [0.62, 0.31], en: [0.4, 0.35], th: [0.56, 0.33], km: [0.84, 0.53], lo: [0.87, 0.43], vi: [0.56, 0.43] };

const report: string[] = [];
afterAll(() => {
  console.log(['language  set     urgent seen    with danger    noticed        false alarms   doubted', ...report].join('\n'));
});

function measure(locale: Locale, set: string, of: readonly { text: string; danger: string | null }[]): RiskTally & { missed: string[] } {
  const missed: string[] = [];
  const outcomes = of.map(({ text, danger }) => {
    const { flags, doubt } = readRisk(RISK, [text], isRomanisedBurmese(identify(text)));
    if (danger !== null && flags.length === 0) missed.push(text);
    return { language: locale, danger, raised: flags.map((flag) => flag.danger), doubt };
  });
  const [tally] = riskTallies(outcomes);
  if (!tally) throw new Error(`${set}: no messages`);
  const columns = [tally.seen, tally.named, tally.noticed, tally.alarms, tally.doubted].map((share) => (share ?? 0).toFixed(3).padEnd(15));
  report.push(`${locale.padEnd(10)}${set.padEnd(8)}${columns.join('')}`);
  return { ...tally, missed };
}

describe.each(LOCALES)('red flags in %s', (locale) => {
  const known = examples.filter(({ language, source }) => language === locale && source === 'known');

  it('are seen in at least 97 of 100 calls for help, and in at most 3 of 100 ordinary questions', () => {
    const { seen, alarms, missed } = measure(locale, 'known', known);
    expect(seen, missed.join('\n')).toBeGreaterThanOrEqual(0.97);
    expect(alarms).toBeLessThanOrEqual(0.03);
  });

  it('are seen in most calls for help that no author had in mind', () => {
    const unseen = [
      ...messages(`urgent-unseen.${locale}`).map(({ text, danger = '' }) => ({ text, danger })),
      ...messages(`ordinary-unseen.${locale}`).map(({ text }) => ({ text, danger: null })),
    ];
    const { seen, alarms, noticed } = measure(locale, 'unseen', unseen);
    // Reached on the day of the first score: 0.76 to 1, noticed 0.88 to 1. One more of 17 may be missed, one of 25 be an alarm.
    expect(seen).toBeGreaterThanOrEqual(0.7);
    expect(noticed).toBeGreaterThanOrEqual(0.82);
    expect(alarms).toBeLessThanOrEqual(0.04);
  });

  it('are seen, or at least doubted, where they are hard to tell', () => {
    const { seen, alarms, noticed } = measure(locale, 'hard', messages(`hard.${locale}`).map(({ text, danger }) => ({ text, danger: danger ?? null })));
    const [leastSeen, mostAlarms] = HARD[locale];
    expect(seen).toBeGreaterThanOrEqual(leastSeen);
    expect(noticed).toBeGreaterThanOrEqual(0.9);
    expect(alarms).toBeLessThanOrEqual(mostAlarms);
  });

  it('are tried on enough: 60 calls for help and 80 ordinary questions', () => {
    expect(known.filter(({ danger }) => danger !== null).length).toBeGreaterThanOrEqual(60);
    expect(known.filter(({ danger }) => danger === null).length).toBeGreaterThanOrEqual(80);
  });
});
