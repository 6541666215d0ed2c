import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/language/fold.js';
import { asciiDigits, normalise } from '../../src/language/normalise.js';
import { anyText } from './strings.js';

describe('normalise', () => {
  it.each([
    ['upper case', 'Work PERMIT', 'work permit'],
    ['white space', '  work \n\t permit ', 'work permit'],
    ['zero-width characters', 'လု\u200bပ်\u200cခ', 'လုပ်ခ'],
    ['full-width letters', 'ＭＯＵ', 'mou'],
    ['Thai SARA AM with a tone', 'น้ำ', 'น้ำ'],
    ['Thai SARA AM in two signs', 'ทํางาน', 'ทำงาน'],
    ['Thai SARA AM in two signs, the tone after', 'นํ้า', 'น้ำ'],
    ['Lao SARA AM in two signs', 'ກໍາປູເຈຍ', 'ກຳປູເຈຍ'],
    ['Burmese digits', '၁၅၀၀၀', '15000'],
    ['Thai digits', '๔๐๐', '400'],
    ['Khmer digits', '២០០', '200'],
    ['Lao digits', '໑໐໐', '100'],
    ['Arabic-Indic digits', '٣٥٠', '350'],
    ['Shan digits', '႑႒', '12'],
    ['the digit zero typed for the letter wa', '၀ယ်', 'ဝယ်'],
    ['… before a mark', 'သ၀ါ', 'သဝါ'],
    ['a zero that is a zero', '၁၀ ရက်', '10 ရက်'],
    ['Burmese marks in another order', 'ကိုု'.slice(0, 2) + 'ု', 'ကို'],
    ['apostrophes in words', 'didn’t', 'didnt'],
    ['two kinds of apostrophe in a row', 'Ạ`ŉ', 'ạn'],
    ['an apostrophe beside the letter wa typed as a zero', 'က\'၀က', 'ကဝက'],
    ['Hangul letters that an apostrophe held apart', 'ᄀ\'ᅡ', '가'],
    ['u before i', 'ကုိ', 'ကို'],
  ])('%s', (_, typed, expected) => {
    expect(normalise(typed)).toBe(expected);
  });

  it('is idempotent and total on any string', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normalise(text);
        expect(normalise(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps ASCII digits for any number in any of our digits', () => {
    const zeros = [0x1040, 0x0e50, 0x17e0, 0x0ed0, 0x0660, 0x06f0];
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.constantFrom(...zeros), (number, zero) => {
        const local = [...String(number)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
        expect(asciiDigits(local)).toBe(String(number));
      }),
    );
  });
});

describe('fold', () => {
  it.each([
    ['hộ chiếu', 'ho chieu'],
    ['Đà Nẵng', 'Da Nang'],
    ['lương tối thiểu', 'luong toi thieu'],
    ['ค่าจ้าง', 'ค่าจ้าง'],
    ['လုပ်ခ', 'လုပ်ခ'],
    ['ប្រាក់ខែ', 'ប្រាក់ខែ'],
  ])('%s', (text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it('is idempotent on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(fold(fold(text))).toBe(fold(text))));
  });
});
