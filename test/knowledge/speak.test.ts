import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { CURRENCIES, fact, type Fact } from '../../src/knowledge/fact.js';
import { format } from '../../src/knowledge/format.js';
import { standing } from '../../src/knowledge/standing.js';
import { at, changed, ENTRY, KEY, load, md, SHORT, TODAY, voiceOf, type Files } from './content.js';

const FEES = 'knowledge/facts/TH/fees.yaml';
const HELP = 'knowledge/facts/TH/help.yaml';
const HEAD = `${ENTRY}/entry.yaml`;
const speak = (over: Files = {}, locale: Locale = 'en', now = TODAY) => voiceOf(load(over))(now).speak(KEY, locale);

describe('a number with a line for each language', () => {
  it('is shown to each in their own', () => {
    const lines = changed(HELP, 'values:', 'spokenIn: {km: khmer}\n  values:');
    const files = { [HELP]: lines[HELP]?.replace('{phone: "1694"}', '{phone: "1694"}\n    khmer: {phone: "1695"}') ?? '' };
    const hotlineIn = (locale: Locale) => speak(files, locale)?.next.flatMap((n) => (n.do === 'hotline' ? [n.text] : []))[0];
    expect(hotlineIn('km')).toContain('1695');
    expect(hotlineIn('en')).toContain('1694');
  });
});

