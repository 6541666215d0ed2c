import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/language/normalise.js';
import { pieces } from '../../src/language/pieces.js';
import { mekongSoundsLike, mekongSoundsOf } from '../../src/language/romanise-mekong.js';
import { soundsLike, soundsOf } from '../../src/language/romanise.js';
import { gramHash, grams, words } from '../../src/language/segment.js';
import { anyText } from './strings.js';

describe('words', () => {
  it.each([
    ['my boss, my pay!', ['my', 'boss', 'my', 'pay']],
    ['นายจ้างไม่จ่ายเงิน', ['นายจ้าง', 'ไม่', 'จ่าย', 'เงิน']],
    ['giấy phép lao động', ['giấy', 'phép', 'lao', 'động']],
    ['?! …', []],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
  it.each(['အလုပ်ရှင်က လစာ မပေးဘူး', 'ថៅកែមិនបើកប្រាក់ខែ', 'ນາຍຈ້າງບໍ່ຈ່າຍຄ່າແຮງ'])('parts a script without spaces: %s', (text) => {
    expect(words(text).length).toBeGreaterThan(2);
    expect(words(text).join('')).toBe(text.replace(/ /gu, ''));
  });
});

describe('pieces', () => {
  const long = fc.tuple(anyText, fc.integer({ min: 1, max: 30 })).map(([text, times]) => text.repeat(times));

  it('are the text, short, and whole characters', () => {
    fc.assert(
      fc.property(long, (text) => {
        const cut = pieces(text);
        expect(cut.join('')).toBe(text);
        for (const piece of cut) expect(piece.length).toBeLessThanOrEqual(500);
        expect(cut.map((piece) => [...piece].length).reduce((sum, n) => sum + n, 0)).toBe([...text].length);
      }),
    );
  });

  it('leave a message whole and cut a long text between words', () => {
    expect(pieces('အလုပ်ရှင်က လစာ မပေးဘူး')).toHaveLength(1);
    const text = 'they do not pay us '.repeat(100).trim();
    expect(words(text)).toEqual(text.split(' '));
  });
});

describe('grams', () => {
  it('are 3 to 5 letters long in Latin, with the ends of words', () => {
    const expected = [' pa', ' pay', ' pay ', 'pay', 'pay ', 'ay '].map(gramHash);
    expect(grams('pay').sort()).toEqual(expected.sort());
  });
  it('are 2 to 4 code points long in scripts without spaces', () => {
    expect(grams('ลา')).toContain(gramHash('ลา'));
    expect(grams('ลา')).not.toContain(gramHash('ลา '.repeat(2)));
  });
  it('see through punctuation', () => {
    expect(grams('pay, me!')).toEqual(grams('pay me'));
  });
  it('are few, whatever the text', () => {
    fc.assert(fc.property(anyText, (text) => void expect(grams(text).length).toBeLessThanOrEqual(3 * (text.length + 2))));
  });
});

describe('the sound of Burmese', () => {
  it.each([
    ['မင်္ဂလာပါ', ['mingalarbar', 'mingalaba']],
    ['နေကောင်းလား', ['nay kaung lar', 'ne kaung la']],
    ['ဘယ်လောက်', ['bal lauk', 'bae lout']],
    ['အလုပ်လုပ်ချင်တယ်', ['a lote lote chin tal', 'alok lok chin de']],
    ['ပွဲစား', ['pwal sar', 'pwe za']],
    ['ပိုက်ဆံ', ['pike san', 'paik sann']],
    ['လစာ', ['la sar', 'lasa']],
    ['သိမ်းထား', ['thein htar', 'thein tar']],
    ['မရလို့', ['ma ya loh', 'ma ya lo']],
  ])('%s', (letters, spellings) => {
    expect(spellings.map(soundsLike)).toEqual(spellings.map(() => soundsOf(normalise(letters))));
  });
  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(soundsOf(normalise(text)) + soundsLike(normalise(text))).toMatch(/^[a-z]*$/u)));
  });
});

describe('the sound of Thai, Lao and Khmer', () => {
  const pairs: readonly (readonly [string, readonly string[]])[] = [
    // Thai: wage, work permit, employer, how much, social insurance, factory, is it legal, to be dismissed, passport, to change jobs, hello.
    ['เงินเดือน', ['ngoen duean', 'ngern deuan', 'ngeun deuan']],
    ['ใบอนุญาตทำงาน', ['bai anuyat tham ngan', 'bai anuyart tamngan']],
    ['นายจ้าง', ['nai jang', 'naichang', 'nay jaang']],
    ['เท่าไหร่', ['thao rai', 'taorai', 'thaolai']],
    ['ประกันสังคม', ['prakan sangkhom', 'prakarn sangkom']],
    ['โรงงาน', ['rong ngan']],
    ['ถูกกฎหมายไหม', ['thuk kotmai mai', 'took kodmai mai']],
    ['ถูกไล่ออก', ['thuk lai ok', 'took lai ork']],
    ['หนังสือเดินทาง', ['nangsue doenthang', 'nang seu dern tang']],
    ['เปลี่ยนงาน', ['plian ngan', 'plien ngaan']],
    ['สวัสดี', ['sawatdi', 'sawatdee']],
    // Lao: wage, factory, to work, how much, tax, passport, does not pay, where.
    ['ເງິນເດືອນ', ['ngoen deuan', 'ngern duean']],
    ['ໂຮງງານ', ['hong ngan', 'hongngaan']],
    ['ເຮັດວຽກ', ['het viak', 'het wiek']],
    ['ເທົ່າໃດ', ['thao dai', 'taodai']],
    ['ພາສີ', ['phasi', 'pasee']],
    ['ໜັງສືຜ່ານແດນ', ['nangsue phan daen', 'nang seu pan den']],
    ['ບໍ່ຈ່າຍ', ['bo chai', 'bor jai']],
    ['ຢູ່ໃສ', ['yu sai', 'yoo sai']],
    // Khmer: work, law, money, how much, employer, company, where, wage, I want, letter.
    ['ធ្វើការ', ['thveu kar', 'tver ka', 'twer kar']],
    ['ច្បាប់', ['chbab', 'chbap']],
    ['លុយ', ['luy', 'loy']],
    ['ប៉ុន្មាន', ['ponman', 'bonmaan']],
    ['ថៅកែ', ['thaokae', 'taoke']],
    ['ក្រុមហ៊ុន', ['krom hun', 'kromhoun', 'krumhun']],
    ['នៅណា', ['nov na', 'now naa']],
    ['ប្រាក់ខែ', ['prak khae', 'brak khe']],
    ['ខ្ញុំចង់', ['khnhom chong', 'khnyom jong']],
    ['សំបុត្រ', ['sombot', 'sombut']],
  ];
  it.each(pairs)('%s', (letters, spellings) => {
    expect(spellings.map(mekongSoundsLike)).toEqual(spellings.map(() => mekongSoundsOf(normalise(letters))));
  });
  it('is told apart where words differ', () => {
    expect(new Set(pairs.map(([letters]) => mekongSoundsOf(normalise(letters)))).size).toBe(pairs.length - 1);
  });
  it('leaves other scripts out', () => {
    expect(mekongSoundsOf('passport လစာ 120')).toBe('');
    expect(mekongSoundsLike('ใบอนุญาต ប្រាក់ខែ 120')).toBe('');
  });
  it('is total on any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(mekongSoundsOf(normalise(text)) + mekongSoundsLike(normalise(text))).toMatch(/^[A-Z]*$/u)));
  });
});
