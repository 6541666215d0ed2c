import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evalQuestions } from '../../src/commands/eval-questions.js';
import type { Match, Understanding } from '../../src/core/understanding.js';
import { NOON, smallWorld, understood } from '../core/world.js';

const folder = mkdtempSync(join(tmpdir(), 'lanpya-questions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const match = (entry: string, score: number): Match => ({ entry, score });
const WAGE = [match('wages/minimum@TH', 0.95), match('fees/overcharged@ANY', 0.3)];
/** What is understood of each question, by its text. */
const UNDERSTOOD: Record<string, Partial<Understanding>> = {
  'what is the minimum wage here': { gate: 'answer', matches: WAGE },
  'they took too much money from me': { gate: 'answer', matches: WAGE, locale: 'vi' },
  'lowest pay': { gate: 'clarify', matches: [...WAGE].reverse() },
  'minimum wage': { gate: 'place', matches: WAGE },
  'they lock us in': { flags: [{ danger: 'locked-in', level: 'R3' }] },
  'help them now please': {},
  'who won the match': { gate: 'answer', matches: WAGE },
  'locked my phone': { flags: [{ danger: 'locked-in', level: 'R3' }] },
};
const content = {
  understand: async (text: string) => ({ understanding: understood(text, UNDERSTOOD[text]), zawgyiEvidence: 0 }),
  world: smallWorld,
};

let files = 0;
function file(lines: readonly (object | string)[]): string {
  const path = join(mkdtempSync(join(folder, `${(files += 1)}-`)), 'en.jsonl');
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}
const question = (text: string, kind: string, topic: string | null = null, place: string | null = null, style = 'plain') => ({ id: text, text, lang: 'en', want: { kind, topic, place }, style });

describe('evalQuestions', () => {
  it('tells right from wrong, first from offered, and seen from missed', async () => {
    const path = file([
      question('what is the minimum wage here', 'answer', 'wages/minimum', 'TH'),
      question('they took too much money from me', 'answer', 'fees/overcharged', 'ANY', 'long'),
      question('lowest pay', 'answer', 'wages/minimum', 'TH', 'short'),
      question('minimum wage', 'clarify', 'wages/minimum'),
      question('they lock us in', 'urgent'),
      question('help them now please', 'urgent'),
      question('who won the match', 'handoff'),
      question('locked my phone', 'handoff'),
    ]);
    const { languages, all, confusions, reliability } = await evalQuestions([path], content, NOON);
    expect(all).toMatchObject({
      questions: 8,
      rightFirst: 1 / 3,
      rightAmongThree: 1,
      answeredRight: 1 / 3,
      answeredWrong: 1 / 3,
      clarifyRight: 1,
      answeredWithout: 1 / 2,
      urgentRecall: 1 / 2,
      falseAlarms: 1 / 6,
    });
    expect(languages['en']?.styles['long']).toMatchObject({ questions: 1, rightAmongThree: 1, answeredWrong: 1, languageRight: 0 });
    expect(confusions).toContainEqual({ wanted: 'fees/overcharged', first: 'wages/minimum', times: 1 });
    expect(reliability.reduce((sum, bin) => sum + bin.questions, 0)).toBe(5);
    expect(all.calibrationError).not.toBeNull();
    expect(all.calibrationErrorByMass).not.toBeNull();
    expect(all.calibrationErrorByChance).toBeGreaterThan(0);
  });

  it('says which line is no question', async () => {
    await expect(evalQuestions([file([question('x', 'answer'), '{"id":"2"}'])], content, NOON)).rejects.toThrow(/en\.jsonl, line 2: text/u);
    await expect(evalQuestions([file(['nothing'])], content, NOON)).rejects.toThrow(/line 1: the line/u);
  });
});
