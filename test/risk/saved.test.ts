import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { savedRules } from '../../src/content-risk.js';
import { compileRules } from '../../src/risk/match.js';
import { DANGERS } from './knowledge.js';

const folder = mkdtempSync(join(tmpdir(), 'lanpya-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiled = compileRules(DANGERS);

describe('the rules in their file', () => {
  it('are what was compiled, whether just made or read again', () => {
    const file = join(folder, 'deep', 'rules.bin');
    expect(savedRules(DANGERS, file)).toEqual(compiled);
    expect(savedRules(DANGERS, file)).toEqual(compiled);
  });

  it('are read, not compiled, in at most 50 ms', () => {
    const file = join(folder, 'quick.bin');
    savedRules(DANGERS, file);
    const times = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      savedRules(DANGERS, file);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it('are made anew where the dangers changed', () => {
    const file = join(folder, 'changed.bin');
    savedRules(DANGERS.slice(1), file);
    expect(savedRules(DANGERS, file)).toEqual(compiled);
  });

  it.each([
    ['cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 1_000))],
    ['of something else', (file: string) => writeFileSync(file, 'nothing')],
  ])('are made anew where the file is %s', (_, spoil) => {
    const file = join(folder, 'spoilt.bin');
    savedRules(DANGERS, file);
    spoil(file);
    expect(savedRules(DANGERS, file)).toEqual(compiled);
    expect(savedRules(DANGERS, file)).toEqual(compiled);
  });

  it('are made where nothing can be written', () => {
    expect(savedRules(DANGERS, '/dev/null/rules.bin')).toEqual(compiled);
  });
});
