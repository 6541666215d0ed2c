import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { CURRENCIES, UNITS, type FactValue } from '../../src/knowledge/fact.js';
import { format, money, number } from '../../src/knowledge/format.js';

/** Each value in all languages. */
const SAID: [FactValue, Record<Locale, string>][] = [
  [{ amount: 900, currency: 'THB' }, { en: '900 baht', my: '၉၀၀ ဘတ်', th: '900 บาท', km: '៩០០ បាត', lo: '900 ບາດ', vi: '900 baht' }],
  [
    { amount: 1600, to: 2400, currency: 'THB' },
    { en: '1,600 to 2,400 baht', my: '၁,၆၀၀ မှ ၂,၄၀၀ ဘတ်', th: '1,600 ถึง 2,400 บาท', km: '១,៦០០ ដល់ ២,៤០០ បាត', lo: '1.600 ຫາ 2.400 ບາດ', vi: '1.600 đến 2.400 baht' },
  ],
  [
    { amount: 400, currency: 'THB', per: 'day' },
    { en: '400 baht a day', my: 'တစ်ရက် ၄၀၀ ဘတ်', th: 'วันละ 400 บาท', km: '៤០០ បាត ក្នុងមួយថ្ងៃ', lo: 'ມື້ລະ 400 ບາດ', vi: '400 baht mỗi ngày' },
  ],
  [
    { amount: 300000, currency: 'MMK' },
    { en: '300,000 kyat', my: '၃၀၀,၀၀၀ ကျပ်', th: '300,000 จ๊าด', km: '៣០០,០០០ ក្យាត', lo: '300.000 ຈ໊າດ', vi: '300.000 kyat' },
  ],
  [{ count: 60, unit: 'day' }, { en: '60 days', my: 'ရက် ၆၀', th: '60 วัน', km: '៦០ ថ្ងៃ', lo: '60 ມື້', vi: '60 ngày' }],
  [{ count: 5, unit: 'day' }, { en: '5 days', my: '၅ ရက်', th: '5 วัน', km: '៥ ថ្ងៃ', lo: '5 ມື້', vi: '5 ngày' }],
  [{ count: 1, unit: 'month' }, { en: '1 month', my: '၁ လ', th: '1 เดือน', km: '១ ខែ', lo: '1 ເດືອນ', vi: '1 tháng' }],
  [{ count: 30, to: 45, unit: 'day' }, { en: '30 to 45 days', my: '၃၀ မှ ၄၅ ရက်', th: '30 ถึง 45 วัน', km: '៣០ ដល់ ៤៥ ថ្ងៃ', lo: '30 ຫາ 45 ມື້', vi: '30 đến 45 ngày' }],
  [{ count: 1.5, unit: 'times' }, { en: '1.5 times', my: '၁.၅ ဆ', th: '1.5 เท่า', km: '១.៥ ដង', lo: '1,5 ເທົ່າ', vi: '1,5 lần' }],
  [{ count: 3, unit: 'occasion' }, { en: '3 times', my: '၃ ကြိမ်', th: '3 ครั้ง', km: '៣ ដង', lo: '3 ຄັ້ງ', vi: '3 lần' }],
  [{ count: 15, unit: 'working-day' }, { en: '15 working days', my: 'ရုံးဖွင့်ရက် ၁၅ ရက်', th: '15 วันทำการ', km: '១៥ ថ្ងៃធ្វើការ', lo: '15 ວັນລັດຖະການ', vi: '15 ngày làm việc' }],
  [{ count: 30, unit: 'working-day' }, { en: '30 working days', my: 'ရုံးဖွင့်ရက် ၃၀', th: '30 วันทำการ', km: '៣០ ថ្ងៃធ្វើការ', lo: '30 ວັນລັດຖະການ', vi: '30 ngày làm việc' }],
  [{ count: 13 }, { en: '13', my: '၁၃', th: '13', km: '១៣', lo: '13', vi: '13' }],
  [{ percent: 10 }, { en: '10%', my: '၁၀ ရာခိုင်နှုန်း', th: '10%', km: '១០%', lo: '10%', vi: '10%' }],
  [{ age: 18, to: 35 }, { en: '18 to 35 years', my: '၁၈ နှစ်မှ ၃၅ နှစ်', th: '18 ถึง 35 ปี', km: '១៨ ដល់ ៣៥ ឆ្នាំ', lo: '18 ຫາ 35 ປີ', vi: '18 đến 35 tuổi' }],
  [{ age: 20, to: 45 }, { en: '20 to 45 years', my: 'နှစ် ၂၀ မှ ၄၅ နှစ်', th: '20 ถึง 45 ปี', km: '២០ ដល់ ៤៥ ឆ្នាំ', lo: '20 ຫາ 45 ປີ', vi: '20 đến 45 tuổi' }],
  [
    { date: '2026-12-11' },
    { en: '11 December 2026', my: '၂၀၂၆ ခုနှစ် ဒီဇင်ဘာလ ၁၁ ရက်', th: '11 ธันวาคม ค.ศ. 2026', km: 'ថ្ងៃទី១១ ខែធ្នូ ឆ្នាំ២០២៦', lo: 'ວັນທີ 11 ເດືອນທັນວາ ປີ 2026', vi: 'ngày 11 tháng 12 năm 2026' },
  ],
  [{ date: '2024-02' }, { en: 'February 2024', my: '၂၀၂၄ ခုနှစ် ဖေဖော်ဝါရီလ', th: 'กุมภาพันธ์ ค.ศ. 2024', km: 'ខែកុម្ភៈ ឆ្នាំ២០២៤', lo: 'ເດືອນກຸມພາ ປີ 2024', vi: 'tháng 2 năm 2024' }],
  [{ date: '2017' }, { en: '2017', my: '၂၀၁၇ ခုနှစ်', th: 'ค.ศ. 2017', km: 'ឆ្នាំ២០១៧', lo: 'ປີ 2017', vi: 'năm 2017' }],
  [
    { date: '2026-01', to: '2026-03' },
    {
      en: 'January 2026 to March 2026',
      my: '၂၀၂၆ ခုနှစ် ဇန်နဝါရီလမှ ၂၀၂၆ ခုနှစ် မတ်လအထိ',
      th: 'มกราคม ค.ศ. 2026 ถึง มีนาคม ค.ศ. 2026',
      km: 'ខែមករា ឆ្នាំ២០២៦ ដល់ ខែមីនា ឆ្នាំ២០២៦',
      lo: 'ເດືອນມັງກອນ ປີ 2026 ຫາ ເດືອນມີນາ ປີ 2026',
      vi: 'tháng 1 năm 2026 đến tháng 3 năm 2026',
    },
  ],
  [{ time: '08:30', to: '16:30' }, { en: '08:30 to 16:30', my: '08:30 မှ 16:30', th: '08:30 ถึง 16:30 น.', km: '08:30 ដល់ 16:30', lo: '08:30 ຫາ 16:30', vi: '08:30 đến 16:30' }],
];

