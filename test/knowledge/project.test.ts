import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { PLACES } from '../../src/core/place.js';
import { checkKnowledge } from '../../src/knowledge/check.js';
import { knowledgeCommand } from '../../src/knowledge/command.js';
import { format } from '../../src/knowledge/format.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { slotsIn, valueAt } from '../../src/knowledge/slot.js';
import { standing } from '../../src/knowledge/standing.js';
import { at, phrase, TODAY, voiceOf } from './content.js';

const root = new URL('../..', import.meta.url).pathname;
const { knowledge, problems } = readKnowledge(root);
const entries = [...knowledge.entries.values()];
const world = voiceOf(knowledge);

const moment = fc.oneof(
  fc.date({ min: new Date('2026-11-22'), max: new Date('2031-01-01'), noInvalidDate: true }).map((d) => d.getTime()),
  // Around each end there is, to the second.
  fc.tuple(fc.constantFrom(...[...knowledge.facts.values()].flatMap((f) => f.validUntil ?? [])), fc.integer({ min: -48 * 3600, max: 48 * 3600 })).map(([day, s]) => Date.parse(day.length === 10 ? day : `${day}-01-01`.slice(0, 10)) + s * 1000),
);

async function command(now: number, ...args: string[]) {
  const out: string[] = [];
  const code = await knowledgeCommand(args, { out: (l) => out.push(l), err: (l) => out.push(l), now, root });
  return { code, out: out.join('\n') };
}

describe('the knowledge base of this project', () => {
  it('is in order, without a gap in tier 1 and without a warning, today and by this machine’s clock', () => {
    for (const now of [TODAY, Date.now()]) expect([...problems, ...checkKnowledge(knowledge, now, true)]).toEqual([]);
  });

  it('is called in order by the command that a build runs', async () => {
    expect(await command(TODAY, 'check')).toMatchObject({ code: 0, out: expect.stringMatching(/ 0 errors, 0 warnings/) });
  });

  it('tells what ends next: the renewal of December 2026 first of all that is not said any more', async () => {
    const { code, out } = await command(TODAY, 'status');
    expect(code).toBe(0);
    expect(out).toMatch(/ends within 30 days: [^]*2026-12-11 +mmth-X-01 +ends, is not said any more[^]*registration-rounds@TH[^]*ends within 60 days: [^]*2026-12-31[^]*ends within 90 days:/);
    expect((await command(at('2026-12-12T00:00:00+07:00'), 'status')).out).toMatch(/routes\/registration-rounds +TH +1 +X +X +X +X +X +X/);
  });

  it('says the renewal to the end of 11 December 2026 in Thailand and not a moment longer, in every language', () => {
    for (const l of LOCALES) {
      const spoken = (moment: string) => world(at(moment)).speak('routes/registration-rounds@TH', l, 'LA');
      const last = valueAt(knowledge.facts, 'mmth-X-01');
      if (!last) throw new Error('the renewal has no last day');
      const day = format(last.value, l);
      for (const before of ['2026-12-10T12:00:00+07:00', '2026-12-11T23:59:59+07:00']) expect(spoken(before)?.text, l).toContain(day);
      const title = spoken('2026-12-11T12:00:00+07:00')?.title ?? '';
      const after = spoken('2026-12-12T00:00:00+07:00');
      expect(after, l).toMatchObject({ text: phrase('knowledge.expired', l, { title, date: format({ date: '2026-12-11' }, l) }), more: null, unsure: true });
      expect(after?.next).toContainEqual({ do: 'human' });
    }
  });

  it('says no figure of a fact that has ended, in any entry and language, whatever the clock', () => {
    fc.assert(
      fc.property(fc.constantFrom(...entries), fc.constantFrom(...LOCALES), moment, (entry, locale, now) => {
        const spoken = world(now).speak(entry.key, locale);
        const text = entry.texts[spoken?.locale ?? locale];
        if (!spoken || !text) return;
        const ended = (words: string) => slotsIn(words).some((s) => standing(knowledge.facts.get(s.fact)!, now) === 'expired');
        if (ended(text.short)) expect(spoken.text).toBe(phrase('knowledge.expired', locale, { title: text.title, date: format({ date: firstEnd(text.short, now) }, locale) }));
        if (ended(text.more)) expect(spoken.more).toBeNull();
        const facts = slotsIn(text.short).map((s) => knowledge.facts.get(s.fact)!);
        if (facts.some((f) => standing(f, now) !== 'current')) {
          expect(spoken.unsure).toBe(true);
          expect(spoken.next).toContainEqual({ do: 'human' });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('can say every entry today, in every language', () => {
    const now = world(TODAY);
    for (const { key } of entries) for (const l of LOCALES) expect(now.speak(key, l)?.text, `${key} ${l}`).toMatch(/\p{L}/u);
  });

  it('gives a code with each answer, of which anybody can ask in their own language whether it still holds', () => {
    const now = world(TODAY);
    fc.assert(
      fc.property(fc.constantFrom(...entries), fc.constantFrom(...LOCALES), fc.constantFrom(...LOCALES), (entry, told, asked) => {
        const spoken = now.speak(entry.key, told);
        if (!spoken?.receipt) throw new Error(`${entry.key} has no code`);
        const said = now.receipt(`${spoken.receipt}?`, asked);
        const title = now.title(entry.key, asked) ?? '';
        const still = (['receipt.same', 'receipt.unsure'] as const).map((key) => phrase(key, asked, { title }));
        expect(still.some((words) => said?.startsWith(words)), said ?? 'silent').toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('tells whoever reads a language in which an entry is not written, and offers a person', () => {
    const missing = entries.flatMap((entry) => LOCALES.filter((l) => !entry.texts[l]).map((l): [string, Locale] => [entry.key, l]));
    expect(missing.length).toBeGreaterThan(0);
    for (const [key, l] of missing) {
      const spoken = world(TODAY).speak(key, l);
      expect(spoken?.locale, key).toBe('en');
      expect(spoken?.text.startsWith(`${phrase('knowledge.other-language', l, { language: nameOfEnglish(l) })}\n\n`), `${key} ${l}`).toBe(true);
      expect(spoken?.next).toContainEqual({ do: 'human' });
    }
  });

  it('writes both sides of a conflict', () => {
    const sided = [...knowledge.facts.values()].filter((f) => f.conflicts);
    expect(sided.length).toBeGreaterThan(0);
    for (const fact of sided) for (const other of fact.conflicts ?? []) expect(knowledge.facts.get(other)?.conflicts).toContain(fact.id);
  });

  it('says of no place more than its topics are for', () => {
    for (const { places } of knowledge.topics.values()) for (const place of places) expect(PLACES).toContain(place);
    for (const { kind, facts, key } of entries) if (kind === 'answer') expect(facts.length, key).toBeGreaterThan(0);
  });
});

/** The first last day among the facts that a text speaks and that have ended. */
function firstEnd(words: string, now: number): string {
  return slotsIn(words).map((s) => knowledge.facts.get(s.fact)!).filter((f) => standing(f, now) === 'expired').map((f) => f.validUntil ?? '').sort()[0] ?? '';
}

function nameOfEnglish(locale: Locale): string {
  const name = new Intl.DisplayNames(locale, { type: 'language' }).of('en') ?? 'en';
  return locale === 'vi' ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
