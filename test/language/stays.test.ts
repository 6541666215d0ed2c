import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { saysTheyAreThere } from '../../src/language/stays.js';
import { anyText, LONG_TEXTS } from './strings.js';

describe('who says of themselves that they are in a country', () => {
  it.each([
    'i work in 外 in a factory', 'hi i am in 外 now', 'i am a maid in 外', 'my boss is bad. i live in 外', 'we are working in 外', 'im stuck in 外',
    'ကျွန်တော် 外 မှာ အလုပ်လုပ်နေတယ်', '外 မှာ အလုပ်လုပ်နေပါတယ်', 'ကျွန်မ အခု 外 မှာ ရောက်နေပါတယ်',
    'ผมทำงานอยู่ 外', 'ตอนนี้ ฉันอยู่ที่ 外', 'หนูมาทำงานที่ 外',
    'ខ្ញុំធ្វើការនៅ 外', 'ខ្ញុំ កំពុងរស់នៅ 外', 'ຂ້ອຍເຮັດວຽກຢູ່ 外', 'ຂ້ອຍຢູ່ 外',
    'tôi đang làm việc ở 外', 'em làm giúp việc ở 外', 'toi o 外', 'dạ em đang ở 外',
  ])('"%s"', (marked) => {
    expect(saysTheyAreThere(marked)).toBe(true);
  });

  it.each([
    'i want to work in 外', 'i am going to work in 外', 'i am not in 外', 'my wife works in 外', 'what is the minimum wage in 外', 'i worked in 外 2 years ago', 'i work in 外 and my wife in 外',
    'ကျွန်တော် 外 မှာ အလုပ်လုပ်ချင်တယ်', 'ကျွန်တော့်ညီမ 外 မှာ အလုပ်လုပ်နေတယ်', '外 မှာ လစာ ဘယ်လောက်ရလဲ',
    'ผมอยากทำงานที่ 外', 'เมียผมทำงานอยู่ 外', 'ผมไม่ได้อยู่ 外', 'ผมจะไปทำงานที่ 外',
    'ខ្ញុំចង់ទៅធ្វើការនៅ 外', 'ប្រពន្ធខ្ញុំធ្វើការនៅ 外', 'ຂ້ອຍຢາກເຮັດວຽກຢູ່ 外', 'ເມຍຂ້ອຍຢູ່ 外',
    'tôi muốn làm việc ở 外', 'vợ tôi làm ở 外', 'tôi không ở 外', 'i work in 家', '',
  ])('not "%s"', (marked) => {
    expect(saysTheyAreThere(marked)).toBe(false);
  });

  it('is told of any string, also of long ones', () => {
    fc.assert(fc.property(anyText, (text) => void expect(typeof saysTheyAreThere(`${text} 外`)).toBe('boolean')));
    for (const text of Object.values(LONG_TEXTS)) {
      const began = performance.now();
      saysTheyAreThere(`${text} 外`);
      expect(performance.now() - began).toBeLessThan(200);
    }
  });
});
