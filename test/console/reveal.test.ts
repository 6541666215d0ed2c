import { expect, it } from 'vitest';
import fc from 'fast-check';
import { revealed } from '../../src/console/page/reveal.js';

const hidden = ['\u202E', '\u2066', '\u200F', '\u200B', '\u200D', '\uFEFF', '\u00AD', '\u0007', '\u{E0041}'];
const text = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...hidden, 'က', '👩', '\n'))).map((parts) => parts.join(''));

it('lets no character through that cannot be seen, and loses none that can', () => {
  fc.assert(
    fc.property(text, (words) => {
      const shown = revealed(words).flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
      expect(shown.replace(/\u200D/g, '')).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\uFEFF\u00AD\u0007]|[\u{E0000}-\u{E007F}]/u);
      const visible = (s: string) => [...s].filter((c) => !hidden.includes(c) && !/[\p{Cc}\p{Cf}]/u.test(c)).join('');
      expect(visible(shown)).toBe(visible(words));
    }),
  );
});

it('marks what turns the writing, quietly marks what has no width, and leaves a family together', () => {
  expect(revealed('call \u202E191')).toEqual([{ kind: 'text', text: 'call ' }, { kind: 'turning', label: 'RLO', name: 'turns the direction of writing' }, { kind: 'text', text: '191' }]);
  expect(revealed('က\u200Bခ').map((p) => p.kind)).toEqual(['text', 'thin', 'text']);
  expect(revealed('👩\u200D👧')).toEqual([{ kind: 'text', text: '👩\u200D👧' }]);
  expect(revealed('a\u200Db').map((p) => p.kind)).toEqual(['text', 'thin', 'text']);
  expect(revealed('a\nb\tc')).toEqual([{ kind: 'text', text: 'a\nb\tc' }]);
});
