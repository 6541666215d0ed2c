import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { meaningIn } from '../../src/content-meaning.js';
import { embeddingModel } from '../../src/knowledge/embeddings.js';
import { textsOf } from '../../src/knowledge/search.js';
import { loadHnswlib, meaningOf, nearest, packed } from '../../src/knowledge/vectors.js';
import { modelOf } from '../fakes/model.js';
import { BASE, said, search } from './base.js';

/** A model that knows four subjects by their words in two languages. */
const SUBJECTS = [/wage|lương tối thiểu/iu, /paid|pay |lương hai tháng/iu, /passport|hộ chiếu/iu, /fee|charge|phí/iu];
const vectorOf = (text: string): number[] => [...SUBJECTS.map((subject) => (subject.test(text) ? 1 : 0)), 0.1];
const model = { embedDocuments: async (texts: string[]) => texts.map(vectorOf), embedQuery: async (text: string) => vectorOf(text) };
const compiled = await loadHnswlib();
const never = { ...model, embedQuery: () => new Promise<number[]>(() => undefined) };

describe('nearest', () => {
  it('gives the same answers by hnswlib and by exact scan', async () => {
    const hnswlib = await loadHnswlib();
    const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(vector, { minLength: 1, maxLength: 60 }), vector, async (vectors, question) => {
        const [fast, exact] = [(await nearest(packed(vectors), hnswlib)).find(question, 5), (await nearest(packed(vectors), null)).find(question, 5)];
        expect(fast.length).toBe(exact.length);
        fast.forEach(({ similarity }, n) => expect(similarity).toBeCloseTo(exact[n]?.similarity ?? NaN, 4));
      }),
      { numRuns: 50 },
    );
  });
  it('refuses what hnswlib would take', async () => {
    expect(() => packed([[1, 0], [1]])).toThrow(/vector 1 has 1 numbers, the others 2/u);
    expect(() => packed([[1, NaN]])).toThrow(/no number/u);
    const index = await nearest(packed([[1, 0]]), null);
    expect(() => index.find([1, 0, 0], 1)).toThrow(/the question has 3 numbers/u);
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
    const meaning = await meaningOf(BASE.map(textsOf), modelOf([/fee|charge|phí/iu]), { topics: BASE.map(({ topic }) => topic) });
    const similar = await meaning('phí');
    const ask = (scores: Float64Array | null) => search.ask({ text: 'phí', said: said('phí'), place: 'TH', origin: null, meaning: scores });
    expect(ask(similar === 'failed' ? null : similar).matches[0]?.entry).toBe('fees/legal-maximum@TH');
    expect(ask(null).matches[0]?.entry).not.toBe('fees/legal-maximum@TH');
  });
  it('counts as likeness what is more than chance: a model that finds all alike tells nothing', async () => {
    const texts = Array.from({ length: 40 }, (_, n) => [`text ${n}`, `other ${n}`]);
    const spun = (text: string) => [10, Math.sin(text.length + text.charCodeAt(text.length - 1)), Math.cos(7 * text.charCodeAt(0) + text.length)];
    const alike = { embedDocuments: async (of: string[]) => of.map(spun), embedQuery: async (text: string) => spun(text) };
    expect(Math.max(...((await (await meaningOf(texts, alike))('anything')) as Float64Array))).toBeLessThan(1e-3);
    const topics = texts.map(() => 'one');
    expect(Math.max(...((await (await meaningOf(texts, alike, { topics }))('anything')) as Float64Array))).toBeGreaterThan(0.9);
  });
  it('leaves a model that failed alone for a while, tells of it once, and asks it again', async () => {
    let [down, asked] = [true, 0];
    const told: string[] = [];
    const tell = (line: string) => void (line.includes('are embedded now') || told.push(line));
    const faulty = { ...model, embedQuery: async (text: string) => ((asked += 1), down ? Promise.reject(new Error(`cannot read "${text}"`)) : vectorOf(text)) };
    const patient = await meaningOf([['wage']], faulty, { tell });
    for (let n = 0; n < 3; n += 1) expect(await patient('a secret')).toBe('failed');
    expect(asked).toBe(1);
    expect(told).toEqual([expect.stringMatching(/builtin alone/u)]);
    expect(told[0]).not.toContain('secret');
    const restless = await meaningOf([['wage']], faulty, { restMs: 0, tell });
    expect([await restless('wage'), await restless('wage'), told.length]).toEqual(['failed', 'failed', 2]);
    down = false;
    expect(await restless('wage')).toBeInstanceOf(Float64Array);
    down = true;
    expect([await restless('wage'), told.length]).toEqual(['failed', 3]);
  });
});

