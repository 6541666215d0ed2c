import { describe, expect, it } from 'vitest';
import type { FactValue } from '../../src/knowledge/fact.js';
import { quantityOf } from '../../src/knowledge/quantity.js';
import { TODAY, at, load, voiceOf } from '../knowledge/content.js';

const RATE = `- id: mek-RATE-01
  kind: figure
  claim: What one baht is in kyat.
  values:
    one: {amount: 1, currency: THB}
    value: {amount: 62, currency: MMK}
  jurisdiction: [TH, MM]
  asOf: 2026-11-15
  reviewBy: 2026-11-30
  confidence: high
  use: serve
  sources:
    - {publisher: A bank, title: Rates of the day, date: 2026-11-15, url: "https://example.org/rates"}
`;

describe('a fact to reckon with', () => {
  it.each<[FactValue, ReturnType<typeof quantityOf>]>([
    [{ amount: 900, currency: 'THB' }, { amount: 900, currency: 'THB' }],
    [{ amount: 337, to: 400, currency: 'THB', per: 'day' }, null],
    [{ count: 30, unit: 'day' }, 30],
    [{ percent: 25 }, 0.25],
    [{ age: 18 }, 18],
    [{ age: 18, to: 35 }, null],
    [{ date: '2026-12-11' }, { date: '2026-12-11' }],
    [{ date: '2026-12' }, { date: '2026-12' }],
    [{ date: '2026' }, null],
    [{ phone: '1694' }, null],
    [{ time: '08:30' }, null],
  ])('%j', (value, quantity) => {
    expect(quantityOf(value)).toEqual(quantity);
  });
});

describe('the value of a fact', () => {
  it('is told while the fact holds, and not when it has ended or is unknown', () => {
    const says = voiceOf(load());
    expect(says(TODAY).factValue('mmth-FEE-08')).toEqual({ amount: 900, currency: 'THB' });
    expect(says(TODAY).factValue('mmth-FEE-08.child')).toBeNull();
    expect(says(TODAY).factValue('mmth-GONE-01')).toBeNull();
    expect(says(at('2026-12-12T05:00:00Z')).factValue('mmth-FEE-08')).toBeNull();
    // Under `reviewed` a fact is told once an entry that rests on it is signed.
    expect(voiceOf(load(), { policy: 'reviewed' })(TODAY).factValue('mmth-FEE-08')).toBeNull();
  });
});

describe('a rate of exchange', () => {
  const says = (text = RATE) => voiceOf(load({ 'knowledge/facts/ANY/rates.yaml': text }));

  it('is read both ways and said with its date', () => {
    expect(says()(TODAY).rate('THB', 'MMK', 'en')).toEqual({ rate: 62, text: '1 baht = 62 kyat (15 November 2026)' });
    expect(says()(TODAY).rate('MMK', 'THB', 'en')?.rate).toBeCloseTo(1 / 62);
    expect(says()(TODAY).rate('THB', 'USD', 'en')).toBeNull();
  });

  it('is none of today after its day of review, or without one', () => {
    expect(says()(at('2026-12-01T05:00:00Z')).rate('THB', 'MMK', 'en')).toBeNull();
    expect(says(RATE.replace('  reviewBy: 2026-11-30\n', ''))(TODAY).rate('THB', 'MMK', 'en')).toBeNull();
  });
});
