import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fragment, misspelt, story } from '../../src/knowledge/otherwise.js';
import { seeded } from '../../src/risk/machine.js';
import { anyText } from '../language/strings.js';
import { AROUND } from './base.js';

const LONG = 'my employer keeps my passport and does not want to give it back to me before the end of the contract';

describe('a way of asking, asked otherwise', () => {
  it('is misspelt here and there, and the same at every run', () => {
    const typed = misspelt(LONG, seeded());
    expect(typed).not.toBe(LONG);
    expect(Math.abs(typed.length - LONG.length)).toBeLessThan(LONG.length / 5);
    expect(misspelt(LONG, seeded())).toBe(typed);
  });
  it('is a fragment of what it was; a short one stays whole', () => {
    const chance = seeded();
    for (let n = 0; n < 50; n += 1) {
      const some = fragment(LONG, chance);
      expect(LONG).toContain(some);
      expect(some.length).toBeLessThan(LONG.length);
      expect(some.split(' ').length).toBeGreaterThan(4);
    }
    expect(fragment('pink card lost', chance)).toBe('pink card lost');
    expect(fragment('นายจ้างไม่จ่ายเงินเดือนสองเดือนแล้ว', chance).length).toBeGreaterThan(5);
  });
  it('stands in the middle of a story, in its language', () => {
    const chance = seeded();
    const told = Array.from({ length: 50 }, () => story(LONG, AROUND, 'en', chance));
    for (const one of told) expect(one).toContain(LONG);
    expect(told.some((one) => one.endsWith(AROUND.after.en[0]!))).toBe(true);
    expect(story('x', AROUND, 'lo', chance)).toBe('x');
  });
  it('is total on any text', () => {
    fc.assert(fc.property(anyText, (text) => void [misspelt, fragment].map((otherwise) => otherwise(text, seeded()))));
  });
});
