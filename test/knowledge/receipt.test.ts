import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/core/locale.js';
import { codeIn, codeOf } from '../../src/knowledge/receipt.js';
import { newReceipts, readReceipts, writeReceipt } from '../../src/knowledge/receipts-file.js';
import { at, changed, ENTRY, KEY, load, TODAY, voiceOf } from './content.js';

const FEES = 'knowledge/facts/TH/fees.yaml';
const RECEIPTS = 'knowledge/receipts';
const knowledge = load();
const code = voiceOf(knowledge)(TODAY).speak(KEY, 'my')?.receipt ?? '';
const history = newReceipts(knowledge, '2026-11-21').map(writeReceipt).join('');

describe('a receipt', () => {
  it('is another for each language and text, and the same for ever otherwise', () => {
    const entry = knowledge.entries.get(KEY);
    if (!entry) throw new Error('no entry');
    const codes = LOCALES.map((l) => codeOf(knowledge, entry, l));
    expect(new Set(codes).size).toBe(6);
    expect(voiceOf(knowledge)(at('2026-12-31T00:00:00Z')).speak(KEY, 'my')?.receipt).toBe(code);
  });

  it.each([
    (c: string) => `is ${c} still true?`,
    (c: string) => `${c.toLowerCase()} မှန်သေးလား`,
    (c: string) => `ကုဒ်${c.replace('-', '')}`,
    (c: string) => `รหัส ${c} ยังถูกไหม`,
    (c: string) => c.replace(/\d/g, (d) => String.fromCodePoint(0x1040 + Number(d))),
  ])('is found as people type it (%#)', (asked) => {
    expect(codeIn(asked(code))).toMatchObject({ code, intact: true });
  });

  it('still holds, in the language of whoever asks', () => {
    const world = voiceOf(knowledge)(TODAY);
    expect(world.receipt(`is ${code} still true?`, 'en')).toMatch(/^Yes, our answer about "Cost of the permit" is still the same\.\n\nSources: /);
    expect(world.receipt(code, 'th')).toMatch(/ยังเหมือนเดิม/);
  });

  it('tells what is said now where a figure changed', () => {
    const after = load(changed(FEES, 'amount: 900', 'amount: 950'));
    expect(voiceOf(after)(TODAY).receipt(code, 'en')).toMatch(/^Our answer about "Cost of the permit" has changed\. It is now:\n\nThe permit costs 950 baht\./);
  });

  it('tells since when, where codes were noted', () => {
    const after = load(changed(FEES, 'amount: 900', 'amount: 950'));
    const noted = load({ ...changed(FEES, 'amount: 900', 'amount: 950'), [RECEIPTS]: history + newReceipts({ ...after, receipts: knowledge.receipts }, '2027-01-05').map(writeReceipt).join('') });
    expect(voiceOf(noted)(at('2026-12-01T00:00:00Z')).receipt(code, 'en')).toContain('has changed since 5 January 2027');
  });

  it('tells when the rule has ended, and when it is not sure any more', () => {
    expect(voiceOf(knowledge)(at('2026-12-12T00:00:00Z')).receipt(code, 'en')).toContain('held until 11 December 2026');
    expect(voiceOf(load(changed(FEES, 'confidence: high', 'confidence: low')))(TODAY).receipt(code, 'en')).toContain('not all of it is confirmed today');
  });

  it('tells that an answer was taken back', () => {
    const gone = Object.fromEntries(['entry.yaml', ...LOCALES.map((l) => `${l}.md`)].map((f) => [`${ENTRY}/${f}`, null]));
    expect(voiceOf(load({ ...gone, [RECEIPTS]: history }))(TODAY).receipt(code, 'en')).toMatch(/^We have taken this answer back/);
  });

  it('says so where it does not know the code, and is silent where there is none', () => {
    const world = voiceOf(knowledge)(TODAY);
    expect(world.receipt('is AB2-DEFG still true?', 'en')).toMatch(/^I do not know this code/);
    for (const words of ['How much is it?', 'call 1694', '0812345678', 'BECAUSE', 'passport MD123456', '']) expect(world.receipt(words, 'en')).toBeNull();
  });

  it('sees any one wrong sign and any two swapped', () => {
    const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
    const bare = [...code.replace('-', '')];
    const typed = (s: string[]) => codeIn(`${s.slice(0, 3).join('')}-${s.slice(3).join('')}`)?.intact ?? false;
    fc.assert(
      fc.property(fc.nat(6), fc.constantFrom(...signs), (i, sign) => {
        const wrong = bare.map((s, n) => (n === i ? sign : s));
        expect(typed(wrong)).toBe(sign === bare[i]);
      }),
    );
    for (let i = 0; i < 6; i++) {
      const swapped = bare.map((s, n) => (n === i ? (bare[i + 1] ?? s) : n === i + 1 ? (bare[i] ?? s) : s));
      expect(typed(swapped)).toBe(bare[i] === bare[i + 1]);
    }
  });

  it('never fails, whatever people write', () => {
    const world = voiceOf(knowledge)(TODAY);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (words) => {
        expect(world.receipt(words, 'my') ?? 'silent').not.toBe('');
      }),
    );
  });
});

describe('the file of receipts', () => {
  it('reads what it writes, and notes each code once', () => {
    const read = readReceipts(`# codes\n${history}`, RECEIPTS);
    expect(read.problems).toEqual([]);
    expect(read.receipts).toHaveLength(6);
    expect(newReceipts({ ...knowledge, receipts: read.receipts }, '2026-11-22')).toEqual([]);
  });
});