describe('format', () => {
  it.each(SAID)('%j', (value, said) => {
    expect(Object.fromEntries(LOCALES.map((l) => [l, format(value, l)]))).toEqual(said);
  });

  it('leaves phone numbers, addresses and names as they stand', () => {
    for (const l of LOCALES) {
      expect(format({ phone: '1800 339 5505' }, l)).toBe('1800 339 5505');
      expect(format({ url: 'https://example.org/1' }, l)).toBe('https://example.org/1');
      expect(format({ name: 'Form 9' }, l)).toBe('Form 9');
    }
  });

  it('says money of any currency, by its code where there is no word', () => {
    expect(money(500000, 'MMK', 'my')).toBe('၅၀၀,၀၀၀ ကျပ်');
    expect(money(1, 'SGD', 'en')).toBe('1 Singapore dollar');
    expect(money(20, 'CHF', 'my')).toBe('၂၀ CHF');
  });

  it('puts the Burmese classifier before round numbers above ten only', () => {
    const days = (n: number) => format({ count: n, unit: 'day' }, 'my');
    expect([1, 10, 15, 20, 90, 120, 365].map(days)).toEqual(['၁ ရက်', '၁၀ ရက်', '၁၅ ရက်', 'ရက် ၂၀', 'ရက် ၉၀', 'ရက် ၁၂၀', '၃၆၅ ရက်']);
  });

  it('loses no figure in any language, currency and unit', () => {
    const digitsOf = (text: string) =>
      [...text].flatMap((c) => (/\p{Nd}/u.test(c) ? [/[0-9]/.test(c) ? c : String((c.codePointAt(0) ?? 0) % 16)] : [])).join('');
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.constantFrom(...LOCALES), fc.constantFrom(...CURRENCIES), fc.constantFrom(...UNITS), (n, l, currency, unit) => {
        expect(digitsOf(number(n, l))).toBe(String(n));
        expect(digitsOf(format({ amount: n, currency }, l))).toBe(String(n));
        expect(digitsOf(format({ count: n, unit }, l))).toBe(String(n));
      }),
    );
  });
});
