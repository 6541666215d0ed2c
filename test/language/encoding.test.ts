import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_BOUND, asZawgyi, judgeEncoding, mayBeZawgyi, mixedInUnicode, toZawgyi } from '../../src/language/encoding.js';
import { anyText } from './strings.js';

describe('judgeEncoding', () => {
  it.each([
    ['ျမန္မာႏိုင္ငံ', 'မြန်မာနိုင်ငံ'],
    ['ေနေကာင္းလား', 'နေကောင်းလား'],
    ['အလုပ္ရွင္က လစာ မေပးဘူး', 'အလုပ်ရှင်က လစာ မပေးဘူး'],
  ])('converts Zawgyi: %s', (zawgyi, unicode) => {
    expect(judgeEncoding(zawgyi, 0)).toMatchObject({ encoding: 'zawgyi', text: unicode });
  });

  it.each([
    ['Burmese', 'မြန်မာနိုင်ငံ'],
    ['Burmese with English', 'MOU နဲ့ သွားချင်ပါတယ်'],
    ['Shan', 'ၵူၼ်းတႆး ယူႇတီႈထႆး'],
    ['Mon', 'ဍုင်သေံ ကေုာံ ဂကူ'],
    ['Sgaw Karen', 'ကညီ ကျိာ် ပှၤကညီ'],
  ])('keeps Unicode: %s', (_, text) => {
    expect(judgeEncoding(text, 0)).toMatchObject({ encoding: 'unicode', text });
  });

  it.each(['သဗ္ဗဒါနံ ဓမ္မဒါနံ ဇိနာတိ', 'ဗုဒ္ဓံ သရဏံ ဂစ္ဆာမိ', 'နမော တဿ ဘဂဝတော အရဟတော သမ္မာသမ္ဗုဒ္ဓဿ'])('never converts Pali: %s', (text) => {
    const judged = judgeEncoding(text, 0);
    expect(judged.encoding).not.toBe('zawgyi');
    expect(judged.text).toBe(text);
  });

  it.each(['hello', '၅၀၀၀', '😀', 'สวัสดี', ''])('finds no Burmese letters in "%s" and leaves the evidence', (text) => {
    expect(judgeEncoding(text, 7)).toEqual({ encoding: 'none', text, evidence: 7 });
  });

  it('judges a short message by the conversation', () => {
    expect(judgeEncoding('မႈ', 0).encoding).toBe('undecided');
    const { evidence } = judgeEncoding('ေနေကာင္းလား', 0);
    expect(judgeEncoding('မႈ', evidence)).toMatchObject({ encoding: 'zawgyi', text: 'မှု' });
  });

  it('reads Zawgyi with letters that Burmese has no use for, where clear Burmese comes of it', () => {
    const unicode = 'အလုပ်သမားကတ် ပျောက်သွားရင် ဘယ်မှာ ထည့်ရမလဲ';
    expect(toZawgyi(unicode)).toMatch(/[\u1060-\u108f]/u);
    expect(judgeEncoding(toZawgyi(unicode), 0)).toMatchObject({ encoding: 'zawgyi', text: unicode });
  });

  it.each(['လစာမရဘူး', 'လခမရဘူး', 'ငါ လခ မရ', 'မသိဘူး', 'ကူညီပါ', 'MRC ဆိုတာ ဘာလဲ', 'လ\u200bစာ'])('learns nothing of the phone from what is spelt alike in both: %s', (text) => {
    expect(judgeEncoding(text, 0)).toEqual({ encoding: 'undecided', text, evidence: 0 });
    expect(judgeEncoding(text, 9)).toMatchObject({ encoding: 'zawgyi', evidence: 9 });
  });

  it('does not mind zero-width spaces between words', () => {
    const unicode = 'ငွေ\u200bလွှဲ\u200bခ\u200b \u200bဘယ်\u200bဟာ\u200b \u200bသက်သာ\u200bလဲ';
    expect(judgeEncoding(unicode, 0)).toMatchObject({ encoding: 'unicode', text: unicode });
    expect(judgeEncoding(toZawgyi('ငွေ လွှဲခ ဘယ်ဟာ သက်သာလဲ').replaceAll(' ', '\u200b'), 0).encoding).toBe('zawgyi');
  });

  it.each(['ကီၢ်ကၠီၣ်တဲၣ်', 'ယမၤတၢ်လၢ ကီၢ်ကၠီၣ်တဲၣ် အပူၤ', 'ပှၤကိးဂၤဒဲး အိၣ်ဖျဲၣ်လၢ အသဘျ့ဒီး'])('never converts S’gaw Karen: %s', (text) => {
    const judged = judgeEncoding(text, 0);
    expect(judged.encoding).not.toBe('zawgyi');
    expect(judged.text).toBe(text);
  });

  it('reads each part of a line that is of both encodings by itself', () => {
    const [one, other] = ['ထိုင်းမှာ လစာမရဘူး', 'ဘာလုပ်ရမလဲ ဘယ်သူ့ကို ပြောရမလဲ'];
    expect(judgeEncoding(`${one} ${toZawgyi(other)}`, 0).text).toBe(`${one} ${other}`);
    expect(judgeEncoding(`${toZawgyi(other)} ${one}`, 0).text).toBe(`${other} ${one}`);
  });

  it.each([
    ['Unicode, then Zawgyi', 'ကျွန်တော် ထိုင်းမှာ အလုပ်လုပ်နေတယ်', 'အလုပ်ရှင်က လစာ မပေးဘူး', 0],
    ['a Zawgyi phone', 'ကျွန်တော် ထိုင်းမှာ အလုပ်လုပ်နေတယ်', 'အလုပ်ရှင်က လစာ မပေးဘူး', EVIDENCE_BOUND],
    ['a Unicode phone', 'ကူညီပါ', 'အခန်းထဲမှာ ပိတ်ထားတယ်', -EVIDENCE_BOUND],
  ])('reads each line of a mixed message by itself: %s', (_, unicode, other, evidence) => {
    for (const [typed, read] of [
      [`${unicode}\n${toZawgyi(other)}`, `${unicode}\n${other}`],
      [`${toZawgyi(other)}\n${unicode}`, `${other}\n${unicode}`],
    ] as const) {
      expect(judgeEncoding(typed, evidence).text).toBe(read);
    }
  });

  it('lets a clear message decide against the conversation', () => {
    expect(judgeEncoding('ကျွန်တော် မြန်မာနိုင်ငံက လာပါတယ်', EVIDENCE_BOUND)).toMatchObject({ encoding: 'unicode' });
  });

  it('is total, keeps its bounds, and changes nothing unless it is sure', () => {
    fc.assert(
      fc.property(anyText, fc.double({ min: -20, max: 20, noNaN: true }), (text, before) => {
        const judged = judgeEncoding(text, before);
        expect(Math.abs(judged.evidence)).toBeLessThanOrEqual(EVIDENCE_BOUND);
        if (judged.encoding !== 'zawgyi' && !/[\n ]/u.test(text)) expect(judged.text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('toZawgyi', () => {
  it.each(['မြန်မာနိုင်ငံ', 'နေကောင်းလား', 'အလုပ်ရှင်က လစာ မပေးဘူး'])('comes back as it was: %s', (unicode) => {
    expect(judgeEncoding(toZawgyi(unicode), 0)).toMatchObject({ encoding: 'zawgyi', text: unicode });
  });
  it('leaves other scripts alone', () => {
    expect(toZawgyi('Work permit 900 บาท')).toBe('Work permit 900 บาท');
  });
});

describe('asZawgyi', () => {
  it('is the other reading of a text that may be Zawgyi', () => {
    expect(asZawgyi('အခြန္က')).toBe('အခွန်က');
    expect(asZawgyi('လစာ')).toBeNull();
  });

  it.each([
    ['Shan', 'တႆး'],
    ['Shan', 'ၵႃႈႁႅင်း လႆႈၵႃႈႁိုဝ်'],
    ['Sgaw Karen', 'ယ အဲၣ် နၤ'],
    ['Mon', 'မၚ်ဂၠံၚ် အဲ'],
    ['Pali', 'မေတ္တာ'],
    ['Pali', 'အနိစ္စံ ဒုက္ခံ အနတ္တာ'],
  ])('has none for %s: %s', (_, text) => expect(asZawgyi(text)).toBeNull());
});

describe('mixedInUnicode', () => {
  const [one, other] = ['ကျွန်တော် မြန်မာနိုင်ငံက လာပါတယ်', 'အလုပ်ရှင်က လစာ မပေးဘူး'];
  it('makes Unicode of what is Zawgyi by itself, and leaves the rest', () => {
    expect(mixedInUnicode(`${one} ${toZawgyi(other)}၊ ${one}`)).toBe(`${one} ${other}၊ ${one}`);
  });
  it.each(['', 'salary', one, 'ၵႃႈႁႅင်း လႆႈၵႃႈႁိုဝ်', `${one} ${toZawgyi(other)} `.repeat(60)])('has none for %s', (text) => expect(mixedInUnicode(text)).toBeNull());
  it('is total', () => fc.assert(fc.property(anyText, (text) => void mixedInUnicode(text))));
});

describe('mayBeZawgyi', () => {
  it('asks for both readings only where there is a doubt', () => {
    expect(mayBeZawgyi('လစာ')).toBe(true);
    expect(mayBeZawgyi('ကျွန်တော် မြန်မာနိုင်ငံက လာပါတယ်')).toBe(false);
    expect(mayBeZawgyi('salary')).toBe(false);
  });
});
