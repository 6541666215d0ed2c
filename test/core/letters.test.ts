import { describe, expect, it } from 'vitest';
import { newSession, upgrade } from '../../src/core/session.js';
import type { Understanding } from '../../src/core/understanding.js';
import { NOON, smallWorld, talk, understood } from './world.js';

const WORLD = smallWorld();
const FEE = { gate: 'answer', matches: [{ entry: 'fees/overcharged@ANY', score: 0.9 }] } satisfies Partial<Understanding>;
const WAGE = { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] } satisfies Partial<Understanding>;
const AMBIGUOUS = 'ပါမစ်မရဘူး';
const ASKED = { type: 'letters.asked' };

function undecided(unicode: Partial<Understanding>, zawgyi: Partial<Understanding>): Partial<Understanding> {
  const as = (encoding: 'unicode' | 'zawgyi', text: string, more: Partial<Understanding>) => understood(text, { locale: 'my', encoding, ...more });
  return { locale: 'my', encoding: 'undecided', ...unicode, readings: { unicode: as('unicode', AMBIGUOUS, unicode), zawgyi: as('zawgyi', `converted ${AMBIGUOUS}`, zawgyi) } };
}

function begun() {
  const t = talk(WORLD);
  t.says('hello');
  t.says('stop');
  return t;
}

describe('which letters', () => {
  it('are asked where the two readings lead to different answers, in both letters', () => {
    const t = begun();
    expect(t.says(AMBIGUOUS, undecided(FEE, WAGE)).events).toEqual([ASKED]);
    const [unicode = '', zawgyi = ''] = t.buttons();
    expect(zawgyi).toBe(`[zawgyi]${unicode}`);
    expect(t.texts()).toHaveLength(1);
    expect(t.session.letters).toEqual({ waits: AMBIGUOUS });
  });

  it.each([
    ['decided', { locale: 'my', encoding: 'unicode', ...FEE }],
    ['undecided, of which the other reading is the same or another language', { locale: 'my', encoding: 'undecided', ...FEE, readings: null }],
    ['undecided, and answered alike', undecided(FEE, FEE)],
    ['undecided, and nothing as Zawgyi', undecided(FEE, {})],
  ] as const)('are not asked where the message is %s', (_, words) => {
    const t = begun();
    expect(t.says(AMBIGUOUS, words).events).toEqual([{ type: 'answer.given', entry: 'fees/overcharged@ANY', locale: 'en' }]);
    expect(t.session.letters).toBeNull();
  });

  it('are asked where Zawgyi is a command, and Unicode is nothing', () => {
    const t = begun();
    const words = undecided({}, {});
    expect(t.says(AMBIGUOUS, { ...words, readings: { unicode: words.readings!.unicode, zawgyi: { ...words.readings!.zawgyi, text: 'menu' } } }).events).toEqual([ASKED]);
  });

  it('wait while either reading is danger: that goes first', () => {
    const t = begun();
    const { events } = t.says(AMBIGUOUS, { ...undecided(FEE, WAGE), flags: [{ danger: 'locked-in', level: 'R3' }] });
    expect(events.map(({ type }) => type)).toContain('flag.raised');
    expect(events).not.toContainEqual(ASKED);
    expect(begun().says(AMBIGUOUS, { ...undecided(FEE, WAGE), doubt: true }).events).not.toContainEqual(ASKED);
  });

  it('are asked once, and again only when they had been sure', () => {
    const t = begun();
    t.says(AMBIGUOUS, undecided(FEE, WAGE));
    expect(t.says(AMBIGUOUS, undecided(FEE, WAGE)).events).not.toContainEqual(ASKED);
    expect(t.session.letters).toEqual({ waits: null });
    t.says('မြန်မာနိုင်ငံ', { locale: 'my', encoding: 'unicode', ...FEE });
    expect(t.says(AMBIGUOUS, undecided(FEE, WAGE)).events).toEqual([ASKED]);
  });

  it('wait for the next message only: another one that is answered takes its place', () => {
    const t = begun();
    t.says(AMBIGUOUS, undecided(FEE, WAGE));
    const made = t.says('wage', WAGE);
    expect(made.events.map(({ type }) => type)).toEqual(['answer.given']);
    expect(made.reread).toBeNull();
    expect(t.session.letters).toEqual({ waits: null });
  });

  it.each([
    ['skip', {}],
    ['something that is no answer', {}],
  ])('need not be told: after "%s" the message is read all the same', (text, words) => {
    const t = begun();
    t.says(AMBIGUOUS, undecided(FEE, WAGE));
    expect(t.says(text, words).reread).toEqual({ text: AMBIGUOUS, encoding: null });
  });

  it('may be told by number, also where a flow waits for one', () => {
    const t = begun();
    t.says('check a fee');
    t.says('Thailand', { places: [{ place: 'TH', direction: null }] });
    t.says('Myanmar', { places: [{ place: 'MM', direction: null }] });
    t.says('1', { numbers: [1] });
    expect(t.session.run?.awaits).toBe('money');
    t.says(AMBIGUOUS, undecided({}, WAGE));
    expect(t.session.letters).toEqual({ waits: AMBIGUOUS });
    expect(t.says('2', { numbers: [2] }).reread).toEqual({ text: AMBIGUOUS, encoding: 'zawgyi' });
    expect(t.session.run?.awaits).toBe('money');
  });

  it('are told by the letters themselves, where the words of the button are typed', () => {
    const t = begun();
    t.says(AMBIGUOUS, undecided(FEE, WAGE));
    const [title = ''] = t.buttons();
    expect(t.says(title, { encoding: 'zawgyi' }).reread).toEqual({ text: AMBIGUOUS, encoding: 'zawgyi' });
    expect(t.session.encoding).toBe('zawgyi');
  });

  it('that are told by an old button change the letters, and bring nothing up again', () => {
    const t = begun();
    t.says(AMBIGUOUS, undecided(FEE, WAGE));
    const zawgyi = t.buttons()[1] as string;
    t.says('wage', WAGE);
    expect(t.taps(zawgyi).reread).toBeNull();
    expect(t.session.encoding).toBe('zawgyi');
  });
});

it('a session of schema 5 goes on, without a question', () => {
  const { letters: _, ...before } = newSession('my', NOON);
  expect(upgrade({ ...before, schema: 5 })).toEqual(newSession('my', NOON));
});
