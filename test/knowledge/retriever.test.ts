import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryRetriever } from '../../src/knowledge/retriever.js';
import { meaningOf } from '../../src/knowledge/vectors.js';
import { textsOf } from '../../src/knowledge/search.js';
import { toZawgyi } from '../../src/language/encoding.js';
import { modelOf } from '../fakes/model.js';
import { anyText } from '../language/strings.js';
import { BASE, places, search } from './base.js';

const retriever = new EntryRetriever({ search, places });
const found = async (question: string, of = retriever) => (await of.invoke(question)).map(({ metadata: { entry, score } }) => ({ entry, score }));
const sum = (of: readonly { score: number }[]) => of.reduce((all, { score }) => all + score, 0);

describe('the LangChain retriever', () => {
  it('gives the best entries as documents', async () => {
    const documents = await retriever.invoke('my employer took my passport');
    expect(documents[0]).toMatchObject({ pageContent: 'Nobody may keep your passport; ask for it back.', metadata: { topic: 'documents/kept-by-employer', place: 'ANY', locale: 'en' } });
    expect(await found('😀')).toEqual([]);
  });

  it.each([
    ['what is the minimum wage in Malaysia', 'wages/minimum@MY'],
    ['minimum wage Singapore', 'wages/minimum@SG'],
    ['ထိုင်းမှာ လစာမရဘူး', 'wages/unpaid@TH'],
    [toZawgyi('မလေးရှားမှာ အလုပ်ရှင်က လစာမပေးဘူး'), 'wages/unpaid@MY'],
    ['chủ giữ hộ chiếu của tôi ở Thái Lan', 'documents/kept-by-employer@TH'],
    ['I am from Myanmar, what can an agency charge in Thailand', 'fees/legal-maximum@TH-MM'],
  ])('gives of a topic the entry for the country and the origin in the question: %s', async (question, entry) => {
    const entries = await found(question);
    expect(entries[0]?.entry).toBe(entry);
    const [topic] = entry.split('@');
    expect(entries.filter((other) => other.entry.startsWith(`${topic}@`))).toHaveLength(1);
  });

  it('goes by what is known of who asks', async () => {
    expect((await found('what is the minimum wage', new EntryRetriever({ search, places, place: 'SG' })))[0]?.entry).toBe('wages/minimum@SG');
    expect((await found('agency fee', new EntryRetriever({ search, places, place: 'TH', origin: 'MM' })))[0]?.entry).toBe('fees/legal-maximum@TH-MM');
  });

  it('shares the likelihood of a topic among its countries where none is known', async () => {
    const wages = (await found('what is the minimum wage')).filter(({ entry }) => entry.startsWith('wages/minimum@'));
    const [known] = await found('what is the minimum wage', new EntryRetriever({ search, places, place: 'TH' }));
    expect(wages.map(({ entry }) => entry)).toEqual(['wages/minimum@TH', 'wages/minimum@MY', 'wages/minimum@SG']);
    expect(new Set(wages.map((wage) => wage.score)).size).toBe(1);
    expect(sum(wages)).toBeLessThanOrEqual(1);
    expect(wages[0]?.score).toBeLessThan(known?.score ?? 0);
  });

  it('never gives likelihoods that sum above 1, whatever is asked', async () => {
    const piece = fc.constantFrom('wage', 'passport', 'agency', 'fee', 'pay', 'လစာ', 'training', 'in Thailand', 'Malaysia', 'from Myanmar', 'licence', 'pink card', 'ค่าแรง');
    const question = fc.oneof(anyText, fc.array(piece, { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')));
    await fc.assert(
      fc.asyncProperty(question, fc.constantFrom(null, 'TH' as const, 'SG' as const), fc.constantFrom(null, 'MM' as const), async (text, place, origin) => {
        const entries = await found(text, new EntryRetriever({ search, places, place, origin }));
        expect(sum(entries)).toBeLessThanOrEqual(1 + 1e-9);
        expect(entries.length).toBeLessThanOrEqual(5);
        entries.forEach(({ score }, n) => expect(score).toBeLessThanOrEqual(entries[n - 1]?.score ?? 1));
        expect(new Set(entries.map(({ entry }) => entry)).size).toBe(entries.length);
      }),
      { numRuns: 200 },
    );
  });

  it('asks a model too, and goes by words where that fails', async () => {
    const meaning = await meaningOf(BASE.map(textsOf), modelOf([/fee|charge|phí/iu]), { topics: BASE.map(({ topic }) => topic) });
    expect((await found('phí', new EntryRetriever({ search, places, meaning })))[0]?.entry).toMatch(/^fees\/legal-maximum@TH/u);
    expect(await found('pink card lost', new EntryRetriever({ search, places, meaning: async () => 'failed' }))).toEqual(await found('pink card lost'));
  });
});
