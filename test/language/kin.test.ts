import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinOf } from '../../src/language/kin.js';
import { normalise } from '../../src/language/normalise.js';
import { anyText } from './strings.js';

const key = (text: string): string => kinOf(normalise(text));

describe('the key of Thai and Lao', () => {
  it.each([
    ['wage', 'ເງິນເດືອນ', 'เงินเดือน'],
    ['shop', 'ຮ້ານ', 'ร้าน'],
    ['debt', 'ໜີ້', 'หนี้'],
    ['factory', 'ໂຮງງານ', 'โรงงาน'],
    ['employer', 'ນາຍຈ້າງ', 'นายจ้าง'],
    ['price', 'ລາຄາ', 'ราคา'],
  ])('is the same for %s', (_, lao, thai) => {
    expect(key(lao)).toBe(key(thai));
  });
  it('leaves other scripts out', () => {
    expect(key('passport လစာ ប្រាក់ខែ')).toBe('');
    expect(key('ยึด passport แล้ว')).toBe('ยึด แลว');
  });
  it('is total, and holds Thai letters only', () => {
    fc.assert(fc.property(anyText, (text) => void expect(key(text)).toMatch(/^[\u0e01-\u0e7f ]*$/u)));
  });
});
