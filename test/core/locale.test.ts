import { expect, it } from 'vitest';
import { LOCALES, localeAsked, localeWished } from '../../src/core/locale.js';

it.each([
  ['ภาษาอังกฤษครับ', 'en'],
  ['อยากคุยภาษาพม่า', 'my'],
  ['အင်္ဂလိပ်လို ပြောချင်တယ်', 'en'],
  ['မြန်မာလို ပြောပါ', 'my'],
  ['ထိုင်းစကားနဲ့ ဖြေပေးပါ', 'th'],
  ['can you speak Thai with me?', 'th'],
  ['I want Burmese language please', 'my'],
  ['in Vietnamese', 'vi'],
  ['tôi muốn nói tiếng Anh', 'en'],
  ['ຢາກເວົ້າພາສາລາວ', 'lo'],
  ['ខ្ញុំចង់និយាយភាសាខ្មែរ', 'km'],
])('"%s" asks for %s', (text, locale) => {
  expect(localeAsked(text)).toBe(locale);
});

it.each(['my Thai boss does not pay', 'I work in Thai factory', 'ထိုင်းလိုင်စင် ဘယ်လိုလုပ်ရလဲ', 'သူဌေးက လခ မပေးဘူး', 'tiếng Anh hay tiếng Việt', ''])('"%s" asks for none', (text) => {
  expect(localeAsked(text)).toBeNull();
});

it.each([
  ['english please', 'en'],
  ['Can you speak Thai?', 'th'],
  ['my language is Khmer', 'km'],
  ['Myanmar language please', 'my'],
  ['ภาษาไทย', 'th'],
  ['พูดภาษาพม่าได้ไหมครับ', 'my'],
  ['အင်္ဂလိပ်လို ပြောလို့ရလား', 'en'],
  ['tôi muốn nói tiếng Việt', 'vi'],
  ['ເວົ້າພາສາລາວໄດ້ບໍ່', 'lo'],
  ['ខ្ញុំចង់និយាយភាសាខ្មែរ', 'km'],
])('"%s" wishes for %s', (text, locale) => {
  expect(localeWished(text)).toBe(locale);
});

it.each(['my contract is in Thai', 'they gave me a paper in thai', 'สัญญาเป็นภาษาไทย', 'Myanmar', 'do I need to speak English for Singapore', 'သူဌေးက ထိုင်းလို ပြောတယ် နားမလည်ဘူး', ''])('"%s" wishes for none', (text) => {
  expect(localeWished(text)).toBeNull();
});

it('knows every language by its name in English', () => {
  const names = { my: 'Burmese', en: 'English', th: 'Thai', km: 'Khmer', lo: 'Lao', vi: 'Vietnamese' };
  for (const locale of LOCALES) expect(localeAsked(`please talk in ${names[locale]}`)).toBe(locale);
});
