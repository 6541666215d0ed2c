import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPhones } from '../../src/language/contact.js';
import { findDates } from '../../src/language/dates.js';
import { numberInWords } from '../../src/language/amounts.js';
import { normalise } from '../../src/language/normalise.js';
import { growthOnText, LINEAR } from '../language/growth.js';
import { anyText } from '../language/strings.js';

const dates = (text: string) => findDates(normalise(text));
const phones = (text: string, ...near: Parameters<typeof findPhones>[1]) => findPhones(normalise(text), near);
const day = (d: number | null, month: number, year: number | null) => [{ day: d, month, year }];

describe('dates as people write them', () => {
  it.each([
    ['5 May 2026', day(5, 5, 2026)],
    ['May 5, 2026', day(5, 5, 2026)],
    ['5th of May', day(5, 5, null)],
    ['May 2026', day(null, 5, 2026)],
    ['may', day(null, 5, null)],
    ['may I ask 5 things', []],
    ['5/5/2569', day(5, 5, 2026)],
    ['31.12.69', day(31, 12, 69)],
    ['05/23/2026', day(23, 5, 2026)],
    ['5/2026', day(null, 5, 2026)],
    ['5/5', day(5, 5, null)],
    ['1/2 of my pay', []],
    ['2026-05-31', day(31, 5, 2026)],
    ['2026-05', day(null, 5, 2026)],
    ['40/40/2026', []],
    ['tomorrow', [{ days: 1 }]],
    ['in 2 weeks', [{ days: 14 }]],
    ['two weeks ago', [{ days: -14 }]],
    ['3 years ago', [{ months: -36 }]],
    ['2 months ago', [{ months: -2 }]],
    ['3 เดือนที่แล้ว', [{ months: -3 }]],
    ['สองอาทิตย์ที่แล้ว', [{ days: -14 }]],
    ['ba tháng trước', [{ months: -3 }]],
    ['hai tuần trước', [{ days: -14 }]],
    ['2 tuần sau', [{ days: 14 }]],
    ['៣ខែមុន', [{ months: -3 }]],
    ['២ សប្តាហ៍ក្រោយ', [{ days: 14 }]],
    ['3 ເດືອນກ່ອນ', [{ months: -3 }]],
    ['ສອງອາທິດແລ້ວ', [{ days: -14 }]],
    ['tuần trước', [{ days: -7 }]],
    ['ເດືອນກ່ອນ', [{ months: -1 }]],
    ['12 days', []],
    ['400 baht a day', []],
    ['oct 10 2026 and 12 nov 2026', [...day(10, 10, 2026), ...day(12, 11, 2026)]],
    ['๕ พฤษภาคม ๒๕๖๙', day(5, 5, 2026)],
    ['5 พ.ค. 69', day(5, 5, 69)],
    ['วันที่ 5 เดือน 5 ปี 2569', day(5, 5, 2026)],
    ['มะรืนนี้', [{ days: 2 }]],
    ['อีก 2 สัปดาห์', [{ days: 14 }]],
    ['เดือนหน้า', [{ months: 1 }]],
    ['၂၀၂၆ ခုနှစ် မေလ ၅ ရက်', day(5, 5, 2026)],
    ['ဩဂုတ်လ ၁၂ ရက်', day(12, 8, null)],
    ['၅.၅.၂၀၂၆', day(5, 5, 2026)],
    ['မနက်ဖြန်', [{ days: 1 }]],
    ['လွန်ခဲ့တဲ့ ၃ လ', [{ months: -3 }]],
    ['နှစ်ပတ်အကြာ', [{ days: 14 }]],
    ['ထပ်မေးချင်တာ ၅ ခု', []],
    ['ថ្ងៃទី៥ ខែឧសភា ឆ្នាំ២០២៦', day(5, 5, 2026)],
    ['២ សប្តាហ៍ទៀត', [{ days: 14 }]],
    ['ខែក្រោយ', [{ months: 1 }]],
    ['ວັນທີ 5 ເດືອນ 5 ປີ 2026', day(5, 5, 2026)],
    ['5 ພຶດສະພາ 2569', day(5, 5, 2026)],
    ['ອີກ 2 ອາທິດ', [{ days: 14 }]],
    ['ngày 5 tháng 5 năm 2026', day(5, 5, 2026)],
    ['ngay 5 thang 5', day(5, 5, null)],
    ['2 tuần nữa', [{ days: 14 }]],
    ['tháng sau', [{ months: 1 }]],
  ])('%s', (text, expected) => {
    expect(dates(text)).toEqual(expected);
  });

  it('are read from any text', () => {
    fc.assert(fc.property(anyText, (text) => void expect(Array.isArray(dates(text))).toBe(true)), { numRuns: 300 });
  });

  it.each(['5 ថ្ងៃទី', '5 may ', 'in 2 ', '5/'])('are read in a time that grows with the text, not faster: %s', (hard) => {
    expect(growthOnText(findDates, normalise(hard.repeat(2_000)))).toBeLessThan(LINEAR);
  });
});

describe('phone numbers as people type them', () => {
  it.each<[string, Parameters<typeof findPhones>[1], string[]]>([
    ['+66 81 234 5678', [null], ['+66812345678']],
    ['081 234 5678', ['TH'], ['+66812345678']],
    ['๐๘๑-๒๓๔-๕๖๗๘', ['TH'], ['+66812345678']],
    ['09 7912 34567', [null, 'MM'], ['+959791234567']],
    ['959791234567', [null], ['+959791234567']],
    ['0066812345678', [null], ['+66812345678']],
    ['91234567', ['SG'], ['+6591234567']],
    // Dialled so in several countries, and nobody said which: as it is typed.
    ['0812345678', [null], ['0812345678']],
    ['91234567', ['TH'], []],
    ['they asked 1500000 kyat', ['MM'], []],
    ['call 1694', ['TH'], []],
    ['21/11/2026', ['TH'], []],
    ['05-05-2027', ['TH', 'MM'], []],
    ['2027-05-05', ['MM'], []],
    ['5 5 2570', ['TH'], []],
  ])('%s in %j', (text, near, expected) => {
    expect(phones(text, ...near)).toEqual(expected);
  });

  it('are read from any text', () => {
    fc.assert(fc.property(anyText, (text) => void expect(phones(text, 'TH', 'MM').every((p) => /^\+?\d+$/.test(p))).toBe(true)), { numRuns: 200 });
  });
});

describe('a number in words', () => {
  it.each([
    ['three', 3],
    ['twenty-five', 25],
    ['one hundred and five', 105],
    ['two hundred thousand', 200_000],
    ['eleven thousand', 11_000],
    ['သုံးယောက်', 3],
    ['ဆယ့်ငါး', 15],
    ['ငါးသိန်း', 500_000],
    ['สามสิบเอ็ด', 31],
    ['หนึ่งแสน', 100_000],
    ['សាមសិបប្រាំ', 35],
    ['ពីរម៉ឺន', 20_000],
    ['ຊາວຫ້າ', 25],
    ['ສອງໝື່ນ', 20_000],
    ['hai mươi lăm', 25],
    ['hai triệu ba', 2_300_000],
    ['five lakh', 500_000],
    ['a lot', null],
    ['hello', null],
    ['one of them', null],
    ['', null],
  ])('%s', (text, n) => {
    expect(numberInWords(normalise(text))).toBe(n);
  });
});
