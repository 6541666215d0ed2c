import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAgencies } from '../../src/language/agencies.js';
import { growthOnText, LINEAR } from './growth.js';
import { anyText, LONG_TEXTS } from './strings.js';

describe('names of agencies', () => {
  it.each([
    ['I paid XYZ Recruitment Co., Ltd in Yangon', ['XYZ Recruitment Co., Ltd']],
    ['lucky star co ltd wants 5000', ['lucky star co ltd']],
    ['is ABC Manpower licensed?', ['ABC Manpower']],
    ['they call themselves Golden Bridge Overseas Employment Agency', ['Golden Bridge Overseas Employment Agency']],
    ['Bintang Maju Sdn Bhd took my passport', ['Bintang Maju Sdn Bhd']],
    ['paid Sunrise Manpower and Moonlight Recruitment Ltd.', ['Sunrise Manpower', 'Moonlight Recruitment Ltd.']],
    ['ရွှေလမ်း အေဂျင်စီကို ပိုက်ဆံပေးထားတယ်', ['ရွှေလမ်း အေဂျင်စီ']],
    ['Golden Sky ကုမ္ပဏီက ခေါ်သွားတာ', ['Golden Sky ကုမ္ပဏီ']],
    ['จ่ายเงินให้บริษัทจัดหางาน สยามแรงงาน จำกัด แล้ว', ['บริษัทจัดหางาน สยามแรงงาน จำกัด']],
    ['บริษัทจัดหางาน รุ่งเรือง เก็บเงินเกิน', ['บริษัทจัดหางาน รุ่งเรือง']],
    ['ບໍລິສັດຈັດຫາງານ ແສງອາລຸນ ເກັບເງິນ', ['ບໍລິສັດຈັດຫາງານ ແສງອາລຸນ']],
    ['ក្រុមហ៊ុន Mekong Star យកលុយខ្ញុំ', ['ក្រុមហ៊ុន Mekong Star']],
    ['em nộp tiền cho công ty TNHH Hoàng Long rồi', ['công ty TNHH Hoàng Long']],
    ['cong ty Sao Mai chua tra tien', ['cong ty Sao Mai']],
  ])('%s', (text, names) => {
    expect(findAgencies(text)).toEqual(names);
  });

  it.each([
    'the agency took my money',
    'Is the agency legal?',
    'which agency is good',
    'ဘယ်အေဂျင်စီ ကောင်းလဲ',
    'ကောင်းတဲ့ အေဂျင်စီ ရှိလား',
    'အေဂျင်စီက ပိုက်ဆံတောင်းတယ်',
    'บริษัทไม่จ่ายเงิน',
    'บริษัทจัดหางาน ไม่จ่ายเงินคืน',
    'ບໍລິສັດບໍ່ຈ່າຍເງິນ',
    'ក្រុមហ៊ុនមិនបើកប្រាក់ខែ',
    'công ty không trả lương',
    '',
  ])('finds none in: %s', (text) => {
    expect(findAgencies(text)).toEqual([]);
  });

  it('are found in any text, each a part of it', () => {
    fc.assert(fc.property(anyText, (text) => findAgencies(text).every((name) => text.normalize('NFC').replace(/\s+/gu, ' ').includes(name))));
  });

  it.each(Object.entries(LONG_TEXTS))('are looked for in a time that does not grow: %s', (_, text) => {
    expect(growthOnText(findAgencies, text)).toBeLessThan(LINEAR);
  });
});
