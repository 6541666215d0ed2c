import { describe, expect, it } from 'vitest';
import { fact, type Fact } from '../../src/knowledge/fact.js';
import { aged, speakable, standing } from '../../src/knowledge/standing.js';
import { at } from './content.js';

const base = fact.parse({
  id: 'mmth-X-1',
  kind: 'rule',
  claim: 'A rule.',
  values: { value: { phone: '1694' } },
  jurisdiction: ['TH'],
  asOf: '2026-02',
  confidence: 'high',
  use: 'serve',
  sources: [{ publisher: 'P', title: 'T', date: 2017, url: 'https://example.org' }],
});
const of = (over: Partial<Fact>): Fact => ({ ...base, ...over });
const NOON = at('2026-11-21T05:00:00Z');

describe('standing', () => {
  it('is current where nothing speaks against it', () => expect(standing(base, NOON)).toBe('current'));

  it.each<[string, Partial<Fact>]>([
    ['use: verify', { use: 'verify' }],
    ['use: background', { use: 'background' }],
    ['low confidence', { confidence: 'low' }],
    ['not in force yet', { validFrom: '2026-12-01' }],
  ])('is unsure with %s', (_, over) => expect(standing(of(over), NOON)).toBe('unsure'));

  // 17:00 UTC is midnight in Thailand.
  it.each([
    ['2026-12-10T17:00:00Z', 'current'],
    ['2026-12-11T16:59:59.999Z', 'current'],
    ['2026-12-11T17:00:00Z', 'expired'],
    ['2027-01-01T00:00:00Z', 'expired'],
  ])('of a rule until 11 December 2026 in Thailand is at %s %s', (now, expected) =>
    expect(standing(of({ validUntil: '2026-12-11' }), at(now))).toBe(expected));

  it('ends a month and a year with their last day', () => {
    expect(standing(of({ validUntil: '2026-12' }), at('2026-12-31T16:59:59Z'))).toBe('current');
    expect(standing(of({ validUntil: '2026-12' }), at('2026-12-31T17:00:00Z'))).toBe('expired');
    expect(standing(of({ validUntil: '2026' }), at('2026-12-31T16:59:59Z'))).toBe('current');
    expect(standing(of({ validUntil: '2026' }), at('2026-12-31T17:00:00Z'))).toBe('expired');
  });

  it('ends with the first of several places where the day ends', () => {
    const japan = of({ validUntil: '2026-12-11', jurisdiction: ['MM', 'JP'] });
    expect(standing(japan, at('2026-12-11T14:59:59Z'))).toBe('current');
    expect(standing(japan, at('2026-12-11T15:00:00Z'))).toBe('expired');
    expect(standing(of({ validUntil: '2026-12-11', jurisdiction: ['MM'] }), at('2026-12-11T17:29:59Z'))).toBe('current');
    expect(standing(of({ validUntil: '2026-12-11', jurisdiction: ['MM'] }), at('2026-12-11T17:30:00Z'))).toBe('expired');
  });

  it('is unsure the day after reviewBy', () => {
    const f = of({ reviewBy: '2026-12-31' });
    expect(standing(f, at('2026-12-31T16:59:59Z'))).toBe('current');
    expect(standing(f, at('2026-12-31T17:00:00Z'))).toBe('unsure');
  });

  it('makes a fee unsure after 24 months, and nothing else', () => {
    const fee = of({ kind: 'fee', asOf: '2024-11-22' });
    expect(standing(fee, NOON)).toBe('current');
    expect(standing(fee, at('2026-11-21T17:00:00Z'))).toBe('unsure');
    expect(standing(of({ kind: 'fee', asOf: '2024-11' }), NOON)).toBe('unsure');
    expect(standing(of({ kind: 'rule', asOf: '2017' }), NOON)).toBe('current');
  });

  it('lets a phone number be spoken only where it is sure and meant to be served', () => {
    const phone = base.values['value'] ?? null;
    expect(speakable(base, phone, NOON)).toBe(true);
    expect(speakable(of({ confidence: 'medium' }), phone, NOON)).toBe(true);
    for (const over of [{ confidence: 'low' }, { use: 'verify' }, { use: 'background' }] as const) expect(speakable(of(over), phone, NOON)).toBe(false);
    expect(speakable(of({ use: 'verify' }), { count: 3 }, NOON)).toBe(true);
    expect(speakable(of({ validUntil: '2026-10' }), { count: 3 }, NOON)).toBe(false);
  });

  it('dates a phone number from the 90th day', () => {
    const f = of({ asOf: '2026-08-24' });
    expect(aged(f, at('2026-11-21T16:59:59Z'))).toBe(false);
    expect(aged(f, at('2026-11-21T17:00:00Z'))).toBe(true);
  });
});
