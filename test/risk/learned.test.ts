import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples } from '../../src/commands/train.js';
import { LEARNED } from '../../src/content-data.js';
import { compileRules } from '../../src/risk/compile.js';
import { evidenceIn } from '../../src/risk/evidence.js';
import { learn } from '../../src/risk/learn.js';
import type { Example } from '../../src/risk/learn.js';
import { packed, unpacked } from '../../src/risk/learned.js';
import { flags, readRisk } from '../../src/risk/match.js';
import { windowsOf } from '../../src/risk/passages.js';
import { danger } from '../../src/risk/rule.js';
import { anyText } from '../language/strings.js';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Every three of these make an example: unlike enough to be in different folds. */
const FRAGMENTS: readonly (readonly [string | null, readonly string[]])[] = [
  ['locked-in', ['locked gate', 'cannot get out', 'shut in a room', 'a padlock outside', 'nobody opens', 'held for days']],
  ['violence', ['beaten with a stick', 'bleeding badly', 'he kicks her', 'bruises on my back', 'punched again', 'a broken tooth']],
  [null, ['renew a card', 'wage in the factory', 'a form for work', 'office hours', 'which papers', 'money home']],
  [null, ['bus to the market', 'learn some words', 'a new phone', 'day of rest', 'school fees', 'holiday in april']],
];
const EXAMPLES: Example[] = FRAGMENTS.flatMap(([danger, said]) =>
  said.flatMap((one, n) =>
    said.slice(n + 1).flatMap((two, m) => said.slice(n + m + 2).map((three): Example => ({ text: `${one}, ${two}, ${three}`, danger, language: 'en', source: 'written' }))),
  ),
);
const made = (id: string, level: string) => danger.parse({ danger: id, level, first: { en: 'We believe you.' }, signals: { en: ['sos'] } });
const rules = compileRules([made('locked-in', 'R3'), made('violence', 'R2')]);
const teach = () => learn(EXAMPLES, (text) => evidenceIn(rules, [text], false), 'these');
const { learned, learning } = teach();
const risk = { ...rules, learned };

describe('what is learned from examples', () => {
  it('sees calls for help that no signal names, and which danger it is', () => {
    expect(flags(risk, ['she cannot get out, the gate is locked'], false)).toEqual([{ danger: 'locked-in', level: 'R3' }]);
    expect(flags(risk, ['bleeding, kicked, beaten with a broken stick'], false)).toEqual([{ danger: 'violence', level: 'R2' }]);
  });

  it('leaves ordinary questions alone', () => {
    expect(readRisk(risk, ['which form to renew a card for work'], false)).toEqual({ flags: [], doubt: false });
  });

  it('tells the gravest first of what the rules and the score name', () => {
    expect(flags(risk, ['sos, beaten with a stick, bleeding badly'], false).map((flag) => flag.danger)).toEqual(['locked-in', 'violence']);
  });

  it('makes a doubt of what the rules name and is plainly ordinary', () => {
    expect(readRisk(risk, ['sos renew a card, office hours, which papers, a form for work, money home'], false)).toEqual({ flags: [], doubt: true });
  });

  it('finds a cry for help in the middle of a long story', () => {
    const story = 'we want to renew a card and ask the office hours. a form for work. which papers. '.repeat(20);
    expect(flags(risk, [`${story} cannot get out, locked gate, a padlock outside. ${story}`], false)).toHaveLength(1);
  });

  it('looks through windows so close that half of one is never cut', () => {
    const written = Array.from({ length: 1_000 }, (_, n) => `${n}`).join(' ');
    const windows = windowsOf([{ written, sounds: '' }]);
    for (let start = 0; start + 60 <= written.length; start += 1) expect(windows.some((window) => window.written.includes(written.slice(start, start + 60)))).toBe(true);
  });

  it('doubts between its two thresholds', () => {
    const unlikely = { flag: 1e9, look: -1e9 };
    const unsure = { ...learned, thresholds: { ...learned.thresholds, latin: { short: unlikely, long: unlikely } } };
    expect(readRisk({ ...risk, learned: unsure }, ['a locked gate'], false)).toEqual({ flags: [], doubt: true });
  });

  it('is the same when it is learned again', () => {
    expect(packed(teach().learned)).toEqual(packed(learned));
  });

  it('is measured on examples that it was not learned from', () => {
    const [english] = learning.both;
    expect(english).toMatchObject({ language: 'en', urgent: 40, ordinary: 40 });
    expect(english?.seen).toBeGreaterThan(0.9);
    expect(learning.rules[0]?.seen).toBe(0);
  });

  it('is in its file what it was', () => {
    expect(unpacked(packed(learned))).toEqual(learned);
  });

  it.each([
    ['empty', (file: Uint8Array) => file.subarray(0, 0)],
    ['cut short', (file: Uint8Array) => file.subarray(0, -1)],
    ['too long', (file: Uint8Array) => Uint8Array.from([...file, 0])],
    ['of something else', () => new TextEncoder().encode('{"some": "thing"}\n')],
  ])('is not read from a file that is %s', (_, spoil) => {
    expect(() => unpacked(spoil(packed(learned)))).toThrow();
  });

  it('reads any text', () => {
    fc.assert(fc.property(anyText, fc.boolean(), (text, romanised) => void readRisk(risk, [text], romanised)));
  });
});

describe('the learned file that ships', () => {
  it('was made of the examples as they are', () => {
    expect(existsSync(ROOT + LEARNED)).toBe(true);
    const { examples } = unpacked(readFileSync(ROOT + LEARNED));
    expect(examples, 'an example was changed since: run `npx lanpya train risk` and commit its file').toBe(readExamples(ROOT).hash);
  });
});