describe('an answer', () => {
  it('says the figure, its sources and that nobody has confirmed it', () => {
    const said = speak();
    expect(said).toMatchObject({ entry: KEY, locale: 'en', title: 'Cost of the permit', unsure: false, more: null });
    expect(said?.text).toBe(SHORT.en.replace('{{fact:mmth-FEE-08}}', '900 baht'));
    expect(said?.footer).toBe('Sources: Ministry of Labour (2017)\nChecked against published sources of February 2026, not yet confirmed by a counsellor.');
    expect(said?.receipt).toMatch(/^[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{4}$/);
    expect(said?.next).toEqual([{ do: 'flow', flow: 'check-fee', title: '→ check-fee' }, { do: 'hotline', text: 'Employment office: 1694' }]);
  });

  it('says the figure in the digits and words of each language', () => {
    const knowledge = load();
    const text = (l: Locale) => voiceOf(knowledge)(TODAY).speak(KEY, l)?.text;
    expect(text('my')).toContain('၉၀၀ ဘတ်');
    expect(text('th')).toContain('900 บาท');
    expect(text('km')).toContain('៩០០ បាត');
    expect(text('lo')).toContain('900 ບາດ');
    expect(text('vi')).toContain('900 baht');
  });

  it('changes in six languages at once with one figure', () => {
    const [before, after] = [load(), load(changed(FEES, 'amount: 900', 'amount: 950'))];
    for (const l of LOCALES) {
      const [old, fresh] = [before, after].map((k) => voiceOf(k)(TODAY).speak(KEY, l)?.text ?? '');
      expect(old).toContain(format({ amount: 900, currency: 'THB' }, l));
      expect(fresh).toBe(old?.replace(format({ amount: 900, currency: 'THB' }, l), format({ amount: 950, currency: 'THB' }, l)));
    }
  });

  it('names three sources and says that there are more', () => {
    const more = ['A', 'B', 'C'].map((p, i) => `\n    - {publisher: ${p}, title: T, date: ${2020 + i}, url: "https://example.org"}`).join('');
    expect(speak(changed(FEES, '/card"}', `/card"}${more}`))?.footer).toContain('Sources: C (2022), B (2021), A (2020) and more');
  });

  it('marks a figure that is not sure, in words, and offers a person', () => {
    const said = speak(changed(FEES, 'confidence: high', 'confidence: low'));
    expect(said?.text).toContain('900 baht (as of February 2026, not confirmed).');
    expect(said?.unsure).toBe(true);
    expect(said?.next).toContainEqual({ do: 'human' });
    expect(speak(changed(FEES, 'use: serve', 'use: verify'), 'my')?.text).toContain('၉၀၀ ဘတ် (၂၀၂၆ ခုနှစ် ဖေဖော်ဝါရီလက အချက်အလက်ပါ၊ အတည်မပြုရသေးပါဘူး)');
  });

  it('warns under the answer where a fact is not sure and its figure is not said', () => {
    const rule = '- id: mmth-RUL-1\n  kind: rule\n  claim: A rule.\n  jurisdiction: [TH]\n  asOf: 2024\n  confidence: low\n  use: verify\n  sources:\n    - {publisher: P, title: T, date: undated, url: "https://example.org"}\n';
    const said = speak({ 'knowledge/facts/TH/rules.yaml': rule, ...changed(HEAD, '[mmth-FEE-08]', '[mmth-FEE-08, mmth-RUL-1]') });
    expect(said?.footer).toMatch(/Part of this is not confirmed and may have changed since 2024\.$/);
    expect(said?.footer).toContain('P (no date)');
    expect(said?.unsure).toBe(true);
  });

  it('puts the date behind a phone number from the 90th day', () => {
    const old = changed(HELP, 'asOf: 2026-11-01', 'asOf: 2026-03');
    expect(speak(old)?.next).toContainEqual({ do: 'hotline', text: 'Employment office: 1694 (number as of March 2026)' });
  });

  it('leaves out a number that may not be dialled', () => {
    expect(speak(changed(HELP, 'confidence: high', 'confidence: low'))?.next).toEqual([{ do: 'flow', flow: 'check-fee', title: '→ check-fee' }]);
  });

  it('says since when a number is known that it leaves out', () => {
    const text = 'There was a line in {{asof:mmth-HLP-01}}; we must test its number first.';
    const over = { ...changed(HELP, 'use: serve', 'use: verify'), ...changed(HEAD, '[mmth-FEE-08]', '[mmth-FEE-08, mmth-HLP-01]'), [`${ENTRY}/en.md`]: md('en', text) };
    expect(speak(over)?.text).toBe('There was a line in 1 November 2026; we must test its number first.');
  });

  it('never says a background fact', () => {
    expect(speak(changed(FEES, 'use: serve', 'use: background'))).toBeNull();
  });

  it('says that it has the answer only in another language, and offers a person', () => {
    const said = speak({ [`${ENTRY}/km.md`]: null }, 'km');
    expect(said).toMatchObject({ locale: 'en', unsure: true });
    expect(said?.text).toMatch(/^មកដល់ពេលនេះ យើងមានចម្លើយនេះតែជាភាសាអង់គ្លេសប៉ុណ្ណោះ។[^]*900 baht/);
    expect(said?.next).toContainEqual({ do: 'human' });
    const onlyBurmese = Object.fromEntries(['en', 'th', 'km', 'lo', 'vi'].map((l) => [`${ENTRY}/${l}.md`, null]));
    expect(speak(onlyBurmese, 'vi')).toMatchObject({ locale: 'my' });
  });

  it('offers a person where the facts carry no answer', () => {
    expect(speak(changed(HEAD, 'kind: answer', 'kind: unconfirmed'))?.unsure).toBe(true);
  });
});

describe('time', () => {
  const more = { [`${ENTRY}/en.md`]: md('en', SHORT.en, 'A card lasts long.') };

  it('says the answer until the last minute of 11 December 2026 in Thailand, and not a moment longer', () => {
    expect(speak(more, 'en', at('2026-12-11T16:59:59.999Z'))?.text).toContain('900 baht');
    const after = speak(more, 'en', at('2026-12-11T17:00:00Z'));
    expect(after?.text).toBe(
      'Our answer about "Cost of the permit" rested on a rule that held until 11 December 2026. I do not know for sure what holds now, so I do not want to guess. A counsellor can check it for you.',
    );
    expect(after).toMatchObject({ unsure: true, more: null });
    expect(after?.next).toContainEqual({ do: 'human' });
  });

  it('says since when it does not hold in every language', () => {
    const knowledge = load();
    for (const l of LOCALES) {
      const said = voiceOf(knowledge)(at('2026-12-12T05:00:00Z')).speak(KEY, l);
      expect(said?.text).toContain(format({ date: '2026-12-11' }, l));
      expect(said?.text).not.toContain(format({ amount: 900, currency: 'THB' }, l));
      expect(said?.unsure).toBe(true);
    }
  });

  it('keeps the short answer where only a fact of the detail has ended', () => {
    const other = FEES.replace('fees', 'more');
    const over = {
      [other]: '- id: mmth-OLD-1\n  kind: figure\n  claim: Old.\n  values: {value: {count: 7, unit: day}}\n  jurisdiction: [TH]\n  asOf: 2026-01\n  validUntil: 2026-10\n  confidence: high\n  use: serve\n  sources:\n    - {publisher: P, title: T, date: 2026, url: "https://example.org"}\n',
      ...changed(HEAD, '[mmth-FEE-08]', '[mmth-FEE-08, mmth-OLD-1]'),
      [`${ENTRY}/en.md`]: md('en', SHORT.en, 'It took {{fact:mmth-OLD-1}}.'),
    };
    expect(speak(over)).toMatchObject({ text: expect.stringContaining('900 baht'), more: null });
  });

  it('is at every moment what a voice says that was never asked before, whatever was asked in the hours around', () => {
    const knowledge = load(more);
    const asked = voiceOf(knowledge);
    const ends = at('2026-12-11T17:00:00Z');
    const moment = fc.oneof(fc.integer({ min: ends - 7_200_000, max: ends + 7_200_000 }), fc.constantFrom(ends - 1, ends, TODAY), fc.integer({ min: TODAY, max: ends + 40 * 86_400_000 }));
    fc.assert(
      fc.property(moment, fc.constantFrom(...LOCALES), fc.constantFrom('MM' as const, 'KH' as const, null), (now, locale, origin) => {
        expect(asked(now).speak(KEY, locale, origin)).toEqual(voiceOf(knowledge)(now).speak(KEY, locale, origin));
      }),
      { numRuns: 300 },
    );
  });

  it('never says an expired or unspeakable figure as current, whatever the clock and the fact', () => {
    const knowledge = load({ [`${ENTRY}/en.md`]: md('en', SHORT.en, 'More: {{fact:mmth-FEE-08}}.') });
    const day = fc.date({ min: new Date('2023-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));
    const any = fc.record(
      {
        kind: fc.constantFrom('fee', 'rule', 'wage'),
        use: fc.constantFrom('serve', 'verify', 'background'),
        confidence: fc.constantFrom('high', 'medium', 'low'),
        asOf: day,
        validFrom: day,
        validUntil: day,
        reviewBy: day,
        amount: fc.integer({ min: 100_000, max: 999_999 }),
        currency: fc.constantFrom(...CURRENCIES),
      },
      { requiredKeys: ['kind', 'use', 'confidence', 'asOf', 'amount', 'currency'] },
    );
    const clock = fc.date({ min: new Date('2023-01-01'), max: new Date('2031-01-01'), noInvalidDate: true }).map((d) => d.getTime());
    fc.assert(
      fc.property(any, clock, fc.constantFrom(...LOCALES), ({ amount, currency, ...rest }, now, locale) => {
        const known = knowledge.facts.get('mmth-FEE-08');
        const changed: Fact = fact.parse({ ...known, validUntil: undefined, ...rest, values: { value: { amount, currency } } });
        const facts = new Map(knowledge.facts).set(changed.id, changed);
        const world = voiceOf({ ...knowledge, facts })(now);
        const figure = format({ amount, currency }, locale);
        const said = world.speak(KEY, locale);
        const all = [said?.text, said?.more, said?.footer, world.fill('{{fact:mmth-FEE-08}}', locale), world.feeMaximum('TH', 'MM', locale)?.text, world.receipt(said?.receipt ?? '', locale)];
        const stands = standing(changed, now);
        for (const words of all) {
          if (stands === 'expired' || changed.use === 'background') expect(words ?? '').not.toContain(figure);
          if (stands === 'unsure' && words?.includes(figure)) expect(words).toMatch(/\([^)]*\)/);
        }
        if (stands !== 'current') expect(said?.unsure ?? true).toBe(true);
        expect(said === null).toBe(changed.use === 'background' && stands !== 'expired');
      }),
      { numRuns: 500 },
    );
  });
});

describe('what else the world asks of the knowledge', () => {
  const world = (over: Files = {}, now = TODAY) => voiceOf(load(over))(now);

  it('finds the entry of a topic: the origin’s own, the place’s, everybody’s', () => {
    const head = (place: string, origin = '') => `topic: documents/pink-card\nplace: ${place}\n${origin}kind: answer\nfacts: []\n`;
    const w = world({
      'knowledge/entries/documents/pink-card/TH-MM/entry.yaml': head('TH', 'origin: MM\n'),
      'knowledge/entries/documents/pink-card/ANY/entry.yaml': head('ANY'),
    });
    expect(w.entryFor('documents/pink-card', 'TH', 'MM')).toBe('documents/pink-card@TH-MM');
    expect(w.entryFor('documents/pink-card', 'TH', 'KH')).toBe(KEY);
    expect(w.entryFor('documents/pink-card', 'JP', 'MM')).toBe('documents/pink-card@ANY');
    expect(w.entryFor('documents/pink-card', null, null)).toBe('documents/pink-card@ANY');
    expect(w.entryFor('documents/none', 'TH', null)).toBeNull();
    expect(w.placesOf('documents/pink-card').sort()).toEqual(['ANY', 'TH']);
    expect(world().entryFor('documents/pink-card', null, null)).toBeNull();
  });

  it('knows the legal maximum, and says where it is not sure', () => {
    expect(world().feeMaximum('TH', 'MM', 'en')).toEqual({ amount: 900, currency: 'THB', text: '900 baht', sure: true });
    const old = changed(FEES, 'asOf: 2026-02', 'asOf: 2024-02');
    expect(world(old).feeMaximum('TH', 'MM', 'my')).toMatchObject({ text: expect.stringContaining('၉၀၀ ဘတ် (၂၀၂၄'), sure: false });
    expect(world().feeMaximum('TH', 'KH', 'en')).toBeNull();
    expect(world({}, at('2026-12-12T05:00:00Z')).feeMaximum('TH', 'MM', 'en')).toBeNull();
  });

  it('says a danger’s first words and whom to call', () => {
    const flag = { danger: 'held', level: 'R3' } as const;
    expect(world().urgent(flag, 'en', 'TH')).toBe('We believe you. A person is coming into this chat.\nEmployment office: 1694');
    expect(world().urgent(flag, 'th', 'MY')).toBe('เราเชื่อคุณ');
    expect(world().urgentEntry(flag)).toBe(KEY);
    expect(world().urgent({ danger: 'unheard-of', level: 'R3' }, 'en', 'TH')).toBe('Please talk to a person now.');
    expect(world().urgentEntry({ danger: 'unheard-of', level: 'R3' })).toBeNull();
  });

  it('fills a flow’s words, or refuses', () => {
    expect(world().fill('It costs {{fact:mmth-FEE-08}} ({{asof:mmth-FEE-08}}).', 'en')).toBe('It costs 900 baht (February 2026).');
    expect(world().fill('{{fact:mmth-FEE-99}}', 'en')).toBeNull();
    expect(world().fill('No figures.', 'en')).toBe('No figures.');
  });

  it('gives titles in the language or the next best', () => {
    expect(world().title(KEY, 'my')).toBe('လက်မှတ်ခ');
    expect(world({ [`${ENTRY}/my.md`]: null }).title(KEY, 'my')).toBe('Cost of the permit');
    expect(world().title('documents/none@TH', 'my')).toBeNull();
  });
});
