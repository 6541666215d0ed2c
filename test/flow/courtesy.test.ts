import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Content } from '../../src/content.js';
import type { Locale } from '../../src/core/locale.js';
import { newSession } from '../../src/core/session.js';
import { turn } from '../../src/core/turn.js';
import { courteous } from '../../src/flow/courtesy.js';
import { readFlows } from '../../src/flow/load.js';
import { wholeContent } from '../content.js';
import { NOON, ROOT, message } from '../core/world.js';

const { book } = readFlows(ROOT);
const read = courteous(book);

const COURTESIES: [Locale, string][] = [
  ['en', 'ok thank you'], ['en', 'thx'], ['en', 'good'], ['en', 'hi there'], ['en', 'good morning'], ['en', 'Thank you sooo much!!'], ['en', 'thankss bro 🙏'], ['en', 'hellooo'], ['en', 'thank you very much for your help'],
  ['my', 'မင်္ဂလာပါ ရှင့်'], ['my', 'ကျေးဇူးအများကြီးတင်ပါတယ်ရှင့်'], ['my', 'ကျေးဇူးပါဗျာ'], ['my', 'ဟုတ်ကဲ့ ကျေးဇူးပါ'], ['my', 'အိုကေ ကောင်းပါပြီ'], ['my', 'kyay zu tin par tal shint'], ['my', 'mingalar par shin'],
  ['th', 'ขอบคุณมากๆเลยค่ะ'], ['th', 'สวัสดีคร้าบบบ'], ['th', 'โอเคค่ะ ขอบคุณนะคะพี่'], ['th', 'ขอบคุณค่าาา'], ['th', 'khop khun mak mak krub'], ['th', 'ดีมากครับ'],
  ['km', 'បាទ អរគុណ'], ['km', 'អរគុណច្រើនបង'], ['km', 'ចាស៎ អរគុណណាស់'], ['km', 'សួស្តីបង'], ['km', 'orkun chran bong'],
  ['lo', 'ຂອບໃຈຫຼາຍໆເດີ້'], ['lo', 'ສະບາຍດີອ້າຍ'], ['lo', 'ໂດຍ ຂອບໃຈ'], ['lo', 'khop jai lai lai der'],
  ['vi', 'dạ em cảm ơn ạ'], ['vi', 'cảm ơn bạn rất nhiều nhé'], ['vi', 'da em cam on nhieu a'], ['vi', 'chào chị ạ'], ['vi', 'ok cảm ơn ad'],
];

describe('courtesies', () => {
  it.each(COURTESIES)('%s: "%s" is a greeting or thanks', (_, text) => {
    expect(read(text).has('hello')).toBe(true);
  });

  it.each([['yes yes', 'yes'], ['ใช่ๆ ครับ', 'yes'], ['vâng ạ', 'yes'], ['ဟုတ်ကဲ့ပါရှင့်', 'yes'], ['បាទ បាន', 'yes'], ['ແມ່ນແລ້ວເດີ້', 'yes'], ['yesss', 'yes'], ['noooo', 'no'], ['ไม่ค่ะ ขอบคุณค่ะ', 'no']] as const)('"%s" is a %s', (text, answer) => {
    expect(read(text).has(answer)).toBe(true);
  });

  it.each(['thank you but my boss beats me', 'hello I need help', 'สวัสดีครับ ผมโดนตี', 'ok 3', 'cảm ơn, lương bao nhiêu', 'em có thai', 'မင်္ဂလာပါ ကူညီပါ', 'សួស្តី ជួយខ្ញុំផង', 'ສະບາຍດີ ຊ່ວຍແດ່', 'goodness', 'hit me', ''])('"%s" says more, or nothing', (text) => {
    expect(read(text).size).toBe(0);
  });

  it('are bounded: only their own words in any order, of any length', () => {
    const own = [...book.commands.filter((c) => c.command === 'hello'), ...book.answers, ...book.particles.map((words) => ({ words }))].map(({ words }) => words);
    fc.assert(fc.property(fc.array(fc.constantFrom(...own), { maxLength: 6 }), (words) => void read(words.join(' '))));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => void read(text)));
  });
});

describe('a whole turn', () => {
  let content: Content;
  beforeAll(async () => {
    content = await wholeContent();
  }, 120_000);

  it.each(COURTESIES)('%s: "%s" brings the menu: nobody is called, nothing is said to be missing', async (locale, text) => {
    const session = { ...newSession(locale, NOON), localeChosen: true, consentAt: NOON, misses: 1 };
    const { understanding } = await content.understand(text, session);
    const { events, replies, session: after } = turn(session, message(text), understanding, content.world(NOON));
    expect(events).toEqual([]);
    expect(after.misses).toBe(0);
    expect(replies[0]?.activity.text).toBe(content.world(NOON).phrase('menu', after.locale));
  });
});
