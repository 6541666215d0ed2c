import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAmounts } from '../../src/language/amounts.js';
import { findNumbers } from '../../src/language/digits.js';
import { normalise } from '../../src/language/normalise.js';
import { anyText } from './strings.js';

const numbers = (text: string): number[] => findNumbers(normalise(text)).map(({ value }) => value);
const amounts = (text: string): string[] => findAmounts(normalise(text)).map(({ value, currency }) => `${value} ${currency ?? '?'}`);

describe('findNumbers', () => {
  it.each([
    ['1,600 and 1.600', [1600, 1600]],
    ['1,50,000', [150000]],
    ['2.5 days', [2.5]],
    ['1,600.50', [1600.5]],
    ['0.125', [0.125]],
    ['၁၅၀၀၀ နဲ့ ၂', [15000, 2]],
    ['๔๐๐ บาท', [400]],
    ['400-500 baht', [400, 500]],
    ['ဘတ်၂၅၀၀၀တောင်းတယ်', [25000]],
    ['call 0812345678', []],
    ['on 11/12/2026 at 08:30', []],
    ['2026-12-11', []],
    ['+66 2 123', [2, 123]],
    ['RM1,500', [1500]],
    ['visa E-9', [9]],
    ['1.2.3', []],
    ['99999999999999999999', []],
    ['15 000 baht', [15000]],
    ['1 500 000', [1500000]],
    ['១៥ ០០០ បាត', [15000]],
    ['room 12 300 baht', [12, 300]],
    ['09 123 000', [9, 123, 0]],
  ])('%s', (text, expected) => {
    expect(numbers(text)).toEqual(expected);
  });

  it('reads any number the same in any of our digits, with and without separators', () => {
    const zeros = [0x30, 0x1040, 0x0e50, 0x17e0, 0x0ed0, 0x0660];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.constantFrom(...zeros), fc.constantFrom('', ',', '.'), (number, zero, separator) => {
        const grouped = String(number).replace(/\B(?=(\d{3})+$)/gu, separator);
        const local = [...grouped].map((c) => (c >= '0' && c <= '9' ? String.fromCodePoint(zero + Number(c)) : c)).join('');
        expect(numbers(local)).toEqual([number]);
      }),
    );
  });

  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(numbers(text).every(Number.isFinite)).toBe(true)), { numRuns: 500 });
  });
});

describe('findAmounts', () => {
  it.each([
    ['they asked 15000 baht', ['15000 THB']],
    ['baht 500', ['500 THB']],
    ['฿1,600', ['1600 THB']],
    ['15k', ['15000 ?']],
    ['thirty thousand baht', ['30000 THB']],
    ['two hundred thousand kyat', ['200000 MMK']],
    ['3 lakh', ['300000 ?']],
    ['RM1,500', ['1500 MYR']],
    ['USD 300', ['300 USD']],
    ['S$50', ['50 SGD']],
    ['$500', ['500 ?']],
    ['၅ သိန်း', ['500000 ?']],
    ['သိန်း ၅၀', ['5000000 ?']],
    ['၃ သောင်းခွဲ', ['35000 ?']],
    ['တစ်သိန်းခွဲ', ['150000 ?']],
    ['ငါးထောင်ဘတ်', ['5000 THB']],
    ['၅ သိန်း ၃ သောင်း ကျပ်', ['530000 MMK']],
    ['ကျပ်သိန်း ၂၀', ['2000000 MMK']],
    ['thein 50', ['5000000 ?']],
    ['1.600 บาท', ['1600 THB']],
    ['สองหมื่นห้าพันบาท', ['25000 THB']],
    ['สองหมื่นห้า', ['25000 ?']],
    ['2 แสน', ['200000 ?']],
    ['ប្រាំម៉ឺនរៀល', ['50000 KHR']],
    ['១៥០ ដុល្លារ', ['150 USD']],
    ['ຫ້າພັນບາດ', ['5000 THB']],
    ['ສອງໝື່ນບາດ', ['20000 THB']],
    ['5 ລ້ານກີບ', ['5000000 LAK']],
    ['5 triệu đồng', ['5000000 VND']],
    ['500 nghin dong', ['500000 VND']],
    ['hai triệu ba', ['2300000 ?']],
    ['1tr5', ['1500000 ?']],
    ['30 triệu', ['30000000 ?']],
    ['two hundred and fifty ringgit', ['250 MYR']],
    ['three hundred and fifty baht', ['350 THB']],
    ['one thousand and two hundred baht', ['1200 THB']],
    ['five thousand and 200 baht', ['5200 THB']],
    ['two hundred and three hundred baht', ['300 THB']],
    ['500 baht and a half', ['500 THB']],
    ['half a million kyat', ['500000 MMK']],
    ['one and a half million kyat', ['1500000 MMK']],
    ['two million and a half kyat', ['2500000 MMK']],
    ['ครึ่งล้านบาท', ['500000 THB']],
    ['nửa triệu đồng', ['500000 VND']],
    ['កន្លះលានរៀល', ['500000 KHR']],
    ['ເຄິ່ງລ້ານກີບ', ['500000 LAK']],
    ['ล้านครึ่งบาท', ['1500000 THB']],
    ['သိန်းသုံးဆယ်', ['3000000 ?']],
    ['သိန်းတစ်ရာ', ['10000000 ?']],
    ['သိန်းတစ်ရာ့ငါးဆယ် ကျပ်', ['15000000 MMK']],
    ['သိန်းငါးဆယ် ပေးရမယ်', ['5000000 ?']],
    ['တစ်သိန်းငါးထောင်', ['105000 ?']],
    ['သုံးဆယ် သိန်း', ['3000000 ?']],
    ['แสนสามสิบบาท', ['100030 THB']],
    ['15 000 baht', ['15000 THB']],
    ['១៥ ០០០ បាត', ['15000 THB']],
    ['500 baht and 20 ringgit', ['500 THB', '20 MYR']],
    ['15000', []],
    ['5 ရာခိုင်နှုန်း', []],
    ['၂ နှစ်', []],
    ['2 years 3 months', []],
    ['I have two children', []],
  ])('%s', (text, expected) => {
    expect(amounts(text)).toEqual(expected);
  });

  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(findAmounts(normalise(text)).every(({ value }) => value >= 0)).toBe(true)), { numRuns: 500 });
  });
});
