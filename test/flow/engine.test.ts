import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/activity.js';
import { newSession, type Session } from '../../src/core/session.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../../src/core/understanding.js';
import type { World } from '../../src/core/world.js';
import { findAmounts, numberInWords } from '../../src/language/amounts.js';
import { findPhones } from '../../src/language/contact.js';
import { findDates } from '../../src/language/dates.js';
import { findNumbers } from '../../src/language/digits.js';
import { normalise } from '../../src/language/normalise.js';
import { NOON, event, message, talk } from '../core/world.js';
import { filesOf, worldOf } from './flows.js';

const english = { ...newSession('en', NOON), localeChosen: true };

/** Begins the flow "sample"; messages are understood as in life but for search, places and danger. */
function begin(nodes: string, texts: Record<string, string>, more: Record<string, string> = {}, head = '', session: Session = english) {
  const files = { ...filesOf('sample', `flow: sample\nversion: 1\n${head}start: a\nnodes:\n${nodes}`, texts), ...more };
  const world = worldOf(files);
  const t = talk(world, session);
  t.says('begin sample');
  return { ...t, world, get session() { return t.session; }, writes: (text: string, extra: Partial<Understanding> = {}) => t.says(text, { ...heard(text), ...extra }) };
}

function heard(text: string): Partial<Understanding> {
  const normal = normalise(text);
  const numbers = findNumbers(normal).map((n) => n.value);
  const spoken = numbers.length === 0 ? numberInWords(normal) : null;
  const places = [...text.matchAll(/Thailand|Malaysia|Myanmar/g)].map((m) => ({ place: { Thailand: 'TH', Malaysia: 'MY', Myanmar: 'MM' }[m[0]] as 'TH', direction: null }));
  return { numbers: spoken === null ? numbers : [spoken], amounts: findAmounts(normal), dates: findDates(normal), phones: findPhones(normal, ['TH']), places };
}

const DATE = `  a:
    do: [{say: when}]
    wait: {for: date, save: day, when: past}
    otherwise: b
  b: {do: [{days-since: day, into: days}, {say: told}]}
`;
const DATE_TEXTS = { when: 'When did it end?', told: 'On {day}, {days} days ago.' };

describe('a date', () => {
  it.each([
    ['11 November 2026', '2026-11-11', 10],
    ['๑๑ พฤศจิกายน ๒๕๖๙', '2026-11-11', 10],
    ['11/11/69', '2026-11-11', 10],
    ['၂၀၂၆ ခုနှစ် နိုဝင်ဘာလ ၁၁ ရက်', '2026-11-11', 10],
    ['ngày 11 tháng 11', '2026-11-11', 10],
    ['11 តុលា', '2026-10-11', 41],
    ['ມື້ວານນີ້', '2026-11-20', 1],
    ['two weeks ago', '2026-11-07', 14],
    ['today', '2026-11-21', 0],
    // The last 5 December that was: the one to come is no past day.
    ['5 December', '2025-12-05', 351],
  ])('%s', (text, day, days) => {
    const t = begin(DATE, DATE_TEXTS);
    t.writes(text);
    expect(t.texts()[0]).toBe(`On ${day}, ${days} days ago.`);
  });

  it('that is still to come, or has no day, is asked again with the reason', () => {
    const t = begin(DATE, DATE_TEXTS);
    t.writes('12 December 2026');
    expect(t.texts()[0]).toBe('That day has not come yet. Please type a day in the past.\n\nWhen did it end?');
    t.writes('May 2026');
    expect(t.texts()[0]).toContain('Please type the day too');
    expect(t.writes('soon').handoff).toMatchObject({ do: 'open' });
  });

  it('that is over is asked again where one to come is meant; a month may be enough', () => {
    const future = DATE.replace('when: past', 'when: future, month: enough').replace('days-since', 'days-until');
    const t = begin(future, DATE_TEXTS);
    t.writes('5 May 2020');
    expect(t.texts()[0]).toContain('That day is over already.');
    t.writes('next month');
    expect(t.texts()[0]).toBe('On 2026-12, 10 days ago.');
  });

  it('that does not exist is none', () => {
    const t = begin(DATE, DATE_TEXTS);
    t.writes('31 February 2026');
    expect(t.texts()[0]).toContain('I could not read a date.');
  });
});

