import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces, withImplied } from '../../src/language/places.js';
import { anyText } from './strings.js';

const places = parsePlaces(readFileSync(new URL('../../knowledge/places.yaml', import.meta.url), 'utf8'));
const found = (text: string): string[] =>
  withImplied(findPlaces(normalise(text), places), { place: null, origin: null }).mentions.map(({ place, direction }) => (direction === null ? place : `${direction} ${place}`));

describe('findPlaces', () => {
  it.each([
    ['How do I go to Thailand from Myanmar?', ['to TH', 'from MM']],
    ['I am Burmese, in Mae-Sot', ['from MM', 'to TH']],
    ['maesot mar a lote', ['to TH']],
    ['ထိုင်းနိုင်ငံကို ဘယ်လိုသွားရမလဲ', ['to TH']],
    ['မြန်မာနိုင်ငံကနေ မလေးရှားကို', ['from MM', 'to MY']],
    ['ထိုင်းမှာ အနည်းဆုံးလုပ်ခ', ['to TH']],
    ['จากพม่ามาไทย', ['from MM', 'to TH']],
    ['แรงงานกัมพูชา', ['from KH']],
    ['ខ្ញុំចង់ទៅធ្វើការនៅប្រទេសថៃ', ['to TH']],
    ['ខ្ញុំមកពីកម្ពុជា', ['from KH']],
    ['ຂ້ອຍຢາກໄປເຮັດວຽກຢູ່ປະເທດໄທ', ['to TH']],
    ['Tôi muốn sang Nhật Bản làm việc', ['to JP']],
    ['toi muon di thai lan', ['to TH']],
    ['tôi từ Việt Nam sang Đài Loan', ['from VN']],
    ['မလေးမှာ အလုပ်ရှာနေတယ်', ['to MY']],
    ['လာအိုမလေး ထိုင်းမှာ', ['from LA', 'to TH']],
    ['อยากไปมาเล', ['to MY']],
    ['sang Hàn làm nông nghiệp', ['to KR']],
    ['ເອົາເງິນຈາກໄທ', ['from TH']],
    ['qua sing giúp việc', ['to SG']],
    ['em muon di nhat', ['JP']],
    ['မဲဆောက်မှာ အလုပ်ရှာနေတယ်', ['to TH']],
    ['salary in KL for a cleaner', ['to MY']],
    ['စလုံးမှာ လစာဘယ်လောက်ရလဲ', ['SG']],
    ['ຄ່າແຮງຢູ່ລາວເທົ່າໃດ', ['LA']],
    ['chak khmen pai kaoli', ['from KH', 'to KR']],
    ['krum hun tov japon', ['to JP']],
    ['nai na singkhapo', ['SG']],
    ['boss malay', ['MY']],
    ['my pink card is lost', ['to TH']],
    ['ပန်းရောင်ကတ် သက်တမ်းတိုးချင်တယ်', ['to TH']],
    ['บัตรชมพูหาย', ['to TH']],
    ['where do i get OWIC', ['from MM']],
    ['when is the E-9 test', ['to KR']],
    ['đơn hàng nào phí thấp', ['from VN']],
    ['đơn hàng Nhật phí bao nhiêu', ['JP']],
    ['i had a pink card and now i am in Malaysia', ['to MY']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['"she" in Lao', 'ລາວບໍ່ຈ່າຍເງິນ'],
    ['"younger sister" in Burmese', 'ညီမလေး နေမကောင်းဘူး'],
    ['Sunday in Vietnamese', 'chủ nhật có được nghỉ không'],
    ['"state" in Vietnamese', 'trạng thái hồ sơ'],
    ['a word that begins like a name', 'omanual thaiphoon'],
    ['"girl" in Burmese', 'ကောင်မလေး အလုပ်လုပ်ချင်တယ်'],
    ['"come on" in Thai', 'มาเลยครับ'],
    ['"welder" in Vietnamese', 'tôi là thợ hàn'],
    ['"overdue" without its marks', 'visa qua han roi'],
    ['"all of" in Burmese', 'နှစ်ယောက်စလုံးကို လစာမပေးဘူး'],
    ['"overtime" in Lao', 'ບໍ່ຈ່າຍໂອເວີໄທ'],
    ['a name of a language', 'ຮຽນພາສາໄທ'],
  ])('takes %s for no place', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('knows that a country is not ours', () => {
    expect(findPlaces(normalise('minimum wage in Taiwan'), places)).toMatchObject({ mentions: [], elsewhere: true });
  });

  it('holds to the country that a person has told, whatever papers they ask about', () => {
    const card = findPlaces(normalise('what is the pink card'), places);
    expect(withImplied(card, { place: 'MY', origin: null }).mentions).toEqual([]);
    expect(withImplied(card, { place: null, origin: 'MM' }).mentions).toEqual([{ place: 'TH', direction: 'to' }]);
  });

  it('leaves a paper in the question', () => {
    expect(findPlaces(normalise('renew my pink card'), places)).toMatchObject({ rest: 'renew my pink card', marked: 'renew my pink card' });
  });

  it('leaves what the question is about', () => {
    expect(findPlaces(normalise('minimum wage Malaysia 2026'), places).rest).toBe('minimum wage 2026');
  });

  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(findPlaces(normalise(text), places).rest.length).toBeLessThanOrEqual(normalise(text).length)));
  });
});

describe('parsePlaces', () => {
  const nobody = '{en: [], my: [], th: [], km: [], lo: [], vi: [], latn: []}';
  const beside = `{before: ${nobody}, after: ${nobody}}`;
  const directions = `directions: {to: ${beside}, from: ${beside}}
denials: {not: ${beside}, go: ${beside}, stay: ${beside}, spared: ${beside}}
joins: {or: ${nobody}, and: ${nobody}}
codes: {clear: [], last: []}`;

  it('names a wrong place with its path', () => {
    expect(() => parsePlaces(`names: [{place: XX, kind: country}]\n${directions}`)).toThrow(/names\[0\]\.place/u);
  });
  it('refuses one name for two places', () => {
    expect(() => parsePlaces(`names: [{place: TH, kind: town, en: [Here]}, {place: MM, kind: town, en: [here]}]\n${directions}`)).toThrow(/"here" names both TH and MM/u);
  });
});
