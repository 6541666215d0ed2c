import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupGaps, withAsk } from '../../src/knowledge/gaps.js';
import { readText } from '../../src/knowledge/front.js';
import { growth, LINEAR } from '../language/growth.js';
import { ENTRY, SAMPLE } from './content.js';

const gaps = (...texts: [text: string, locale?: 'en' | 'my'][]) => texts.map(([text, locale = 'en'], i) => ({ id: String(i), text, locale }));

describe('gaps', () => {
  it('are grouped where they are alike, in one language, most asked first', () => {
    const found = groupGaps(gaps(['can i open a bank account'], ['where is the bus'], ['how can i open a bank account'], ['where is the bus'], ['where is the bus'], ['where is the bus', 'my']));
    expect(found.map(({ locale, example, ids }) => [locale, example, ids])).toEqual([
      ['en', 'where is the bus', ['1', '3', '4']],
      ['en', 'can i open a bank account', ['0', '2']],
      ['my', 'where is the bus', ['5']],
    ]);
  });

  it('are each in one group, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('en' as const, 'my' as const)), { maxLength: 40 }), (texts) => {
        const groups = groupGaps(gaps(...texts));
        expect(groups.flatMap((g) => g.ids).sort()).toEqual(texts.map((_, i) => String(i)).sort());
        for (const g of groups) for (const id of g.ids) expect(texts[Number(id)]?.[1]).toBe(g.locale);
      }),
    );
  });

  it('of a flood take time that grows with it, not faster', () => {
    const flood = gaps(...Array.from({ length: 20_000 }, (_, i): [string] => [`question ${i.toString(36)} about ${(i * 7919).toString(36)} and ${(i * 104729).toString(36)}`]));
    expect(growth(() => groupGaps(flood.slice(0, 5_000)), () => groupGaps(flood))).toBeLessThan(LINEAR);
  });
});

describe('one more way of asking', () => {
  const file = SAMPLE[`${ENTRY}/en.md`] ?? '';
  const quoted = '---\ntitle: Card\nasks:\n    - "what: is it"\n    - what is it for   # often\n---\nIt is a card.\n\n## More\n\n- not an ask\n';

  it('stands behind the last, and every other byte stays', () => {
    fc.assert(
      fc.property(fc.constantFrom(file, quoted), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((s) => s.replace(/[\p{C}\p{Z}…]/gu, ' ').trim()).filter((s) => s !== ''), (text, words) => {
        const before = readText(text, '').text?.asks ?? [];
        const made = withAsk(text, words);
        if (before.includes(words)) return expect(made).toBeNull();
        expect(made).not.toBeNull();
        expect(readText(made ?? '', '').text?.asks).toEqual([...before, words]);
        const lines = (made ?? '').split('\n');
        const added = readText(made ?? '', '').text?.lines.asks.at(-1) ?? 0;
        expect(lines.toSpliced(added - 1, 1).join('\n')).toBe(text);
      }),
    );
  });

  it.each([
    ['a list in one line', '---\ntitle: Card\nasks: [what is it, what for]\n---\nA card.\n'],
    ['an item of two lines', '---\ntitle: Card\nasks:\n  - what is\n    it for\n---\nA card.\n'],
    ['no entry', 'nothing'],
    ['words that are there', '---\ntitle: Card\nasks:\n  - new words\n---\nA card.\n'],
  ])('is not put into %s', (_, text) => {
    expect(withAsk(text, 'new words')).toBeNull();
  });
});
