import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageActivity } from '../../src/core/activity.js';
import { fit } from '../../src/host/fit.js';
import { message } from '../core/world.js';

const limits = { text: 60, textBytes: 120, buttons: 3, buttonTitle: 10 };
const graphemes = (text: string) => [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map((g) => g.segment);
const bare = (text: string) => text.replace(/\s+/g, '');

function said(text: string, titles: string[] = []): MessageActivity {
  return { ...message(text), suggestedActions: { to: [], actions: titles.map((title, i) => ({ type: 'postBack', title, value: `t${i}` })) } };
}

describe('fit', () => {
  it('leaves alone what fits', () => {
    const parts = fit(said('Hello', ['Yes', 'No']), limits);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ text: 'Hello', suggestedActions: { actions: [{ title: 'Yes' }, { title: 'No' }] } });
  });

  it('splits between paragraphs first, names the parts, and puts buttons under the last', () => {
    const parts = fit(said(`${'a'.repeat(40)}\n\n${'b'.repeat(40)}`, ['Yes']), limits);
    expect(parts.map((p) => p.text)).toEqual(['a'.repeat(40), 'b'.repeat(40)]);
    expect(parts[1]?.id).toBe(`${parts[0]?.id}p1`);
    expect(parts[0]?.suggestedActions).toBeUndefined();
    expect(parts[1]?.suggestedActions?.actions).toHaveLength(1);
  });

  it('lists choices as numbers where there are too many or too long ones', () => {
    const many = fit(said('Which?', ['A', 'B', 'C', 'D']), limits)[0];
    expect(many?.text).toBe('Which?\n\n1. A\n2. B\n3. C\n4. D');
    expect(many?.suggestedActions?.actions).toHaveLength(3);
    const long = fit(said('Which?', ['A very long title']), limits)[0];
    expect(long?.text).toContain('1. A very long title');
    expect(long?.suggestedActions?.actions[0]?.title).toBe('A very lo…');
    expect(fit(said('Which?', ['A']), { text: 100, buttons: 0, buttonTitle: 10 })[0]).toMatchObject({ text: 'Which?\n\n1. A' });
  });

  it('never breaks a letter, loses none, and stays inside every limit', () => {
    const burmese = fc.array(fc.constantFrom('က', 'ကို', 'မြန်', 'မာ', 'နို', 'င်', 'ငံ', ' ', '။', '\n', '\n\n', 'a', '😀', '၁'), { maxLength: 300 }).map((p) => p.join(''));
    fc.assert(
      fc.property(fc.oneof(burmese, fc.string({ unit: 'grapheme', maxLength: 300 })), (text) => {
        fc.pre(text.trim() !== '' && graphemes(text).every((g) => Buffer.byteLength(g) <= 60));
        const parts = fit(message(text), limits);
        const all = new Set(graphemes(text));
        expect(bare(parts.map((p) => p.text).join(''))).toBe(bare(text));
        for (const part of parts) {
          expect(part.text?.length).toBeLessThanOrEqual(limits.text);
          expect(Buffer.byteLength(part.text ?? '')).toBeLessThanOrEqual(limits.textBytes);
          for (const g of graphemes(part.text ?? '')) expect(all.has(g) || g.trim() === '').toBe(true);
        }
      }),
    );
  });

  it('cuts even a single monstrous letter', () => {
    const zalgo = `a${'\u0301'.repeat(500)}`;
    for (const part of fit(message(zalgo), limits)) expect(part.text?.length).toBeLessThanOrEqual(limits.text);
  });
});
