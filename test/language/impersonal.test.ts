import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impersonal, LEFT_OUT, vocabularyOf } from '../../src/language/impersonal.js';
import { growth, LINEAR } from './growth.js';
import { anyText } from './strings.js';

const TEXTS = [
  'How much does a passport cost in Malaysia? My friend lost her passport, what can I do and where do I go. My phone is old. Write to the office about wages; a rose or a sum of 4000 or 81234.',
  'လက်မှတ်ခ ဘယ်လောက်လဲ အလုပ်ရှင်က ပတ်စပို့ ယူထားတယ်',
  'นายจ้างไม่จ่ายค่าจ้าง ต้องไปแจ้งที่ไหน',
];
const VOCABULARY = vocabularyOf(TEXTS);
const of = (text: string) => impersonal(text, VOCABULARY);

describe('an impersonal question', () => {
  it.each([
    ['words of the base stay', 'How much does a PASSPORT cost?', 'how much does a passport cost?'],
    ['a name is left out', 'my friend Hlaing lost her passport', 'my friend … lost her passport'],
    ['also one that is a word of the base, by its capital', 'my friend Rose lost her passport', 'my friend … lost her passport'],
    ['a place that the base writes with a capital stays', 'how much does a passport cost in Malaysia', 'how much does a passport cost in malaysia'],
    ['a phone number in groups', 'my phone is 081 234 5678', 'my phone is …'],
    ['a phone number in Burmese digits', 'my phone is ၀၉၇၈၁၂၃၄၅၆', 'my phone is …'],
    ['a passport number', 'I lost her passport MA 123456', 'i lost her passport …'],
    ['a passport number with its letters', 'I lost her passport MA123456', 'i lost her passport …'],
    ['five digits, though the base had them', 'how much is 81234', 'how much is …'],
    ['a short number that the base has', 'how much is 4000', 'how much is 4000'],
    ['an address of mail', 'write to rose@office.org about wages', 'write to … about wages'],
    ['an @name', 'write to @rose about wages', 'write to … about wages'],
    ['the address of a page', 'what is https://office.org/rose', 'what is …'],
    ['several in a row are one mark', 'what can i do about my wages in Aung Hlaing', 'what can i do about my wages in …'],
    ['Burmese', 'အလုပ်ရှင်က ပတ်စပို့ ယူထားတယ်', 'အလုပ်ရှင်က ပတ်စပို့ ယူထားတယ်'],
  ])('%s', (_, typed, said) => {
    expect(of(typed)).toBe(said);
  });

  it.each([
    ['a name is said', 'my name is rose and i lost my passport'],
    ['… in Burmese', 'နာမည် အလုပ်ရှင်က ပတ်စပို့ ယူထားတယ်'],
    ['… in Thai', 'ชื่อ นายจ้างไม่จ่ายค่าจ้าง'],
    ['more than a third is unknown', 'zin took passport'],
    ['nothing is known', 'xyzzy'],
    ['it is longer than 200 characters', 'how much '.repeat(23)],
    ['it is empty', ''],
  ])('is none where %s', (_, typed) => {
    expect(of(typed)).toBeNull();
  });

  /** True where letters and digits are words of the vocabulary and nothing else; words of scripts without spaces stand side by side. */
  const known = (run: string): boolean => {
    const ends = [true, ...Array.from({ length: run.length }, () => false)];
    for (let at = 0; at < run.length; at++) if (ends[at]) for (const word of VOCABULARY) if (run.startsWith(word, at)) ends[at + word.length] = true;
    return ends[run.length] === true;
  };
  const parts = fc.array(fc.oneof(fc.constantFrom(...VOCABULARY), fc.constantFrom(...VOCABULARY), fc.constantFrom(...VOCABULARY), anyText, fc.bigInt().map(String), fc.constantFrom('@rose', 'Rose', 'အောင်', 'สมชาย', '०१२३४', '༠༡༢༣༤')), { maxLength: 12 });
  const typed = fc.oneof(anyText, parts.map((p) => p.join(' ')), parts.map((p) => p.join('')));

  it('holds no run of five digits and no word that the base does not say, whatever was typed', () => {
    let kept = 0;
    fc.assert(
      fc.property(typed, (text) => {
        const said = of(text);
        if (said === null) return;
        kept += 1;
        expect(said).not.toMatch(/\p{Nd}{5}/u);
        expect(said).toMatch(/^[\p{L}\p{M}\p{N}\s.,?!…_'’:·-]*$/u);
        for (const run of said.split(/[\s.,?!…]+/u)) expect(run === '' || known(run), run).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    // Else the property would say nothing.
    expect(kept).toBeGreaterThan(100);
  });

  it.each(['9', '1,', 'a.', '@', 'A ', 'aA '])('takes time that grows with a text made to be slow, not faster: %s', (made) => {
    const long = made.repeat(200).slice(0, 200);
    expect(growth(() => of(long.slice(0, 50)), () => of(long))).toBeLessThan(LINEAR);
  });

  it('does not read a text that is too long', () => {
    expect(of('a'.repeat(1_000_000))).toBeNull();
    const most = 'a '.repeat(100);
    const long = most.repeat(10_000);
    expect(growth(() => of(most), () => of(long))).toBeLessThan(1);
  });

  it('marks what it leaves out with one sign', () => {
    expect(of('my friend Hlaing lost her passport')).toContain(LEFT_OUT);
  });
});
