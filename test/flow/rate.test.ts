import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { newSession } from '../../src/core/session.js';
import type { World } from '../../src/core/world.js';
import { TODAY, at, load, voiceOf } from '../knowledge/content.js';
import { smallWorld, talk } from '../core/world.js';

/*
 * Checking a fee in several kinds of money, with a dated rate of the facts, one that has run out, and none. The shipped facts
 * hold no rate: the bot says so, and keeps the sums apart.
 */

const rate = (reviewBy: string | null) => `- id: mek-RATE-01
  kind: figure
  claim: What one baht is in kyat.
  values:
    one: {amount: 1, currency: THB}
    value: {amount: 62, currency: MMK}
  jurisdiction: [TH, MM]
  asOf: 2026-11-15
${reviewBy === null ? '' : `  reviewBy: ${reviewBy}\n`}  confidence: high
  use: serve
  sources:
    - {publisher: A bank, title: Rates of the day, date: 2026-11-15, url: "https://example.org/rates"}
`;

/** The small world with the rates of a knowledge base, at a moment. */
function world(facts: string | null, now = TODAY): World {
  const says = voiceOf(facts === null ? load() : load({ 'knowledge/facts/ANY/rates.yaml': facts }))(now);
  return { ...smallWorld(now), rate: says.rate };
}

/** Somebody from Myanmar on the way to Thailand who was asked for these; the last reply is what comes of it. */
function checked(on: World, sums: readonly { value: number; currency: string }[], locale: Locale = 'en') {
  const t = talk(on, { ...newSession(locale, on.now), localeChosen: true, origin: 'MM', consentAt: on.now });
  t.says('check a fee');
  t.says('Thailand', { places: [{ place: 'TH', direction: null }] });
  sums.forEach((sum, n) => {
    t.says('1', { numbers: [1] });
    t.says(`${sum.value} ${sum.currency}`, { amounts: [sum], numbers: [sum.value] });
    t.taps(on.phrase(n < sums.length - 1 ? 'yes' : 'no', locale));
  });
  return t.texts().join('\n');
}

const BAHT = [{ value: 10_000, currency: 'THB' }];
const MIXED = [{ value: 10_000, currency: 'THB' }, { value: 50_000, currency: 'MMK' }];

describe('a fee in another money than the maximum', () => {
  it('is compared by a rate that holds today, which is said with its date', () => {
    expect(checked(world(rate('2026-11-30')), BAHT)).toContain('By the exchange rate that I know, 1 baht = 62 kyat (15 November 2026), your 10000 THB is about 620000 MMK.');
    expect(checked(world(rate('2026-11-30')), BAHT)).toContain('That is 320000 MMK more.');
  });

  it('and other sums beside it are put together by the rate', () => {
    const said = checked(world(rate('2026-11-30')), MIXED);
    expect(said).toContain('your 10000 THB + 50000 MMK is about 670000 MMK.');
    expect(said).toContain('You were asked for 10000 THB + 50000 MMK');
  });

  it.each([
    ['has run out', world(rate('2026-11-30'), at('2026-12-01T05:00:00Z'))],
    ['has no day on which somebody looks at it again', world(rate(null))],
    ['is in no fact', world(null)],
  ])('is not compared where the rate %s, and that is said', (_, on) => {
    const said = checked(on, BAHT);
    expect(said).toContain('You were asked for 10000 THB: that is another kind of money, and I have no exchange rate of today, so I cannot compare them.');
    expect(said).not.toContain('62');
  });

  it.each(LOCALES)('keeps several kinds of money apart without a rate, in %s', (locale) => {
    const on = world(null);
    const said = checked(on, MIXED, locale);
    const flow = on.flow('check-fee')!.words(locale).texts;
    for (const key of ['in-all-mixed', 'other-currency'] as const) {
      const [start = ''] = (flow[key] ?? '').split('{');
      expect(said).toContain(start);
    }
    expect(said.split('10000 THB + 50000 MMK')).toHaveLength(3);
    expect(said).not.toContain('60000');
  });
});
