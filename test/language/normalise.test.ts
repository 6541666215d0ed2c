import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/language/fold.js';
import { asciiDigits, normalise } from '../../src/language/normalise.js';
import { growth, LINEAR } from './growth.js';
import { anyText, marked } from './strings.js';

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
    ['Burmese marks typed twice', 'နိုုင်ငံံ', 'နိုင်ငံ'],
    ['letter u, sign u and sign ii', 'ဥုီ', 'ဦု'],
    ['Thai marks typed twice', 'นายจ้้างไม่่จ่่ายเงิินเดืือนที่่กรุุงเทพ', 'นายจ้างไม่จ่ายเงินเดือนที่กรุงเทพ'],
    ['the Thai tone before the vowel', 'ท่ีน้ีม่ือ', 'ที่นี้มื่อ'],
    ['the Thai tone after the vowel beside', 'คะ่ ขา้ว', 'ค่ะ ข้าว'],
    ['Thai SARA AM, the tone after it', 'นำ้', 'น้ำ'],
    ['two Thai signs E', 'เเม่สอด', 'แม่สอด'],
    ['the Lao tone before the vowel', 'ຂ້ັນຕ່ຳ ເທ່ົາໃດ', 'ຂັ້ນຕ່ຳ ເທົ່າໃດ'],
    ['the Lao tone after the vowel beside', 'ນາຍຈາ້ງ', 'ນາຍຈ້າງ'],
    ['Lao SARA AM in two signs, the tone after each', 'ຕໍ່າ ຕໍາ່', 'ຕ່ຳ ຕ່ຳ'],
    ['two Lao signs E', 'ເເຮງ', 'ແຮງ'],
    ['Lao marks typed twice', 'ຂັັ້້ນ', 'ຂັ້ນ'],
    ['the Khmer vowel before what stands below', 'ខុ្ញំចង់ទៅធើ្វការ អី្វ', 'ខ្ញុំចង់ទៅធ្វើការ អ្វី'],
    ['Khmer RO before another letter below', 'ស្រ្តី តូ្រវ', 'ស្ត្រី ត្រូវ'],
    ['Khmer vowels in two signs', 'ធ្វេីម៉េាង នេៅ', 'ធ្វើម៉ោង នៅ'],
    ['the Khmer shifter after the vowel, and as U', 'មា៉ឡេសុី', 'ម៉ាឡេស៊ី'],
    ['a Khmer shifter and U', 'ស៊ុី', 'ស៊ី'],
    ['the other Khmer shifter as U', 'មុឺន', 'ម៉ឺន'],
    ['the Khmer shifter before what stands below', 'ម៉្យាង', 'ម្យ៉ាង'],
    ['a Khmer coeng and a vowel typed twice', 'ក្្រាា', 'ក្រា'],
    ['Khmer AM, the ring first', 'ចំាបាច់', 'ចាំបាច់'],
    ['Khmer inherent vowels', 'ក\u17b4ខ\u17b5', 'កខ'],
  ])('%s', (_, typed, expected) => {
    expect(normalise(typed)).toBe(expected);
  });

  it.each([
    'အလုပ်ရှင်က လုပ်ခ မပေးလို့ ညွှန်ကြားချက် ဉာဏ်',
    'สิทธิ์ ค่ะ น้ำ ข้าว เพราะว่า แม่สอด ก็ ทั้งนี้ เจ้าหน้าที่ บริสุทธิ์ อยู่ เดี๋ยวนี้',
    'ຂັ້ນຕ່ຳ ເທົ່າໃດ ແຮງງານ ຂໍ້ມູນ ນ້ຳ ລ້ຽງ ເຫຼົ້າ ຫຼືບໍ່ ເລີ່ມຕົ້ນ',
    'ខ្ញុំ ស្ត្រី ម៉ាឡេស៊ី សិង្ហបុរី ធម៌ ពោធិ៍ នេះ ចាំ អ៊ុំ ម៉ឺន ហ្វ៊ីលីពីន ស្ស៊ី ទ័ព ឱ្យ កំពុង',
  ])('leaves what is spelt right: %s', (text) => {
    expect(normalise(text)).toBe(text);
  });

  it.each(['th', 'lo', 'km', 'my'] as const)('is idempotent on any heap of marks, beside those of any other script: %s', (script) => {
    fc.assert(
      fc.property(marked(script), (text) => {
        const once = normalise(text);
        expect(normalise(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
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

  it.each(['្ក', '់', '้', 'า', '้ั', 'ိ'])('takes time that grows with a heap of %s that one of another script ends, not faster', (mark) => {
    let texts = 0;
    const heap = (marks: number) => () => normalise(`ក${mark.repeat(marks)}\u0301${(texts += 1)}`);
    expect(growth(heap(1_000), heap(4_000))).toBeLessThan(LINEAR);
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
