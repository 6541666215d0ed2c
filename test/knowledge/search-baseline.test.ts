import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evalQuestions } from '../../src/commands/eval-questions.js';
import { questionFiles } from '../../src/commands/eval-report.js';
import { loadContent } from '../../src/content.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SHARES = ['rightFirst', 'rightAmongThree'] as const;
const baseline = z.record(z.string(), z.record(z.enum(SHARES), z.number())).parse(JSON.parse(readFileSync(`${ROOT}test/eval-baseline.json`, 'utf8')));
/** A point, as a share. One question is two thirds of one. */
const MOST_FALLEN = 0.01;

describe('what the bot understands', () => {
  it('falls in no language by more than a point', async () => {
    const read = await loadContent(ROOT, { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } }, Date.now());
    if (!read.ok) throw new Error(read.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
    const { languages } = await evalQuestions(questionFiles(ROOT), read.content, Date.now());
    expect(Object.keys(languages).sort()).toEqual(Object.keys(baseline).sort());
    for (const [language, shares] of Object.entries(baseline))
      for (const share of SHARES) {
        const now = languages[language]?.[share] ?? 0;
        const mend = 'if the base changed for the better elsewhere, run `npx lanpya train search` and `npx lanpya eval`, and put the shares of docs/eval/report.json into test/eval-baseline.json';
        expect(now, `${language}, ${share}: ${now.toFixed(3)}, was ${shares[share].toFixed(3)}; ${mend}`).toBeGreaterThanOrEqual(shares[share] - MOST_FALLEN);
      }
  }, 120_000);
});