describe('a contact', () => {
  const NODES = `  a:
    do: [{say: number}]
    wait: {for: contact, save: phone}
    otherwise: b
  b: {do: [{say: thanks}, {handoff: flow, summary: summary}]}
`;
  const TEXTS = { number: 'How can we reach you?', thanks: 'Thank you.', summary: 'Call {phone}.' };

  it('is a typed number or a shared card, never said, and told to the counsellor', () => {
    const t = begin(NODES, TEXTS);
    const made = t.writes('081 234 5678');
    expect(t.texts().join()).not.toContain('812345678');
    expect(made.handoff).toMatchObject({ do: 'open', summary: { agreed: 'Call +66812345678.' } });
    expect(JSON.stringify(made.events)).not.toContain('812345678');

    const other = begin(NODES, TEXTS);
    const card = { ...message(undefined), attachments: [{ contentType: 'application/vnd.contact+json', contentUrl: 'tel:+66812345678', name: 'Ma Hla' }] } as Activity;
    expect(other.step(card, NOTHING_UNDERSTOOD).handoff).toMatchObject({ summary: { agreed: 'Call +66812345678.' } });
  });

  it('is asked again with an example', () => {
    const t = begin(NODES, TEXTS);
    t.writes('my phone');
    expect(t.texts()[0]).toContain('with its country code');
  });
});

describe('a number', () => {
  const NODES = `  a:
    do: [{say: many}]
    wait: {for: number, save: n, min: 1, max: 60}
    otherwise: b
  b: {do: [{say: told}]}
`;
  const TEXTS = { many: 'How many?', told: 'So {n}.' };

  it.each([['12', '12'], ['၁၂', '12'], ['twenty-five', '25'], ['ဆယ့်ငါး', '15'], ['สามสิบเอ็ด', '31'], ['ម្ភៃ', '20'], ['ຊາວຫ້າ', '25'], ['hai mươi lăm', '25'], ['three days', '3'], ['2', '2']])('%s', (text, n) => {
    const t = begin(NODES, TEXTS);
    t.writes(text);
    expect(t.texts()[0]).toBe(`So ${n}.`);
  });

  it('beyond its bounds is told what would fit', () => {
    const t = begin(NODES, TEXTS);
    t.writes('100');
    expect(t.texts()[0]).toBe('Please type a number from 1 to 60.\n\nHow many?');
  });

  it('of one or two digits is the answer, and not a button of the question before', () => {
    const t = begin(`  a:\n    do: [{say: many}]\n    wait: {for: yes-no, save: y}\n    otherwise: n\n  n:${NODES.slice(4)}`, TEXTS);
    t.taps('Yes');
    t.writes('2');
    expect(t.texts()[0]).toBe('So 2.');
  });
});

const ORDER = `  a:
    do: [{say: where}]
    wait: {for: place, save: place, among: destinations}
    otherwise: from
  from:
    do: [{say: from}]
    wait: {for: place, save: origin, among: origins}
    otherwise: sum
  sum:
    do: [{say: sum}]
    wait: {for: money, save: paid, currencies: [place]}
    otherwise: people
  people:
    do: [{say: people}]
    wait: {for: number, save: n}
    otherwise: day
  day:
    do: [{say: day}]
    wait: {for: date, save: day}
    otherwise: end
  end:
    do: [{say: end}]
    wait: {for: yes-no, save: well}
    otherwise: menu
  menu: {do: [{menu: show}]}
`;
const ORDER_TEXTS = { where: 'Where?', from: 'From where?', sum: 'How much?', people: 'How many people?', day: 'When?', end: '{place} {origin} {paid} {n} {day}. Right?' };

