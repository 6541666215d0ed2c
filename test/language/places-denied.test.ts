import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apart, findPlaces, parsePlaces } from '../../src/language/places.js';
import { anyText } from './strings.js';

const places = parsePlaces(readFileSync(new URL('../../knowledge/places.yaml', import.meta.url), 'utf8'));
const read = (text: string) => findPlaces(text, places);
const meant = (text: string): string[] => read(text).mentions.map(({ place, direction }) => (direction === null ? place : `${direction} ${place}`));

describe('a country that is denied', () => {
  it.each([
    ['not Malaysia, Thailand minimum wage', ['TH']],
    ['I am in Japan not in Korea, what is the wage', ['to JP']],
    ['Thailand, not Malaysia: what is the minimum wage', ['TH']],
    ['I am not in Thailand or Malaysia, I am in Japan', ['to JP']],
    ['I am not in Taiwan but in Japan', ['to JP']],
    ['I don’t want to go to Malaysia, I want to go to Japan legally, how?', ['to JP']],
    ['ฉันไม่ได้อยู่ไทย อยู่มาเลเซีย ค่าแรงขั้นต่ำเท่าไหร่', ['to MY']],
    ['ไม่อยากไปมาเลเซีย อยากไปญี่ปุ่น ทำยังไง', ['to JP']],
    ['tôi không ở Hàn Quốc, tôi ở Nhật, lương tối thiểu bao nhiêu', ['to JP']],
    ['toi khong o han quoc, toi o nhat', ['to JP']],
    ['tôi không muốn sang Đài Loan, muốn sang Nhật', ['to JP']],
    ['မလေးမှာ မဟုတ်ဘူး ထိုင်းမှာ အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ', ['to TH']],
    ['မလေးရှားကို မသွားချင်ဘူး ဂျပန်ကို သွားချင်တယ်', ['to JP']],
    ['maesot mar ma hote bu, malay mar', ['to MY']],
    ['ខ្ញុំមិនមែននៅថៃ ខ្ញុំនៅម៉ាឡេស៊ី', ['to MY']],
    ['មិនចង់ទៅម៉ាឡេស៊ី ចង់ទៅជប៉ុន', ['to JP']],
    ['ຂ້ອຍບໍ່ໄດ້ຢູ່ໄທ ຂ້ອຍຢູ່ມາເລເຊຍ', ['to MY']],
    ['ບໍ່ຢາກໄປໄທ ຢາກໄປຍີ່ປຸ່ນ', ['to JP']],
    ['I am not from Myanmar, I am from Laos', ['from LA']],
  ])('is not asked about: %s', (text, expected) => {
    expect(meant(text)).toEqual(expected);
    expect(read(text).elsewhere).toBe(false);
  });

  it.each([
    ['I am not in Thailand, what is the minimum wage?'],
    ['ฉันไม่ได้อยู่ไทยนะ ค่าแรงขั้นต่ำเท่าไหร่'],
    ['tôi không ở Thái Lan'],
    ['ထိုင်းမှာ မဟုတ်ဘူး'],
    ['មិនមែននៅថៃទេ'],
    ['ບໍ່ໄດ້ຢູ່ໄທ'],
  ])('is no place either where it is the only one: %s', (text) => {
    expect(read(text)).toMatchObject({ mentions: [], denied: ['TH'] });
  });

  it.each([
    ['who does not want to stay there', "I don't want to stay in Malaysia", ['MY']],
    ['who does not want to go there', 'I do not want to go to Malaysia, can I get my money back', ['MY']],
    ['another "not"', 'my boss in Malaysia does not pay', ['to MY']],
    ['a question that ends in "not"', 'can I change my job or not in Malaysia', ['to MY']],
    ['a question that ends in "không"', 'tôi đổi chủ được không ở Nhật', ['to JP']],
    ['a question that ends in ບໍ່', 'ປ່ຽນນາຍຈ້າງໄດ້ບໍ່ຢູ່ໄທ', ['to TH']],
    ['a question that ends in ไหม', 'เปลี่ยนนายจ้างได้ไหมที่ไทย', ['to TH']],
    ['"is it not?" in Burmese', 'ထိုင်းမှာ မဟုတ်လား', ['to TH']],
    ['who is no citizen', 'ผมไม่ใช่คนไทย ค่าแรงขั้นต่ำเท่าไหร่', ['TH']],
    ['an adjective', 'I am not Thai, what is the minimum wage', ['TH']],
    ['who does not want to go home', 'မြန်မာကို မပြန်ချင်ဘူး ထိုင်းမှာ နေချင်တယ်', ['to TH', 'MM']],
    ['Vietnamese', 'tôi không muốn ở Malaysia nữa', ['MY']],
    ['Khmer', 'មិនចង់នៅម៉ាឡេស៊ី', ['MY']],
    ['Lao', 'ບໍ່ຢາກຢູ່ມາເລເຊຍ', ['MY']],
    ['after a no', 'ไม่ใช่ สิงคโปร์', ['SG']],
    ['after a no in Khmer', 'មិនមែន សិង្ហបុរី', ['SG']],
    ['after a no in Lao', 'ບໍ່ແມ່ນ ສິງກະໂປ', ['SG']],
    ['Burmese', 'မလေးရှားမှာ မနေချင်ဘူး', ['MY']],
  ])('is kept: %s', (_, text, expected) => {
    expect(meant(text)).toEqual(expected);
  });

  it('comes after where they want to be, and stays: they may be there', () => {
    expect(meant('I do not want to stay in Malaysia, how do I go home to Myanmar')).toEqual(['to MM', 'MY']);
  });
});

