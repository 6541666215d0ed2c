import { beforeAll, describe, expect, it } from 'vitest';
import { answerTo } from '../../src/commands/ask.js';
import type { Content } from '../../src/content.js';
import type { Locale } from '../../src/core/locale.js';
import { newSession } from '../../src/core/session.js';
import { wholeContent } from '../content.js';
import { NOON } from '../core/world.js';

let content: Content;
beforeAll(async () => {
  content = await wholeContent();
}, 120_000);

describe('two questions with nothing between them', () => {
  it.each([
    ['th', 'บัตรชมพูราคาเท่าไหร่ เปลี่ยนนายจ้างได้ไหม'],
    ['km', 'កាតផ្កាឈូកប៉ុន្មាន ប្តូរថៅកែបានទេ'],
    ['lo', 'ບັດສີບົວລາຄາເທົ່າໃດ ປ່ຽນນາຍຈ້າງໄດ້ບໍ່'],
    ['my', 'ပန်းရောင်ကတ် ဘယ်လောက်လဲ အလုပ်ရှင်ပြောင်းလို့ရလား'],
    ['en', 'my boss keeps my passport and I want to change job'],
  ] as [Locale, string][])('%s: both are answered, and the score is that of the first answer', async (lang, text) => {
    const place = 'TH' as const;
    const { understanding } = await content.understand(text, { ...newSession(lang, NOON), place });
    const [first, second] = understanding.several.map(({ matches }) => matches[0]);
    const answer = await answerTo({ id: '1', text, lang, place }, content, NOON);
    expect(answer.kind).toBe('answer');
    expect(answer.score).toBe(first?.score);
    for (const told of [first, second]) expect(answer.text).toContain(content.world(NOON).speak(told?.entry ?? '', lang, null)?.text);
  });
});