describe('a correction', () => {
  function upToDay() {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('Thailand');
    t.writes('Myanmar');
    t.writes('500 baht');
    t.writes('2');
    return t;
  }

  it('goes back to any earlier answer, and asks nothing again that stays as it was', () => {
    const t = upToDay();
    t.writes('no, Malaysia');
    expect(t.texts()).toEqual(['All right, I changed that. Now it is: MY', 'When?']);
    t.writes('5/5/2026');
    expect(t.texts()[0]).toBe('MY Myanmar 500 THB 2 2026-05-05. Right?');
    t.writes('no, 3 not 2');
    expect(t.texts()).toEqual(['All right, I changed that. Now it is: 3', 'MY Myanmar 500 THB 3 2026-05-05. Right?']);
    t.writes('the amount was 700 baht');
    expect(t.texts()[1]).toBe('MY Myanmar 700 THB 3 2026-05-05. Right?');
    t.writes('wrong, the date was 6 May 2026');
    expect(t.texts()[1]).toContain('2026-05-06');
  });

  it.each(['မဟုတ်ဘူး Malaysia', 'ไม่ใช่ Malaysia', 'ខុសហើយ Malaysia', 'ບໍ່ແມ່ນ Malaysia', 'không phải, Malaysia'])('begins with the words of each language: %s', (text) => {
    const t = upToDay();
    t.writes(text);
    expect(t.session.run?.vars).toMatchObject({ place: 'MY', origin: 'MM', n: 2 });
  });

  it('without its currency keeps the money it was', () => {
    const t = upToDay();
    t.writes('no, 700 not 500');
    expect(t.session.run?.vars['paid']).toEqual({ amount: 700, currency: 'THB' });
  });

  it('that may be two things is asked again instead', () => {
    const t = upToDay();
    t.writes('7');
    expect(t.texts()[0]).toContain('I could not read a date');
  });

  it('is no number that was meant for a button', () => {
    const t = upToDay();
    t.writes('5/5/2026');
    t.writes('9');
    expect(t.texts()[0]).toContain('Please answer yes or no');
    expect(t.session.run?.vars).toMatchObject({ n: 2 });
    t.writes('no, 9');
    expect(t.session.run?.vars).toMatchObject({ n: 9 });
  });

  it('alone goes back to the question before', () => {
    const t = upToDay();
    t.writes('wrong');
    expect(t.texts()).toEqual(['How many people?']);
  });

  it('by an earlier button changes that answer; a button pressed twice changes nothing', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.taps('Thailand');
    const before = t.session.run;
    t.taps('Thailand');
    expect(t.session.run).toEqual(before);
    expect(t.texts()).toEqual(['From where?']);
    t.writes('Myanmar');
    t.taps('MY');
    expect(t.session.run?.vars).toMatchObject({ place: 'MY', origin: 'MM' });
    expect(t.texts()[1]).toBe('How much?');
  });

  it('asks again what it changes: the words that name the old answer', () => {
    const nodes = ORDER.replace('{say: from}', '{say: from-to}');
    const t = begin(nodes, { ...ORDER_TEXTS, 'from-to': 'From where to {place}?', from: '' });
    t.writes('Thailand');
    t.writes('Myanmar');
    t.writes('no, Malaysia');
    expect(t.texts().at(-1)).toBe('From where to MY?');
  });

  it('reaches the flow that called this one', () => {
    const part = filesOf('part', 'flow: part\nversion: 1\nstart: p\nnodes:\n  p:\n    do: [{say: p}]\n    wait: {for: date, save: d}\n    otherwise: q\n  q: {do: [{say: p}]}\n', { p: 'In the part?' });
    const t = begin('  a:\n    do: [{say: a}]\n    wait: {for: place, save: place, among: destinations}\n    otherwise: b\n  b:\n    do: [{say: b}, {call: part}]\n    otherwise: c\n  c: {do: [{say: b}]}\n', { a: 'Where?', b: 'To {place}.' }, part);
    t.writes('Thailand');
    expect(t.texts()).toEqual(['To Thailand.', 'In the part?']);
    t.writes('no, Malaysia');
    expect(t.texts()).toEqual(['All right, I changed that. Now it is: MY', 'To MY.', 'In the part?']);
  });
});

const FORM = `  a:
    do: [{say: who}]
    wait: {for: choice, save: readers, options: [{value: family, title: family}, {value: work, title: work}, {value: unsure, title: unsure}]}
    otherwise: b
  b:
    do: [{say: papers}]
    wait: {for: yes-no, save: papers}
    otherwise: c
  c:
    do: [{say: word}]
    wait: {for: text, save: word}
    otherwise: d
  d:
    do: [{say: sum}]
    wait: {for: money, save: sum, currencies: []}
    otherwise: e
  e:
    do: [{say: day}]
    wait: {for: date, save: day}
    otherwise: f
  f:
    do: [{say: sure, quoting: true}]
    wait: {for: yes-no, save: sure}
    otherwise: g
  g: {do: [{say: sure, quoting: true}]}
`;
const FORM_TEXTS = { who: 'Who reads this?', family: 'My family', work: 'My employer', unsure: 'I do not know', papers: 'Papers?', word: 'A word?', sum: 'How much?', day: 'When?', sure: '{readers}, {papers}, {word}, {sum}, {day}. Right?' };

/** Other answers in the words of each language: to a choice and a yes or no by name, to a sum, a day and free words. */
const CORRECTED: Record<string, { choice: string; yes: string; sum: string; day: string; wrote: string }> = {
  en: { choice: 'sorry, I meant my employer', yes: 'I said no but it is yes', sum: 'not 5000, 3000', day: 'sorry, I meant tomorrow', wrote: 'I meant to write: green mango' },
  my: { choice: 'မှားသွားတယ် My employer', yes: 'မရှိဘူး မဟုတ်ဘူး ရှိတယ်', sum: '5000 မဟုတ်ဘူး 3000', day: 'မှားလို့ မနက်ဖြန်', wrote: 'ရေးချင်တာက green mango' },
  th: { choice: 'ขอโทษค่ะ หมายถึง My employer', yes: 'บอกว่าไม่มี แต่จริงๆ มี', sum: 'ไม่ใช่ 5000, 3000', day: 'ขอแก้เป็น พรุ่งนี้', wrote: 'ตั้งใจจะเขียนว่า green mango' },
  km: { choice: 'សុំទោស ខ្ញុំចង់និយាយថា My employer', yes: 'ខ្ញុំថា គ្មាន តែតាមពិត មាន', sum: 'មិនមែន 5000 ទេ 3000', day: 'ខុសហើយ ស្អែក', wrote: 'ខ្ញុំចង់សរសេរថា green mango' },
  lo: { choice: 'ຂໍໂທດ ໝາຍເຖິງ My employer', yes: 'ຂ້ອຍບອກວ່າ ບໍ່ມີ ແຕ່ຄວາມຈິງ ມີ', sum: 'ບໍ່ແມ່ນ 5000, 3000', day: 'ຂໍແກ້ ມື້ອື່ນ', wrote: 'ຂ້ອຍຢາກຂຽນວ່າ green mango' },
  vi: { choice: 'xin lỗi, ý tôi là My employer', yes: 'tôi nói không nhưng là có', sum: 'không phải 5000 mà là 3000', day: 'nhầm rồi, ngày mai', wrote: 'tôi muốn viết là green mango' },
};