describe('two countries in one breath', () => {
  it.each([
    ['minimum wage in Thailand or Malaysia'],
    ['minimum wage in Thailand and in Malaysia'],
    ['wage Thailand/Malaysia'],
    ['ค่าแรงขั้นต่ำที่ไทยหรือมาเลเซีย'],
    ['ค่าแรงไทยกับมาเลเซีย'],
    ['lương ở Thái Lan hay Malaysia'],
    ['ထိုင်းမှာ ဒါမှမဟုတ် မလေးမှာ လစာ ဘယ်လောက်လဲ'],
    ['ထိုင်းနဲ့ မလေးရှား လစာ ဘယ်လောက်လဲ'],
    ['នៅថៃ ឬនៅម៉ាឡេស៊ី'],
    ['ຢູ່ໄທຫຼືມາເລເຊຍ'],
  ])('are both asked about: %s', (text) => {
    expect(read(text).together).toEqual(['TH', 'MY']);
    expect(apart(read(text)).map(({ mentions }) => mentions.map(({ place }) => place))).toEqual([['TH'], ['MY']]);
  });

  it('may be three, and none that is denied', () => {
    expect(read('wage in Thailand, Malaysia or Japan').together).toEqual(['TH', 'MY', 'JP']);
    expect(read('not Malaysia, Thailand or Japan').together).toEqual(['TH', 'JP']);
  });

  it.each(['from Myanmar to Thailand', 'Burmese and Cambodian workers in Thailand', 'Mae Sot or Bangkok', 'between Myanmar and Thailand', 'I am in Thailand, Malaysia pays more', 'จากพม่ามาไทย'])(
    'is not: %s',
    (text) => {
      const found = read(text);
      expect(found.together).toEqual([]);
      expect(apart(found)).toEqual([found]);
    },
  );

  it('keeps where somebody is from with each', () => {
    expect(apart(read('from Myanmar to Thailand or Malaysia')).map(({ mentions }) => mentions.map(({ place }) => place))).toEqual([['MM', 'TH'], ['MM', 'MY']]);
    expect(meant('from Myanmar to Thailand')).toEqual(['from MM', 'to TH']);
  });

  it('in any text a place is meant, denied, or neither, and each of those together is meant', () => {
    const words = fc.array(fc.constantFrom('not', 'in', 'Thailand', 'or', 'and', 'Malaysia', 'Laos', 'ไม่ได้อยู่', 'ไทย', ',', 'want to go to', 'dont', 'MY', 'MM', 'Taiwan', 'မလေး', 'မဟုတ်ဘူး'), { maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(words.map((all) => all.join(' ')), anyText), (text) => {
        const { mentions, denied, together } = read(text);
        const meant = mentions.map(({ place }) => place);
        expect(denied.filter((place) => meant.includes(place))).toEqual([]);
        expect(together.filter((place) => !meant.includes(place))).toEqual([]);
        expect(together.length).not.toBe(1);
      }),
    );
  });
});
