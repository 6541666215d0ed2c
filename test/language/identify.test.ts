import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify } from '../../src/language/identify.js';
import { anyText } from './strings.js';

describe('identify', () => {
  it.each([
    ['my', 'အလုပ်ရှင်က လစာ မပေးဘူး'],
    ['my', 'MOU နဲ့ passport လုပ်ချင်တယ်'],
    ['my', 'ေနေကာင္းလား'],
    ['th', 'นายจ้างไม่จ่ายค่าจ้าง'],
    ['km', 'ថៅកែមិនបើកប្រាក់ខែឱ្យខ្ញុំទេ'],
    ['lo', 'ນາຍຈ້າງບໍ່ຈ່າຍຄ່າແຮງ'],
    ['vi', 'Chủ không trả lương cho tôi'],
    ['vi', 'chu khong tra luong cho toi'],
    ['vi', 'ho chieu'],
    ['en', 'My boss did not pay me'],
    ['en', 'help me'],
    ['en', 'What does mouldy rice cost?'],
  ] as const)('%s: %s', (locale, text) => {
    expect(identify(text)).toEqual({ locale, romanised: false });
  });

  it.each(['pay ma ya loh', 'passport thein htar tal', 'lasa ma ya bu', 'nay kaung lar', 'a lote lote chin tal'])('romanised Burmese: %s', (text) => {
    expect(identify(text)).toEqual({ locale: 'my', romanised: true });
  });

  it.each([
    ['th', 'nai jang mai jai ngoen duean ma sam duean laeo'],
    ['th', 'phom yak plian naijang tong tham yang ngai'],
    ['th', 'bat chomphu ja mot ayu tor thi nai khrap'],
    ['km', 'thaoke min aoy luy khnhom te'],
    ['km', 'khnhom chong tov tver kar nov korea trov bong luy ponman'],
    ['km', 'ke min oy passport vinh tver yang mech'],
    ['lo', 'nai jang bo hai ngern deuan hao lai deuan laew'],
    ['lo', 'khoi yak pian nai jang tong het neo dai'],
    ['lo', 'bat si mot ayu khoi tong pai tor yu sai'],
  ] as const)('romanised, %s: %s', (locale, text) => {
    expect(identify(text)).toEqual({ locale, romanised: true });
  });

  it.each([
    ['th', 'boss mai jai overtime hai chan song duean laeo'],
    ['km', 'agency yok passport khnhom tov hery min oy vinh'],
    ['lo', 'boss bo hai day off khoi meuay lai'],
    ['my', 'agency ka passport pyan ma pay bu bal lo lote ya ma lal'],
    ['vi', 'boss khong tra overtime cho em hai thang roi'],
    ['en', 'my nai jang does not pay me the overtime'],
    ['en', 'can i take my child to the phor mor clinic'],
  ] as const)('keeps to the main language of a mixed text, %s: %s', (locale, text) => {
    expect(identify(text).locale).toBe(locale);
  });

  it.each(['', '12345', '😀', 'MOU', 'passport', 'ok', 'berapa gaji minimum di sini', 'magkano ang sweldo ko', 'combien dois je payer', 'မိူင်းတႆး ၵူၼ်းတႆး', '你好'])('cannot or will not tell: %s', (text) => {
    expect(identify(text).locale).toBeNull();
  });

  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(identify(text)).toHaveProperty('locale')), { numRuns: 300 });
  });
});