describe('a correction of a choice, a yes or no, or free words', () => {
  function filled() {
    const t = begin(FORM, FORM_TEXTS);
    t.taps('My family');
    t.writes('no');
    t.writes('red mango');
    t.writes('5000 baht');
    t.writes('today');
    return t;
  }

  it.each(Object.entries(CORRECTED))('in the words of %s, one after the other', (_, words) => {
    const t = filled();
    expect(t.texts()).toEqual(['My family, No, red mango, 5000 THB, 2026-11-21. Right?']);
    for (const text of [words.choice, words.yes, words.sum, words.day, words.wrote]) {
      expect(t.writes(text).events.map((e) => e.type), text).toContain('flow.corrected');
    }
    expect(t.texts().at(-1)).toBe('My employer, Yes, green mango, 3000 THB, 2026-11-22. Right?');
  });

  it.each(Object.entries(CORRECTED))('in the words of %s, also where any words would be an answer', (_, words) => {
    const t = begin(FORM, FORM_TEXTS);
    t.taps('My family');
    t.writes('no');
    t.writes(words.choice);
    expect(t.session.run).toMatchObject({ node: 'c', vars: { readers: 'work', papers: 'no' } });
  });

  it('may take up a question of its own kind: what fits no earlier answer is the answer now', () => {
    const t = begin(FORM, FORM_TEXTS);
    t.writes('sorry, I meant my family');
    expect(t.session.run).toMatchObject({ node: 'b', vars: { readers: 'family' } });
    t.writes('no, not yet');
    expect(t.session.run).toMatchObject({ node: 'c', vars: { papers: 'no' } });
  });

  it('that names a wrong answer nobody gave changes nothing', () => {
    const t = filled();
    t.writes('not 7000, 3000');
    expect(t.session.run?.vars['sum']).toEqual({ amount: 5000, currency: 'THB' });
  });

  it('is no part of a story', () => {
    const t = begin(FORM, FORM_TEXTS);
    t.taps('My family');
    t.writes('yes');
    t.writes('not as they said, my employer took my passport and I got no pay for two months');
    expect(t.session.run).toMatchObject({ node: 'd', vars: { readers: 'family', word: { wrote: expect.stringContaining('not as they said') as string } } });
  });

  it('is chosen from the answers given, each of which leads back to its question with the others kept', () => {
    const t = filled();
    t.says('change an answer');
    expect(t.texts()).toEqual(['Which answer do you want to change?\n1. Who reads this? — My family\n2. Papers? — No\n3. A word? — What I wrote\n4. How much? — 5000 THB\n5. When? — 2026-11-21']);
    expect(t.buttons()).toEqual(['1. My family', '2. No', '3. What I wrote', '4. 5000 THB', '5. 2026-11-21']);
    t.taps('3. What I wrote');
    expect(t.texts()).toEqual(['A word?']);
    t.writes('blue mango');
    expect(t.texts()).toEqual(['My family, No, blue mango, 5000 THB, 2026-11-21. Right?']);
  });

  it('is chosen by number too, also where the question asks for a number; behind the list a number is an answer again', () => {
    const t = filled();
    t.says('change an answer');
    t.writes('4');
    expect(t.texts()).toEqual(['How much?']);
    t.says('change an answer');
    t.writes('2');
    expect(t.texts()).toEqual(['Papers?']);
    t.writes('yes');
    expect(t.session.run).toMatchObject({ vars: { papers: 'yes', word: { wrote: 'red mango' }, sum: { amount: 5000 } } });
  });

  it('where nothing was answered yet, the question is asked again', () => {
    const t = begin(FORM, FORM_TEXTS);
    t.says('change an answer');
    expect(t.texts()).toEqual(['Who reads this?']);
  });

  it('keeps every answer of a question that is asked more than once', () => {
    const loop = `  a:
    do: [{say: place}]
    wait: {for: place, save: place, among: destinations}
    otherwise: sum
  sum:
    do: [{say: sum}]
    wait: {for: money, save: sum, currencies: []}
    otherwise: noted
  noted:
    do: [{append: sum, to: sums}]
    otherwise: more
  more:
    do: [{say: more}]
    wait: {for: yes-no, save: more}
    routes: [{when: {var: more, is: "yes"}, go: sum}]
    otherwise: total
  total:
    do: [{sum: [sums], into: all}, {say: all}]
    wait: {for: yes-no, save: right}
    otherwise: end
  end: {do: [{say: more}]}
`;
    const t = begin(loop, { place: 'Where?', sum: 'How much?', more: 'More?', all: '{all}?' });
    for (const text of ['Thailand', '100 baht', 'yes', '20 baht', 'yes', '3 baht', 'no']) t.writes(text);
    expect(t.texts()).toEqual(['123 THB?']);
    t.writes('sorry, I meant Malaysia');
    expect(t.texts().at(-1)).toBe('123 THB?');
    t.says('change an answer');
    t.taps('2. 100 THB');
    t.writes('500 baht');
    expect(t.texts()).toEqual(['523 THB?']);
  });
});

