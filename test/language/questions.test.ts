import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksForPapers, isQuestion, mattersIn, questionsIn, takesUp } from '../../src/language/questions.js';
import { anyText, LONG_TEXTS } from './strings.js';

describe('several questions of one message', () => {
  it.each([
    ['บัตรชมพูราคาเท่าไหร่ เปลี่ยนนายจ้างได้ไหม', ['บัตรชมพูราคาเท่าไหร่', 'เปลี่ยนนายจ้างได้ไหม']],
    ['บัตรชมพูราคาเท่าไหร่คะเปลี่ยนนายจ้างได้ไหมคะ', ['บัตรชมพูราคาเท่าไหร่คะ', 'เปลี่ยนนายจ้างได้ไหมคะ']],
    ['កាតផ្កាឈូកប៉ុន្មាន ប្តូរថៅកែបានទេ', ['កាតផ្កាឈូកប៉ុន្មាន', 'ប្តូរថៅកែបានទេ']],
    ['ບັດສີບົວລາຄາເທົ່າໃດ ປ່ຽນນາຍຈ້າງໄດ້ບໍ່', ['ບັດສີບົວລາຄາເທົ່າໃດ', 'ປ່ຽນນາຍຈ້າງໄດ້ບໍ່']],
    ['ပန်းရောင်ကတ် ဘယ်လောက်လဲ အလုပ်ရှင်ပြောင်းလို့ရလား', ['ပန်းရောင်ကတ် ဘယ်လောက်လဲ', 'အလုပ်ရှင်ပြောင်းလို့ရလား']],
    ['ပန်းရောင်ကတ်ဘယ်လောက်လဲအလုပ်ရှင်ပြောင်းလို့ရလား', ['ပန်းရောင်ကတ်ဘယ်လောက်လဲ', 'အလုပ်ရှင်ပြောင်းလို့ရလား']],
    ['lương tối thiểu bao nhiêu đổi chủ được không', ['lương tối thiểu bao nhiêu', 'đổi chủ được không']],
    ['how much is the pink card? can I change my boss?', ['how much is the pink card?', 'can I change my boss?']],
  ])('%s', (text, questions) => {
    expect(questionsIn(text)).toEqual(questions);
  });

  it.each(['บัตรชมพูราคาเท่าไหร่ครับ', 'ค่าแรงขั้นต่ำเท่าไหร่ต่อวัน', 'ប្រាក់ឈ្នួលប៉ុន្មានក្នុងមួយថ្ងៃ', 'ຄ່າແຮງຂັ້ນຕ່ຳເທົ່າໃດຕໍ່ມື້', 'cần giấy tờ gì để đi Nhật', 'can I bring my wife and my children', 'ลูกโดนไฟไหม้ไปโรงพยาบาลไหน'])('one stays one: %s', (text) => {
    expect(questionsIn(text)).toEqual([]);
  });
});

describe('matters that are told one beside the other', () => {
  it('are the parts around an "and"', () => {
    expect(mattersIn('my boss keeps my passport and does not pay me overtime and I want to change job', true)).toEqual(['my boss keeps my passport', 'does not pay me overtime', 'I want to change job']);
    expect(mattersIn('chủ không trả lương và giữ hộ chiếu của tôi', true)).toEqual(['chủ không trả lương', 'giữ hộ chiếu của tôi']);
    expect(mattersIn('I lost my passport yesterday, my boss cuts my salary', true)).toEqual([]);
    expect(mattersIn('I lost my passport yesterday, my boss cuts my salary', false)).toEqual(['I lost my passport yesterday', 'my boss cuts my salary']);
  });

  it.each(['my wife and children want to come', 'เซ็นสัญญากับบริษัทแล้ว ต้องทำอะไรต่อ', 'I work in a factory'])('a word or "already" parts none: %s', (text) => {
    expect(mattersIn(text, true)).toEqual([]);
  });
});

it('"and overtime?" takes up what was said, a story that begins with "and" does not', () => {
  expect(takesUp('and overtime?', 'and overtime?')).toBe('more');
  expect(takesUp('and he said that he will call the police', 'and he said that he will call the police')).toBeNull();
});

it.each(['ត្រូវការឯកសារអ្វី', 'which papers do I need', 'ต้องใช้เอกสารอะไร', 'cần giấy tờ gì', 'ໃຊ້ເອກະສານຫຍັງ', 'ဘာစာရွက်စာတမ်း လိုလဲ'])('asks for papers: %s', (text) => {
  expect(asksForPapers(text)).toBe(true);
});

it('is total, bounded, and loses no letter of what it takes apart', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      isQuestion(text);
      for (const part of [...questionsIn(text), ...mattersIn(text, false), ...mattersIn(text, true)]) expect(text).toContain(part);
    }),
    { numRuns: 300 },
  );
  for (const [name, text] of Object.entries(LONG_TEXTS)) {
    const began = performance.now();
    for (const short of [text, text.slice(0, 400)]) void [questionsIn(short), mattersIn(short, false)];
    expect(performance.now() - began, name).toBeLessThan(200);
  }
});
