import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUnicode, toZawgyi } from '../../src/language/encoding.js';
import { identify, isRomanisedBurmese } from '../../src/language/identify.js';
import { compileRisk, flags } from '../../src/risk/match.js';
import { danger } from '../../src/risk/rule.js';
import { growthOnText, LINEAR } from '../language/growth.js';
import { anyText, LONG_TEXTS } from '../language/strings.js';
import { DANGERS, RISK } from './knowledge.js';

const made = (id: string, level: string, signals: object, more: object = {}) => danger.parse({ danger: id, level, first: { en: 'We believe you.' }, signals, ...more });

/** The rules as they ship, without the score. */
const RULES = compileRisk(DANGERS);
const risk = compileRisk([
  made('passport-kept', 'R1', { en: ['took my passport'], vi: ['giữ hộ chiếu'] }),
  made('locked-in', 'R3', {
    en: ["can't leave", 'took my phone … locked', { phrase: 'locked in', not: ['what is locked in'] }],
    my: ['အခန်းထဲမှာ ပိတ်ထား', 'ဖုန်းတွေသိမ်း … ပိတ်ထား'],
    th: ['ถูกขังในห้อง'],
    km: ['ចាក់សោខ្ញុំ'],
    lo: ['ຖືກຂັງຢູ່ໃນຫ້ອງ'],
    vi: ['bị nhốt'],
  }),
  made('violence', 'R2', { en: ['hit me', 'beats us'], my: ['ရိုက်နှက်'] }, { notWhen: { en: ['last year'] } }),
]);
const raised = (text: string, romanised = false): string[] => flags(risk, [text], romanised).map((flag) => flag.danger);

describe('flags', () => {
  it.each([
    ["I can't leave the house", 'locked-in'],
    ['I cant leave', 'locked-in'],
    ['I can’t LEAVE!!', 'locked-in'],
    ['they took my phone and the door is locked', 'locked-in'],
    ['အခန်းထဲမှာပိတ်ထားတယ်', 'locked-in'],
    ['သူတို့ အခန်း ထဲမှာ ပိတ် ထားတယ်', 'locked-in'],
    ['ဖုန်းတွေသိမ်းပြီး အိမ်ထဲမှာ ပိတ်ထားတယ်', 'locked-in'],
    ['ဉာဏ်မရှိဘူး ရိုက်နှက်တယ်', 'violence'],
    ['ฉันถูกขังในห้อง ช่วยด้วย', 'locked-in'],
    ['គេចាក់សោខ្ញុំ', 'locked-in'],
    ['ຂ້ອຍຖືກຂັງຢູ່ໃນຫ້ອງ', 'locked-in'],
    ['em bị nhốt trong nhà', 'locked-in'],
    ['my boss hit me', 'violence'],
    ['နေ့တိုင်း boss hit me', 'violence'],
  ])('%s', (text, expected) => {
    expect(raised(text)).toContain(expected);
  });

  it.each([
    ['ເຊັກວຽກ', 'ຊັກ'],
    ['เตาย่าง', 'ตาย'],
  ])('%s does not hold %s: what a vowel is written before begins no word', (text, signal) => {
    const other = compileRisk([made('medical-emergency', 'R3', { th: [signal], lo: [signal] })]);
    expect(flags(other, [text], false)).toEqual([]);
    expect(flags(other, [`2 ${signal}`], false)).toHaveLength(1);
  });

  it.each([
    ['พวกเราอยู่ในตู้ ประตูเปิดจากข้างในไม่ได้', true],
    ['เปิดประตูออกไม่ได้', true],
    ['ช่วยมาเปิดประตูให้หน่อย เราอยู่ข้างในกันหมด', true],
    ['ร้านเปิดประตูแปดโมง', false],
    ['ทำกุญแจหาย เปิดประตูห้องไม่ได้', false],
  ])('a door that cannot be opened from within holds people back: %s', (text, holds) => {
    expect(flags(RULES, [text], false).some((flag) => flag.danger === 'locked-in')).toBe(holds);
  });

  it('finds Vietnamese with its marks put differently', () => {
    expect(raised('bị nhốt'.normalize('NFD'))).toEqual(['locked-in']);
  });

  it.each([
    ['an ordinary question', 'how much is the minimum wage'],
    ['part of a word', 'the ship hit mexico'],
    ['a gap that is too long', 'they took my phone yesterday and after that for a very long time we were not locked'],
    ['parts in the other order', 'locked, then they took my phone'],
    ['a cancelled signal', 'what is locked in savings'],
    ['a cancelled danger', 'a man hit me last year'],
    ['nothing', ''],
  ])('does not fire on %s', (_, text) => {
    expect(raised(text)).toEqual([]);
  });

  it('is not silenced by what cancels in another sentence', () => {
    expect(raised('I came last year. Now my boss hit me.')).toEqual(['violence']);
  });

  it('tells the gravest first, each once', () => {
    expect(flags(risk, ["he took my passport and hit me and I can't leave, can't leave"], false)).toEqual([
      { danger: 'locked-in', level: 'R3' },
      { danger: 'violence', level: 'R2' },
      { danger: 'passport-kept', level: 'R1' },
    ]);
  });

  it('reads Zawgyi as typed and as converted', () => {
    const zawgyi = toZawgyi('အခန်းထဲမှာ ပိတ်ထားတယ်');
    expect(flags(risk, [zawgyi, toUnicode(zawgyi)], false).map((flag) => flag.danger)).toEqual(['locked-in']);
  });

  it('hears romanised Burmese however it is spelt', () => {
    expect(raised('akhan htae mhar pate htar tal', true)).toEqual(['locked-in']);
    expect(raised('a khan te mar peik tar de', true)).toEqual(['locked-in']);
    expect(raised('lasa ma ya bu', true)).toEqual([]);
  });

  it('fires wherever a signal stands in a message', () => {
    fc.assert(fc.property(anyText, anyText, (before, after) => void expect(raised(`${before.replace(/last year/giu, '')} , can't leave , ${after}`)).toContain('locked-in')));
  });

  it.each(Object.entries(LONG_TEXTS))('takes time that grows with the text, not faster: %s', (_, text) => {
    expect(growthOnText((long) => raised(long, true), text)).toBeLessThan(LINEAR);
  });
});

