import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, safeHref } from '../../channels/web/page/links.js';
import { wordsFor } from '../../channels/web/page/words.js';
import { LOCALES } from '../../src/core/locale.js';
import { XSS } from '../fakes/xss.js';

describe('links in what the bot says', () => {
  const links = (text: string) => pieces(text).flatMap((p) => (p.href ? [`${p.text} → ${p.href}`] : []));

  it.each<[string, string[]]>([
    ['Call 1694 (Mon–Fri 08:30–16:30).', ['1694 → tel:1694']],
    ['1300 ကို ဖုန်းဆက်ပါ။', ['1300 → tel:1300']],
    ['ဖုန်း ၁၆၉၄', ['၁၆၉၄ → tel:1694']],
    ['โทร 02-233-2237', ['02-233-2237 → tel:022332237']],
    ['+66 2 233 2237, 0-3443-4726', ['+66 2 233 2237 → tel:+6622332237', '0-3443-4726 → tel:034434726']],
    ['See https://example.org/a?b=1. Thanks', ['https://example.org/a?b=1 → https://example.org/a?b=1']],
    ['In 2026 the fee is 1,600 baht, or 900 baht; 02-12-2026; 180 days', []],
    ['You have 1300 baht', []],
  ])('%s', (text, expected) => expect(links(text)).toEqual(expected));

  it('the pieces are the text, and every link may be opened', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...XSS, 'call 1694', 'https://a.example/', '၀၉၁၂၃၄၅၆၇၈ '))).map((parts) => parts.join(' ')), (text) => {
        const cut = pieces(text);
        expect(cut.map((p) => p.text).join('')).toBe(text);
        for (const { href } of cut) if (href !== undefined) expect(safeHref(href)).toBe(href);
      }),
    );
  });

  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//example.org', 'file:///etc'])('%j is not opened', (value) =>
    expect(safeHref(value)).toBeNull(),
  );
});

it('has its words in every language of the bot', () => {
  const all = LOCALES.map((locale) => wordsFor([`${locale}-XX`, 'en']));
  expect(all.map(({ lang }) => lang)).toEqual([...LOCALES]);
  for (const { words } of all) expect(Object.values(words).every((word) => word.trim() !== '')).toBe(true);
  expect(wordsFor(['fr', 'constructor']).lang).toBe('en');
});
