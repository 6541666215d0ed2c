import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddingModel } from '../../src/knowledge/embeddings.js';
import { EntryRetriever } from '../../src/knowledge/retriever.js';
import { textsOf } from '../../src/knowledge/search.js';
import { loadHnswlib, meaningOf, nearest } from '../../src/knowledge/vectors.js';
import { BASE, said, search } from './base.js';

/** A model that knows four subjects by their words in two languages. */
const SUBJECTS = [/wage|lương tối thiểu/iu, /paid|pay |lương hai tháng/iu, /passport|hộ chiếu/iu, /fee|charge|phí/iu];
const vectorOf = (text: string): number[] => [...SUBJECTS.map((subject) => (subject.test(text) ? 1 : 0)), 0.1];
const model = { embedDocuments: async (texts: string[]) => texts.map(vectorOf), embedQuery: async (text: string) => vectorOf(text) };
const never = { ...model, embedQuery: () => new Promise<number[]>(() => undefined) };

describe('nearest', () => {
  it('gives the same answers by hnswlib and by exact scan', async () => {
    const hnswlib = await loadHnswlib();
    const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 60 }), vector, (vectors, question) => {
        const [fast, exact] = [nearest(vectors, hnswlib).find(question, 5), nearest(vectors, null).find(question, 5)];
        expect(fast.length).toBe(exact.length);
        fast.forEach(({ similarity }, n) => expect(similarity).toBeCloseTo(exact[n]?.similarity ?? NaN, 4));
      }),
      { numRuns: 50 },
    );
  });
  it('refuses what hnswlib would take', () => {
    expect(() => nearest([[1, 0], [1]], null)).toThrow(/vector 1 has 1 numbers, the others 2/u);
    expect(() => nearest([[1, NaN]], null)).toThrow(/no number/u);
    expect(() => nearest([[1, 0]], null).find([1, 0, 0], 1)).toThrow(/the question has 3 numbers/u);
  });
});

describe('meaningOf', () => {
  it.each(['exact', 'hnswlib'] as const)('scores each document by its nearest passage (%s)', async (kind) => {
    const meaning = await meaningOf([['wage'], ['passport', 'nothing'], []], model, { hnswlib: kind === 'exact' ? null : await loadHnswlib() });
    const scores = await meaning('hộ chiếu');
    expect(scores).toBeInstanceOf(Float64Array);
    expect([...(scores === 'failed' ? [] : scores)].map((score) => Math.round(score * 10) / 10)).toEqual([0, 1, 0]);
  });
  it('says that it failed where the model is late or breaks', async () => {
    expect(await (await meaningOf([['wage']], never, { budgetMs: 5 }))('wage')).toBe('failed');
    expect(await (await meaningOf([['wage']], { ...model, embedQuery: () => Promise.reject(new Error('down')) }))('wage')).toBe('failed');
    expect(await (await meaningOf([['wage']], { ...model, embedQuery: async () => [1] }))('wage')).toBe('failed');
  });
  it('lifts an entry that shares no word with the question', async () => {
    const meaning = await meaningOf(BASE.map(textsOf), model);
    const similar = await meaning('phí');
    const ask = (scores: Float64Array | null) => search.ask({ text: 'phí', said: said('phí'), place: 'TH', origin: null, meaning: scores });
    expect(ask(similar === 'failed' ? null : similar).matches[0]?.entry).toBe('fees/legal-maximum@TH');
    expect(ask(null).matches[0]?.entry).not.toBe('fees/legal-maximum@TH');
    const [first] = await new EntryRetriever(search, meaning).invoke('phí');
    expect(first?.metadata['topic']).toBe('fees/legal-maximum');
  });
});

describe('embeddingModel', () => {
  let server: Server;
  let address: string;
  const asked: unknown[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (request.url === '/broken/embeddings') return response.writeHead(500).end('no');
        if (request.url === '/odd/embeddings') return response.end('{"data":[]}');
        const { input, model: name } = JSON.parse(body) as { input: string[]; model: string };
        asked.push({ url: request.url, model: name });
        const data = input.map((text, index) => ({ index, embedding: vectorOf(text) })).reverse();
        return response.end(JSON.stringify({ data }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('asks an endpoint that speaks as OpenAI does, in the order of the texts', async () => {
    const endpoint = await embeddingModel({ kind: 'openai', url: `${address}/v1?model=bge-m3` });
    expect(await endpoint.embedDocuments(['wage', 'passport'])).toEqual([vectorOf('wage'), vectorOf('passport')]);
    expect(await endpoint.embedQuery('fee')).toEqual(vectorOf('fee'));
    expect(asked[0]).toEqual({ url: '/v1/embeddings', model: 'bge-m3' });
  });
  it('says what went wrong without a word of the text', async () => {
    for (const [path, problem] of [['broken', /answered 500/u], ['odd', /did not answer as an OpenAI/u]] as const) {
      const endpoint = await embeddingModel({ kind: 'openai', url: `${address}/${path}` });
      const failure = await endpoint.embedQuery('secret words').catch(String);
      expect(failure).toMatch(problem);
      expect(failure).not.toContain('secret');
    }
  });
  it('names the package that is missing', async () => {
    await expect(embeddingModel({ kind: 'transformers', folder: '/models/bge-m3' })).rejects.toThrow(/npm install @huggingface\/transformers/u);
  });
});