/** As the words of a message are read: enough of a match for an answer. */
const WAGE: Partial<Understanding> = { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }], asks: true };

describe('a question in the middle that would be an answer by the letter', () => {
  it('is answered where a country is asked for, and the question stands', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('what is the minimum wage in Malaysia?', WAGE);
    expect(t.texts()).toEqual([expect.stringContaining('The minimum wage is what the law says.'), 'Where?']);
    expect(t.session.run).toMatchObject({ node: 'a', vars: {} });
    t.writes('Malaysia?', { ...WAGE, asks: false });
    expect(t.session.run).toMatchObject({ node: 'from', vars: { place: 'MY' } });
  });

  it('that may mean several things is asked back about, and the country is not taken', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('how about pay in Malaysia?', { ...WAGE, gate: 'clarify' });
    expect(t.texts()).toEqual(['I am not sure I understood. Is it one of these?', 'Where?']);
    expect(t.session.run?.node).toBe('a');
  });

  it.each([
    ['text', 'what is the minimum wage?', { wrote: 'what is the minimum wage?' }],
    ['location', 'what is the minimum wage in Malaysia?', { wrote: 'what is the minimum wage in Malaysia?' }],
    ['number', 'is 12 hours a day legal?', 12],
    ['date', 'what holds since 5 May 2026?', { date: '2026-05-05' }],
    ['contact', 'is 081 234 5678 your number?', { wrote: '+66812345678' }],
    ['money, currencies: []', 'is 400 baht the minimum wage?', { amount: 400, currency: 'THB' }],
  ])('is answered where %s is asked for, and one press takes it for the answer too', (kind, text, value) => {
    const t = begin(`  a:\n    do: [{say: a}]\n    wait: {for: ${kind.replace(', ', ', save: x, ')}${kind.includes(',') ? '' : ', save: x'}}\n    otherwise: b\n  b:\n    do: [{say: b}]\n    wait: {for: yes-no, save: y}\n    otherwise: c\n  c: {do: [{say: b}]}\n`, { a: 'Tell.', b: 'And?' });
    t.writes(text, WAGE);
    expect(t.texts()[0]).toContain('The minimum wage is what the law says.');
    expect(t.texts()[1]).toMatch(/^Tell\.\n\nIf what you wrote was already your answer/);
    expect(t.session.run).toMatchObject({ node: 'a', vars: {} });
    t.taps('That was my answer');
    expect(t.texts()).toEqual(['And?']);
    expect(t.session.run?.vars['x']).toEqual(value);
    t.taps('That was my answer');
    expect(t.texts()).toEqual(['And?']);
    expect(t.session.run?.node).toBe('b');
  });

  it('is answered together with others, and one that nothing answers is told so', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('what is the minimum wage in Malaysia and who pays?', { asks: true, several: [{ gate: 'answer', matches: WAGE.matches! }, { gate: 'answer', matches: [{ entry: 'fees/who-pays-what@TH', score: 0.9 }] }] });
    expect(t.texts()).toEqual([expect.stringContaining('The minimum wage is'), expect.stringContaining('The employer pays'), 'Where?']);
    t.writes('why is the sky blue?', { asks: true });
    expect(t.texts()[0]).toContain('I have no checked answer to that');
    expect(t.session.run?.node).toBe('a');
  });

  it('"and in Malaysia?" after an answer is not the country that is asked for', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('what is the minimum wage in Thailand?', WAGE);
    t.writes('and in Malaysia?', { takesUp: 'place' });
    expect(t.texts()).toEqual([expect.stringContaining('In Malaysia it is one figure.'), 'Where?']);
  });
});

describe('two answers in one message', () => {
  it('answer two questions of different kinds', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('from Myanmar to Thailand, 500 baht');
    expect(t.texts()).toEqual(['How many people?']);
    expect(t.session.run?.vars).toMatchObject({ place: 'TH', origin: 'MM', paid: { amount: 500, currency: 'THB' } });
  });

  it('are not guessed at where it is not clear', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('Thailand');
    t.writes('Myanmar, 500 baht or 700 baht');
    expect(t.texts()).toEqual(['How much?']);
    t.writes('500 baht');
    expect(t.texts()).toEqual(['How many people?']);
  });
});

