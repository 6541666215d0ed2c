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

  it.each(['', '12345', '😀', 'MOU', 'passport', 'ok', 'berapa gaji minimum di sini', 'magkano ang sweldo ko', 'combien dois je payer', 'မိူင်းတႆး ၵူၼ်းတႆး', '你好'])('cannot or will not tell: %s', (text) => {
    expect(identify(text).locale).toBeNull();
  });

  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(identify(text)).toHaveProperty('locale')), { numRuns: 300 });
  });
});
