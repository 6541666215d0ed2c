import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRisk, flags } from '../../src/risk/match.js';
import { flawOf, phraseReader } from '../../src/risk/phrase.js';
import { danger } from '../../src/risk/rule.js';
import { searchable } from '../../src/risk/searchable.js';
import { anyText } from '../language/strings.js';

/** Whether a signal of one language is found in a message. */
function finds(phrase: string, message: string, { locale = 'en', words = {}, romanised = false } = {}): boolean {
  const one = danger.parse({ danger: 'one', level: 'R3', first: {}, words: { [locale]: words }, signals: { [locale]: [phrase] } });
  return flags(compileRisk([one]), [message], romanised).length > 0;
}

describe('a phrase', () => {
  it.each([
    ['(lock|shut) the (door|gate)', 'shut the gate', true],
    ['(lock|shut) the (door|gate)', 'lock the house', false],
    ['(lock|shut) (the|) door', 'lock door', true],
    ['lock* ~ door', 'they locked our door', true],
    ['lock* ~ door', 'unlocked the door', false],
    ['lock ~ door', 'lock me behind that big heavy door', false],
    ['lock … door', 'lock me behind that big heavy door', true],
    ['(at (the|my) door|outside)', 'a man at my door', true],
    ['(at (the|my) door|outside)', 'a man outside', true],
    ['(at (the|my) door|outside)', 'at outside', true],
    ['(at (the|my) door|outside)', 'the door', false],
    ['cant leave', 'I can not leave', true],
    ['can not leave', "I can't leave", true],
    ['wont let me', 'will not let me', true],
    ['please help', 'pleaseee helppp', true],
    ['5000 baht', '50 baht', false],
  ])('%s in "%s": %s', (phrase, message, found) => {
    expect(finds(phrase, message)).toBe(found);
  });

  it('takes named words for their alternatives', () => {
    expect(finds('<cannot> leave', 'unable to leave', { words: { cannot: 'cant|unable to' } })).toBe(true);
  });

  it.each([
    ['th', 'ออก (ไม่ได้|มิได้)', 'ออก ไม ได้'],
    ['lo', 'ຫຼອກ', 'ຫລອກ'],
    ['km', 'មិនឱ្យចេញ', 'មិន អោយ ចេញ'],
    ['km', 'ប្តី', 'ប្ដី'],
    ['my', 'ထားတယ်', 'ထာ တယ်'],
    ['vi', 'không được ra', 'khong duoc ra'],
    ['vi', 'không được ra', 'KHÔNG duoc ra'],
  ])('in %s reads %s however it is typed', (locale, phrase, message) => {
    expect(finds(phrase, message, { locale })).toBe(true);
  });

  it('keeps Vietnamese words apart where their marks are typed', () => {
    expect(finds('bị bán', 'bị bạn', { locale: 'vi' })).toBe(false);
  });

  it('is heard in romanised Burmese, from either script', () => {
    expect(finds('(အပြင်|အိမ်ပြင်) ~ ထွက်လို့မရ', 'a pyin htwet lo ma ya bu', { locale: 'my', romanised: true })).toBe(true);
    expect(finds('apyin htwet loh ma ya', 'a pyin twet lo ma ya', { locale: 'my', romanised: true })).toBe(true);
  });

  it.each([
    ['(door|gate', 'a bracket has no partner'],
    ['door)', 'a bracket has no partner'],
    ['<door> shut', 'no words are named <door> for this language'],
    ['… ~', 'no letter and no digit stands in it'],
    ['(door|gate) … shut', null],
  ])('%s has the flaw: %s', (phrase, flaw) => {
    expect(flawOf(phrase, {})).toBe(flaw);
  });

  it('is refused in its file, with its place', () => {
    const read = danger.safeParse({ danger: 'one', level: 'R3', first: {}, signals: { en: ['fine', '<who> shut'] } });
    expect(read.error?.issues).toMatchObject([{ path: ['signals', 'en', 1], message: '"<who> shut": no words are named <who> for this language' }]);
  });

  it('is read whatever is written', () => {
    const reads = phraseReader({});
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('(', ')', '|', '~', '…', '*', 'a', 'b', ' ', '<', '>') }), (phrase) => void expect(reads(phrase)).toBeInstanceOf(Array)));
  });
});

describe('searchable', () => {
  it('is stable', () => {
    fc.assert(fc.property(anyText, (text) => void expect(searchable(searchable(text))).toBe(searchable(text))));
  });
});