describe('going through a flow', () => {
  it('starts over, changes the language, gets help and says hello without losing the place', () => {
    const t = begin(ORDER, ORDER_TEXTS);
    t.writes('Thailand');
    for (const word of ['hello', 'thanks', 'help menu', 'language', 'delete what i wrote']) {
      t.says(word);
      expect(t.session.run?.node, word).toBe('from');
    }
    t.taps('No, keep it');
    expect(t.texts()).toEqual(['From where?']);
    t.says('language');
    t.taps('ไทย');
    expect(t.session).toMatchObject({ locale: 'th', run: { node: 'from' } });
    t.says('เริ่มใหม่');
    expect(t.session.run).toMatchObject({ node: 'a', vars: {} });
  });

  it('calls a flow and goes on behind the call with what it found', () => {
    const part = filesOf('part', 'flow: part\nversion: 1\nstart: p\nnodes:\n  p:\n    do: [{say: p}]\n    wait: {for: number, save: x}\n    otherwise: q\n  q: {do: [{multiply: x, by: 2, into: y}]}\n', { p: 'How many for {who}?' });
    const t = begin('  a: {do: [{set: name, to: TH}, {say: first}, {call: part, with: {who: name}, into: {twice: y}}, {say: told}]}\n', { first: 'First.', told: 'Twice is {twice}.' }, part);
    expect(t.texts()).toEqual(['First.', 'How many for Thailand?']);
    t.says('minimum', { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] });
    expect(t.texts().at(-1)).toBe('How many for Thailand?');
    t.writes('3');
    expect(t.texts()).toEqual(['Twice is 6.']);
    expect(t.session.run).toBeNull();
  });

  it('goes back from a called flow to the question before the call', () => {
    const part = filesOf('part', 'flow: part\nversion: 1\nstart: p\nnodes:\n  p:\n    do: [{say: p}]\n    wait: {for: number, save: x}\n    otherwise: q\n  q: {do: [{say: p}]}\n', { p: 'How many?' });
    const t = begin('  a:\n    do: [{say: a}]\n    wait: {for: yes-no, save: y}\n    otherwise: b\n  b: {do: [{call: part}, {say: a}]}\n', { a: 'Shall we?' }, part);
    t.taps('Yes');
    t.says('back');
    expect(t.texts()).toEqual(['Shall we?']);
    expect(t.session.run).toMatchObject({ flow: 'sample', node: 'a', parent: null });
  });

  it('a call without end becomes a person', () => {
    const round = filesOf('round', 'flow: round\nversion: 1\nstart: r\nnodes:\n  r: {do: [{call: round}]}\n', {});
    const t = begin('  a: {do: [{call: round}]}\n', {}, round);
    expect(t.session.handoff).not.toBeNull();
  });

  it('goes where it says when nobody answers, once, and then ends', () => {
    const t = begin('  a:\n    do: [{say: a}]\n    wait: {for: yes-no, save: y}\n    timeout: late\n    otherwise: b\n  b: {do: [{say: b}]}\n  late:\n    do: [{say: late}]\n    wait: {for: yes-no, save: z}\n    timeout: late\n    otherwise: b\n', { a: 'Well?', b: 'Good.', late: 'Are you still there?' });
    t.step(event('timer', { kind: 'flow-expires' }));
    expect(t.texts()).toEqual(['Are you still there?']);
    expect(t.step(event('timer', { kind: 'flow-expires' })).timer).toBeNull();
    expect(t.texts()[0]).toContain('put the open question away');
    expect(t.session.run).toBeNull();
  });

  it('keeps the counsellor\'s hand-over to what was agreed, with options as they were said', () => {
    const t = begin('  a:\n    do: [{say: a}]\n    wait: {for: choice, save: what, options: [{value: x, title: pay}]}\n    otherwise: b\n  b:\n    do: [{say: story}]\n    wait: {for: text, save: story}\n    otherwise: c\n  c: {do: [{handoff: flow, summary: sum}]}\n', { a: 'What?', pay: 'My pay', story: 'Tell me.', sum: '{what}: {story}' });
    t.taps('My pay');
    const made = t.writes('no money since May');
    expect(made.handoff).toMatchObject({ do: 'open', summary: { agreed: 'My pay: no money since May' } });
    expect(t.texts().join()).not.toContain('no money since');
  });
});

