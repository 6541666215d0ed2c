import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { newSession } from '../../src/core/session.js';
import type { Understanding } from '../../src/core/understanding.js';
import { findAmounts } from '../../src/language/amounts.js';
import { findDates } from '../../src/language/dates.js';
import { findNumbers } from '../../src/language/digits.js';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces } from '../../src/language/places.js';
import { NOON, ROOT, talk } from '../core/world.js';
import { filesOf, worldOf } from './flows.js';

/*
 * Any earlier answer of any kind is corrected by typing, in the words of any language: what the flow then knows is what it
 * would know had the person said so at once.
 */

const KINDS = ['place', 'choice', 'yes-no', 'money', 'number', 'date', 'text'] as const;
type Kind = (typeof KINDS)[number];

const WAITS: Record<Kind, string> = {
  place: '{for: place, save: place, among: destinations}',
  choice: '{for: choice, save: choice, options: [{value: family, title: family}, {value: work, title: work}, {value: nobody, title: nobody}]}',
  'yes-no': '{for: yes-no, save: yes-no}',
  money: '{for: money, save: money, currencies: []}',
  number: '{for: number, save: number}',
  date: '{for: date, save: date}',
  text: '{for: text, save: text}',
};

/** Answers as they are typed; no two of one kind mean the same. */
const ANSWERS: Record<Kind, readonly string[]> = {
  place: ['Thailand', 'Malaysia', 'Singapore', 'Japan'],
  choice: ['My family', 'My employer', 'Nobody else'],
  'yes-no': ['yes', 'no'],
  money: ['500 baht', '3000 baht', '20000 baht'],
  number: ['2', '3', '17'],
  date: ['5 May 2026', '6 June 2026', '1 January 2027'],
  text: ['red mango', 'green mango', 'a blue house'],
};

/** How an earlier answer is corrected; `{old}` is what was answered. Words behind the first two are in English, as people mix. */
const WORDS: Record<Locale, readonly string[]> = {
  en: ['sorry, I meant {new}', 'not {old}, {new}', 'I said {old} but it is {new}', '{new}, not {old}'],
  my: ['မှားသွားတယ် {new}', '{old} မဟုတ်ဘူး {new}', '{old} အစား {new}'],
  th: ['ขอโทษค่ะ หมายถึง {new}', 'ไม่ใช่ {old}, {new}', 'เปลี่ยน {old} เป็น {new}'],
  km: ['សុំទោស {new}', 'មិនមែន {old} គឺ {new}', 'ប្ដូរ {old} ទៅ {new}'],
  lo: ['ຂໍໂທດ ໝາຍເຖິງ {new}', 'ບໍ່ແມ່ນ {old}, {new}', 'ປ່ຽນ {old} ເປັນ {new}'],
  vi: ['xin lỗi, ý tôi là {new}', 'không phải {old} mà là {new}', 'đổi {old} thành {new}'],
};
const REWRITTEN: Record<Locale, string> = {
  en: 'I meant to write: {new}',
  my: 'ရေးချင်တာက {new}',
  th: 'ตั้งใจจะเขียนว่า {new}',
  km: 'ខ្ញុំចង់សរសេរថា {new}',
  lo: 'ຂ້ອຍຢາກຂຽນວ່າ {new}',
  vi: 'tôi muốn viết là {new}',
};

const places = parsePlaces(readFileSync(join(ROOT, 'knowledge/places.yaml'), 'utf8'));

function heard(text: string): Partial<Understanding> {
  const normal = normalise(text);
  const { mentions, denied } = findPlaces(normal, places);
  return { numbers: findNumbers(normal).map((n) => n.value), amounts: findAmounts(normal), dates: findDates(normal), places: mentions, denied };
}

/** A world with one flow that asks these, one after the other, and then waits for a choice that has nothing to do with them. */
function asking(kinds: readonly Kind[]) {
  const nodes = kinds.map((kind, n) => `  ${kind}:\n    do: [{say: ask}]\n    wait: ${WAITS[kind]}\n    otherwise: ${kinds[n + 1] ?? 'last'}\n`).join('');
  const last = '  last:\n    do: [{say: ask}]\n    wait: {for: choice, save: last, options: [{value: a, title: on}, {value: b, title: off}]}\n    otherwise: end\n  end: {do: [{say: ask}]}\n';
  return worldOf(filesOf('sample', `flow: sample\nversion: 1\nstart: ${kinds[0]}\nnodes:\n${nodes}${last}`, { ask: 'Well?', family: 'My family', work: 'My employer', nobody: 'Nobody else', on: 'Go on', off: 'Leave it' }));
}
const ORDERS = [[...KINDS], [...KINDS].reverse(), ['text', 'yes-no', 'date', 'choice', 'number', 'place', 'money']] as const;
const WORLDS = ORDERS.map((order) => ({ order, world: asking(order) }));

function answered(world: ReturnType<typeof asking>, answers: readonly string[]) {
  const t = talk(world, { ...newSession('en', NOON), localeChosen: true });
  t.says('begin sample');
  for (const text of answers) t.says(text, heard(text));
  return t;
}

const scenario = fc.record({
  of: fc.constantFrom(...WORLDS),
  picks: fc.array(fc.nat(), { minLength: KINDS.length, maxLength: KINDS.length }),
  which: fc.nat({ max: KINDS.length - 1 }),
  other: fc.nat(),
  locale: fc.constantFrom(...LOCALES),
  words: fc.nat(),
});

describe('a typed correction', () => {
  it('of any earlier answer, in any language, is as if it had been said at once', () => {
    fc.assert(
      fc.property(scenario, ({ of: { order, world }, picks, which, other, locale, words }) => {
        const first = order.map((kind, n) => ANSWERS[kind][picks[n]! % ANSWERS[kind].length]!);
        const kind = order[which]!;
        const others = ANSWERS[kind].filter((a) => a !== first[which]);
        const meant = others[other % others.length]!;
        // A bare number may be the sum that was asked for last: who means another question says what was wrong.
        const forms = kind === 'text' ? [REWRITTEN[locale]] : WORDS[locale].filter((f) => kind !== 'number' || f.includes('{old}'));
        const typed = forms[words % forms.length]!.replace('{new}', meant).replace('{old}', first[which]!);

        const t = answered(world, first);
        const made = t.says(typed, heard(typed));
        expect(made.events, typed).toContainEqual({ type: 'flow.corrected', flow: 'sample', node: kind });
        expect(t.session.run, typed).toMatchObject({ node: 'last', vars: answered(world, first.with(which, meant)).session.run!.vars });
      }),
      { numRuns: 300 },
    );
  });

  it('from the list of answers is the same', () => {
    fc.assert(
      fc.property(scenario, ({ of: { order, world }, picks, which, other }) => {
        const first = order.map((kind, n) => ANSWERS[kind][picks[n]! % ANSWERS[kind].length]!);
        const meant = ANSWERS[order[which]!][other % ANSWERS[order[which]!].length]!;
        const t = answered(world, first);
        t.says('change an answer');
        t.says(String(which + 1), { numbers: [which + 1] });
        expect(t.session.run?.node).toBe(order[which]);
        t.says(meant, heard(meant));
        expect(t.session.run).toMatchObject({ node: 'last', vars: answered(world, first.with(which, meant)).session.run!.vars });
      }),
      { numRuns: 100 },
    );
  });
});