describe('the dangers that ship', () => {
  const shipped = RISK;
  const hostile = {
    'a call for help again and again': 'they took my phone and I can not leave the room because the door is ',
    'the same in Burmese': 'အခန်းထဲမှာ ပိတ်ထားတယ် ထွက်လို့မရဘူး ',
    'the first word of many signals': 'boss ',
    'many sentences': 'my boss. lock me. they hit. ',
    'romanised Burmese': 'apyin htwet lo ma ya bu akhan htae ',
    ...LONG_TEXTS,
  };

  it.each(Object.entries(hostile))('take time that grows with the text, not faster: %s', (_, text) => {
    expect(growthOnText((long) => flags(shipped, [long], true), text)).toBeLessThan(LINEAR);
  });

  it('are plain data, the same when they are read from bytes', () => {
    expect(deserialize(serialize(shipped))).toEqual(shipped);
  });

  it.each([
    ['They locked the door and I can not leave', 'locked-in'],
    ['THEY LOCKED THE DOOR AND I CANT LEAVEEE', 'locked-in'],
    ['they dont let us go outside', 'locked-in'],
    ['my friend is not allowed to leave the house', 'locked-in'],
    ['sot khat htar tal htwet lo ma ya bu', 'locked-in'],
    ['khoa cua roi em khong ra duoc', 'locked-in'],
    ['boss boss boss he will kill me', 'violence'],
  ])('%s', (text, danger) => {
    expect(flags(shipped, [text], isRomanisedBurmese(identify(text))).map((flag) => flag.danger)).toContain(danger);
  });

  it.each(['what is trafficking?', 'I was injured last year', 'may my employer keep my passport?', 'what happens if police check me', 'sick leave pay', 'I was not locked in', ''])(
    'do not fire on: %s',
    (text) => {
      expect(flags(shipped, [text], false)).toEqual([]);
    },
  );

  it('read any text', () => {
    fc.assert(fc.property(anyText, fc.boolean(), (text, romanised) => void flags(shipped, [text], romanised)));
  });
});