describe('what a person wrote', () => {
  it('is never said again, whatever a flow\'s words hold', () => {
    const t = begin('  a:\n    do: [{say: a}]\n    wait: {for: text, save: story}\n    otherwise: b\n  b: {do: [{say: b}]}\n', { a: 'Tell me.', b: 'So: {story} {nothing}' });
    t.writes('my secret');
    expect(t.texts()).toEqual(['So: … …']);
  });

  it('is kept to its beginning: the transcript has the rest', () => {
    const t = begin('  a:\n    do: [{say: a}]\n    wait: {for: text, save: story}\n    otherwise: b\n  b:\n    do: [{say: a}]\n    wait: {for: yes-no, save: y}\n    otherwise: a\n', { a: 'Tell me.' });
    t.writes('x'.repeat(10_000));
    expect(t.session.run?.vars['story']).toEqual({ wrote: 'x'.repeat(1_000) });
  });
});

describe('reckoning', () => {
  const said = (actions: string, text: string, texts: Record<string, string> = {}) => begin(`  a: {do: [${actions}, {say: told}]}\n`, { told: text, ...texts }).texts()[0];

  it('takes facts as they hold, and leaves unset what is none', () => {
    expect(said('{value-of: mmth-WAGE-01, into: wage}, {multiply: wage, by: 26, into: month}, {value-of: mmth-SHARE-01, into: share}, {multiply: month, by: share, into: part}', '{wage} {month} {part}')).toBe('400 THB 10400 THB 2600 THB');
    expect(said('{value-of: mmth-GONE-01, into: wage}, {multiply: wage, by: 26, into: month}', '{wage} {month}')).toBe('… …');
  });

  it('adds, takes away, divides, and mixes no two currencies', () => {
    expect(said('{set: a, to: 10}, {set: b, to: 4}, {sum: [a, b, a], into: s}, {subtract: b, from: a, into: d}, {divide: a, by: b, into: q}, {add: 1.5, to: a, into: p}', '{s} {d} {q} {p}')).toBe('24 6 2.5 11.5');
    expect(said('{value-of: mmth-WAGE-01, into: wage}, {set: a, to: 10}, {sum: [wage, a], into: s}, {divide: wage, by: 0, into: q}', '{s} {q}')).toBe('… …');
  });

  it('knows no zero below zero, and nothing beyond numbers: a session is JSON', () => {
    const nodes = (actions: string) => `  a:\n    do: [${actions}, {say: told}]\n    wait: {for: yes-no, save: y}\n    otherwise: a\n`;
    const t = begin(nodes('{set: a, to: -0.0001}, {multiply: a, by: 1, into: zero}, {set: b, to: 1.0e+308}, {multiply: b, by: 1000, into: huge}'), { told: '{zero} {huge}' });
    expect(t.texts()).toEqual(['0 …']);
    expect(Object.is(t.session.run?.vars['zero'], 0)).toBe(true);
  });

  it('counts days, and says a day so many later', () => {
    expect(said('{value-of: mmth-END-01, into: end}, {days-until: end, into: left}, {value-of: mmth-DAYS-01, into: more}, {add: more, to: end, into: then}, {subtract: end, from: then, into: between}', '{end} {left} {then} {between}')).toBe('2026-12-11 20 2027-01-10 30');
  });

  it('converts by a dated rate, and not without one', () => {
    const nodes = (like: string) => `  a:\n    do: [{say: ask}]\n    wait: {for: money, save: paid, currencies: []}\n    otherwise: b\n  b:\n    do: [{say: ask}]\n    wait: {for: money, save: like, currencies: []}\n    otherwise: c\n  c:\n    do: [{convert: paid, like: like, into: same, said: rate}]\n    routes: [{when: {var: rate, known: true}, go: d}, {when: {var: same, known: true}, go: e}]\n    otherwise: f\n  d: {do: [{say: both}]}\n  e: {do: [{say: same}]}\n  f: {do: [{say: ${like}}]}\n`;
    const texts = { ask: 'How much?', both: '{same} at {rate}', same: '{same}', none: 'No rate.' };
    const t = begin(nodes('none'), texts);
    t.writes('100 baht');
    t.writes('500 kyat');
    expect(t.texts()[0]).toBe('6200 MMK at 1 THB = 62 MMK (2026-11)');
    const other = begin(nodes('none'), texts);
    other.writes('100 baht');
    other.writes('500 ringgit');
    expect(other.texts()[0]).toBe('No rate.');
    const same = begin(nodes('none'), texts);
    same.writes('100 baht');
    same.writes('500 baht');
    expect(same.texts()[0]).toBe('100 THB');
  });

  it('sums a list of payments, and decides by numbers', () => {
    const t = begin(
      `  a:
    do: [{say: ask}]
    wait: {for: money, save: paid, currencies: []}
    otherwise: b
  b:
    do: [{append: paid, to: all}, {sum: [all], into: total}, {say: so-far}]
    wait: {for: yes-no, save: more}
    routes: [{when: {var: more, is: "yes"}, go: a}]
    otherwise: c
  c:
    do: [{value-of: mmth-WAGE-01, into: wage}]
    routes: [{when: {var: total, under: wage}, go: little}, {when: {var: total, over: wage}, go: much}]
    otherwise: little
  little: {do: [{say: little}]}
  much: {do: [{say: much}]}
`,
      { ask: 'How much?', 'so-far': '{all}, together {total}. More?', little: 'Little.', much: 'Much.' },
    );
    t.writes('300 baht');
    t.taps('Yes');
    t.writes('200 baht');
    expect(t.texts()[0]).toBe('300 THB + 200 THB, together 500 THB. More?');
    t.says('back');
    t.writes('50 baht');
    expect(t.texts()[0]).toBe('300 THB + 50 THB, together 350 THB. More?');
    t.taps('No');
    expect(t.texts()[0]).toBe('Little.');
  });
});

