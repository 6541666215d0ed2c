import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findPlaces, parsePlaces } from '../../src/language/places.js';

const root = new URL('../../knowledge/', import.meta.url);
const places = parsePlaces(readFileSync(new URL('places.yaml', root), 'utf8'));
const named = (text: string): string[] => {
  const { mentions, elsewhere } = findPlaces(text, places);
  return [...mentions.map(({ place }) => place as string), ...(elsewhere ? ['ELSEWHERE'] : [])];
};

describe('the names of places', () => {
  const towns = parse(readFileSync(new URL('places-to-go/towns.yaml', root), 'utf8')) as { place: string; names: Record<string, string[]> }[];
  it('hold every town that has places to go', () => {
    const all = towns.flatMap(({ place, names }) => Object.values(names).flatMap((list) => list.map((name) => [name, place] as const)));
    expect(all.filter(([name, place]) => named(name)[0] !== place)).toEqual([]);
  });

  it.each([
    ['SG', 'စလုံး အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ'],
    ['TH', 'ນາຍຈ້າງໄທບໍ່ຈ່າຍເງິນ'],
    ['TH', 'ປະເທດ ໄທ'],
    ['TH', 'ເອົາເງິນຈາກໄທ'],
    ['TH', 'ด่านช่องเม็ก'],
    ['TH', 'ຊ່ອງເມັກ'],
    ['LA', 'ດ່ານວັງເຕົ່າ'],
    ['VN', 'cửa khẩu Mộc Bài'],
    ['VN', 'cửa khẩu Lao Bảo'],
    ['VN', 'cửa khẩu Cầu Treo'],
    ['VN', 'Lào Cai'],
    ['TH', 'Ban Laem checkpoint'],
    ['MY', 'work in JB'],
    ['GULF', 'ကာတာမှာ လစာ'],
    ['ELSEWHERE', 'minimum wage in America'],
    ['ELSEWHERE', 'minimum wage in the UK'],
    ['ELSEWHERE', 'work in the US'],
    ['ELSEWHERE', 'ไปทำงานอเมริกา'],
    ['ELSEWHERE', 'อยากไปจีน'],
    ['ELSEWHERE', 'lương tối thiểu ở Mỹ'],
    ['ELSEWHERE', 'đi Úc làm nông'],
    ['ELSEWHERE', 'sang Đức làm điều dưỡng'],
    ['ELSEWHERE', 'အမေရိကားမှာ လစာ'],
    ['ELSEWHERE', 'တရုတ်မှာ အလုပ်'],
    ['ELSEWHERE', 'ចង់ទៅចិន'],
    ['ELSEWHERE', 'ຢາກໄປຈີນ'],
  ])('tell %s: %s', (place, text) => {
    expect(named(text)).toEqual([place]);
  });

  it.each([
    ['a child to come, in Vietnamese', 'tôi có thai chủ đuổi việc được không'],
    ['leave for a child', 'nghỉ thai sản bao lâu'],
    ['the same without marks', 'toi mang thai 5 thang'],
    ['an employer of another people', 'นายจ้างจีนไม่จ่ายเงิน'],
    ['the same in Burmese', 'တရုတ်သူဌေးက လစာမပေးဘူး'],
    ['the same in Vietnamese', 'chủ Mỹ không trả lương'],
    ['money', 'how much in the US dollars'],
    ['"legal"', 'sang đó làm việc hợp pháp'],
    ['all of them', 'သူတို့ စလုံး အလုပ်ထုတ်ခံရတယ်'],
    ['all of three, written apart', 'သုံးယောက် စလုံး'],
    ['all of a kind that is not listed', 'နှစ်ဖွဲ့စလုံး'],
    ['a language', 'ฉันพูดภาษาจีนที่บ้าน'],
    ['a necktie in Lao', 'ເນັກໄທ'],
  ])('do not hold %s', (_, text) => {
    expect(named(text)).toEqual([]);
  });
});

describe('the code of a country', () => {
  it.each([
    ['minimum wage in HK', ['HK']],
    ['SG minimum wage', ['SG']],
    ['ค่าแรง KR เท่าไหร่', ['KR']],
    ['JP or KR?', ['JP', 'KR']],
    ['from MM to TH', ['MM', 'TH']],
    ['minimum wage in MY?', ['MY']],
    ['working in LA, how much', ['LA']],
    ['MINIMUM WAGE IN HK', ['HK']],
  ])('is read in capitals: %s', (text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  it.each(['my boss hit me', 'MY BOSS HIT ME', 'they took MY passport', 'IS IT MY', 'the 5 th', 'a pipe of 10 MM', 'em hk biết', 'la hét', 'OTHER', 'chủ hay la'])('is not: %s', (text) => {
    expect(named(text)).toEqual([]);
  });
});