describe('vectors kept in a file', () => {
  /** A folder, and starts over it: which texts the model was asked for each time, and what was told. */
  function starts() {
    const dir = mkdtempSync(join(tmpdir(), 'lanpya-vectors-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const kept = { file: join(dir, 'data', 'vectors.bin'), model: 'one' };
    const start = async (texts: string[], { name = 'one', vector = vectorOf, file = kept.file, hnswlib = null as Awaited<ReturnType<typeof loadHnswlib>> } = {}) => {
      const [asked, told] = [[] as string[], [] as string[]];
      const counted = { ...model, embedDocuments: async (of: string[]) => (asked.push(...of), of.map(vector)) };
      const meaning = await meaningOf(texts.map((text) => [text]), counted, { hnswlib, kept: { file, model: name }, tell: (line) => void told.push(line) });
      return { meaning, told, asked: asked.filter((text) => texts.includes(text)), sent: asked.length };
    };
    return { start, kept, dir };
  }

  it('are asked of a model once: then only for what is new, and for all of another model', async () => {
    const { start } = starts();
    const first = await start(['wage', 'passport', 'wage']);
    expect([first.asked, first.told]).toEqual([['wage', 'passport'], [expect.stringMatching(/^2 of 2 passages are new and are embedded now, once$/u)]]);
    const second = await start(['passport', 'wage']);
    expect([second.asked, second.sent, second.told]).toEqual([[], 1, []]);
    expect((await start(['passport', 'wage'], { name: 'two' })).asked).toHaveLength(2);
    expect((await start(['passport', 'fee'])).asked).toEqual(['passport', 'fee']);
    expect((await start(['passport', 'fee', 'charge'])).asked).toEqual(['charge']);
    // Another model under the same name is known by what it says of one text.
    expect((await start(['passport', 'fee', 'charge'], { vector: (text) => [...vectorOf(text)].reverse() })).asked).toHaveLength(3);
  });

  it('find the same as those that were just made', async () => {
    const { start } = starts();
    const texts = ['wage', 'passport', 'nothing', 'phí'];
    const [made, read] = [await start(texts), await start(texts)];
    for (const question of ['hộ chiếu', 'fee', 'else']) expect(await read.meaning(question)).toEqual(await made.meaning(question));
  });

  it('hold what is now said and nothing else, and only their owner reads them', async () => {
    const { start, kept, dir } = starts();
    await start(Array.from({ length: 100 }, (_, n) => `wage ${n}`));
    const large = statSync(kept.file).size;
    await start(['wage 1', 'wage new']);
    expect(statSync(kept.file).size).toBeLessThan(large / 10);
    expect(statSync(kept.file).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(dir, 'data'))).toEqual(['vectors.bin']);
  });

  it('are made anew where the file is damaged in any way, which is told', async () => {
    const { start, kept } = starts();
    await start(['wage', 'passport']);
    const good = readFileSync(kept.file);
    const flipped = fc.nat(good.length - 1).map((at) => good.map((byte, n) => (n === at ? byte ^ 1 : byte)));
    const cut = fc.nat(good.length - 1).map((length) => good.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(flipped, cut, fc.uint8Array()), async (bytes) => {
        writeFileSync(kept.file, bytes);
        const { asked, told, meaning } = await start(['wage', 'passport']);
        expect(asked).toHaveLength(2);
        expect(told[0]).toMatch(/vectors\.bin cannot be read \(it is damaged\)/u);
        expect([...((await meaning('hộ chiếu')) as Float64Array)].map(Math.round)).toEqual([0, 1]);
        expect(readFileSync(kept.file).equals(good)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are not lost where the model fails halfway, and serve without it where nothing is new', async () => {
    const { start } = starts();
    const texts = Array.from({ length: 100 }, (_, n) => `text ${n}`);
    const failing = (from: number) => (text: string) => {
      if (texts.indexOf(text) >= from) throw new Error('down');
      return vectorOf(text);
    };
    await expect(start(texts, { vector: failing(50) })).rejects.toThrow('down');
    expect((await start(texts)).asked).toEqual(texts.slice(32));
    const away = () => {
      throw new Error('down');
    };
    expect(await (await start(texts, { vector: away })).meaning('wage')).toBeInstanceOf(Float64Array);
    await expect(start([...texts, 'new'], { vector: away })).rejects.toThrow('down');
  });

  it('are told of where they cannot be written, and serve', async () => {
    const { start, dir } = starts();
    writeFileSync(join(dir, 'a-file'), '');
    const { meaning, told } = await start(['wage'], { file: join(dir, 'a-file', 'vectors.bin') });
    expect(told.at(-1)).toMatch(/vectors\.bin cannot be written/u);
    expect(await meaning('wage')).toBeInstanceOf(Float64Array);
  });

  it.skipIf(compiled === null)('bring their graph, which is built only where it is of other vectors or damaged', async () => {
    const { start, kept } = starts();
    let built = 0;
    class Counting extends compiled!.HierarchicalNSW {
      override addPoint(...point: Parameters<InstanceType<NonNullable<typeof compiled>['HierarchicalNSW']>['addPoint']>) {
        built += 1;
        super.addPoint(...point);
      }
    }
    const hnswlib = { HierarchicalNSW: Counting };
    const first = await start(['wage', 'passport', 'fee'], { hnswlib });
    expect(built).toBe(3);
    const second = await start(['wage', 'passport', 'fee'], { hnswlib });
    expect(built).toBe(3);
    expect(await second.meaning('phí')).toEqual(await first.meaning('phí'));
    expect(statSync(`${kept.file}.graph`).mode & 0o777).toBe(0o600);
    const graph = readFileSync(`${kept.file}.graph`);
    writeFileSync(`${kept.file}.graph`, graph.subarray(0, graph.length - 9));
    await start(['wage', 'passport', 'fee'], { hnswlib });
    expect(built).toBe(6);
    await start(['wage', 'passport', 'new'], { hnswlib });
    expect(built).toBe(9);
  });
});

describe('EMBEDDINGS', () => {
  it.each([
    ['an endpoint that is not there', { kind: 'openai', url: 'http://127.0.0.1:1/v1' }, /^EMBEDDINGS=openai: 127\.0\.0\.1:1 cannot be reached \(.+\): start the endpoint there\. .*builtin/u],
    ['a package that is not installed', { kind: 'transformers', folder: '/models/none' }, /^EMBEDDINGS=transformers: the package @huggingface\/transformers is needed; run "npm install @huggingface\/transformers"\. .*builtin/u],
  ] as const)('of %s is told, with the mend, and builtin serves', async (_, embeddings, line) => {
    const told: string[] = [];
    expect(await meaningIn(BASE, { embeddings }, (words) => void told.push(words))).toBeNull();
    expect(told).toEqual([expect.stringMatching(line)]);
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