describe('places near', () => {
  const NODES = `  a:
    do: [{say: where}]
    wait: {for: location, save: town}
    otherwise: b
  b:
    do: [{lookup: places-near, location: town, into: place, said: nearest}]
    routes: [{when: {var: nearest, known: true}, go: near}, {when: {var: place, known: true}, go: country}]
    otherwise: nowhere
  near: {do: [{say: near}]}
  country: {do: [{say: country}]}
  nowhere: {do: [{say: nowhere}]}
`;
  const TEXTS = { where: 'Where?', near: '{nearest}', country: 'Only {place}.', nowhere: 'Nothing.' };
  const shared = { ...message(undefined), entities: [{ type: 'GeoCoordinates', latitude: 16.7, longitude: -98.5 }] } as Activity;

  /** The world knows what lies near a position or a name. */
  function at(near: World['near']) {
    const world = { ...worldOf(filesOf('sample', `flow: sample\nversion: 1\nstart: a\nnodes:\n${NODES}`, TEXTS)), near };
    const t = talk(world, english);
    t.says('begin sample');
    return t;
  }

  it('are told of a shared place or a named town', () => {
    const asked: unknown[] = [];
    const t = at((what) => (asked.push(what), { entry: 'help/find-mrc@TH', text: 'An office.' }));
    t.step(shared, NOTHING_UNDERSTOOD);
    expect(t.texts()[0]).toBe('An office.');
    const named = at((what) => (asked.push(what), { entry: 'help/find-mrc@TH', text: 'An office.' }));
    named.says('in Mae Sot', { places: [{ place: 'TH', direction: null }] });
    expect(asked).toMatchObject([{ position: { latitude: 16.7, longitude: -98.5 } }, { position: null, text: 'in Mae Sot' }]);
  });

  it('are the country where no office is known, and nothing where no country is', () => {
    const country = at(() => ({ entry: 'help/find-mrc@TH', text: null }));
    country.step(shared, NOTHING_UNDERSTOOD);
    expect(country.texts()[0]).toBe('Only Thailand.');
    const nowhere = at(() => null);
    nowhere.step(shared, NOTHING_UNDERSTOOD);
    expect(nowhere.texts()[0]).toBe('Nothing.');
  });
});

describe('a flow that changed while somebody waited in it', () => {
  const OLD = '  a:\n    do: [{say: a}]\n    wait: {for: number, save: n}\n    otherwise: b\n  b: {do: [{say: b}]}\n';
  const after = (nodes: string, head = '', start = 'a') => worldOf(filesOf('sample', `flow: sample\nversion: 2\n${head}start: ${start}\nnodes:\n${nodes}`, { a: 'How many?', b: 'So {n}.', c: 'Yes or no?' }));
  const parked = () => begin(OLD, { a: 'How many?', b: 'So {n}.' }).session;

  it('goes on where its question still stands', () => {
    const t = talk(after(OLD), parked());
    t.says('3', heard('3'));
    expect(t.texts()).toEqual(['So 3.']);
  });

  it('goes on under the question\'s new name', () => {
    const t = talk(after(OLD.replace('  a:', '  many:'), 'moved: {a: many}\n', 'many'), parked());
    t.says('repeat');
    expect(t.texts()).toEqual(['How many?']);
    t.says('3', heard('3'));
    expect(t.texts()).toEqual(['So 3.']);
  });

  it('asks the other question that it was moved to', () => {
    const nodes = '  c:\n    do: [{say: c}]\n    wait: {for: yes-no, save: y}\n    otherwise: b\n  b: {do: [{say: a}]}\n';
    const t = talk(after(nodes, 'moved: {a: c}\n', 'c'), parked());
    t.says('3', heard('3'));
    expect(t.texts()).toEqual(['Yes or no?']);
  });

  it('begins anew with a word where a question of another kind stands there now', () => {
    const nodes = '  a:\n    do: [{say: c}]\n    wait: {for: yes-no, save: y}\n    otherwise: b\n  b: {do: [{say: a}]}\n';
    const t = talk(after(nodes), parked());
    t.says('3', heard('3'));
    expect(t.texts()[0]).toContain('have been changed since');
    expect(t.texts()[1]).toBe('Yes or no?');
  });
});
