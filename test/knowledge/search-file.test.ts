import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { soundsIn, tokensOf } from '../../src/knowledge/tokens.js';
import { normalise } from '../../src/language/normalise.js';
import { FORMAT, savedSearch } from '../../src/knowledge/search-file.js';
import { openSearch } from '../../src/knowledge/search.js';
import { BASE, said, search } from './base.js';

const folder = mkdtempSync(join(tmpdir(), 'lanpya-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

const placeless = (text: string): string => said(text).marked;
const saved = (file: string, documents = BASE, places = 'places') => savedSearch(documents, placeless, places, file);
const QUESTIONS = ['my boss did not pay me', 'passport', 'pwe sar kha bal lauk lal', 'ပတ်စ်ပို့ ပြန်မပေးဘူး', 'chu khong tra luong', 'เงินเดือน', 'ធ្វើការ', 'weather tomorrow', ''];

describe('a search in a file', () => {
  it('is the one that was built', () => {
    const file = join(folder, 'deep', 'search.bin');
    expect(isDeepStrictEqual(saved(file), search.data)).toBe(true);
    const { mtimeMs } = statSync(file);
    const again = saved(file);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    expect(isDeepStrictEqual(again, search.data)).toBe(true);
    const opened = openSearch(BASE, again);
    for (const text of QUESTIONS) {
      const question = { text, said: said(text), place: null, origin: null, meaning: null };
      expect(opened.ask(question)).toEqual(search.ask(question));
    }
  });

  // As many as a byte can tell apart, and one more.
  it.each([2 ** 8, 2 ** 8 + 1])('finds each of %d entries again', (count) => {
    const [model] = BASE;
    if (!model) throw new Error('the base has no entry');
    const texts = [{ locale: 'en' as const, title: 'x', asks: ['x'], short: 'x', more: '' }];
    const numbered = Array.from({ length: count }, (_, n) => ({ ...model, key: `t/${n}@TH`, topic: `t/${n}`, texts: n < count - 2 ? texts : [{ ...texts[0]!, asks: [`word${n}`] }] }));
    const file = join(folder, `${count}.bin`);
    const built = savedSearch(numbered, (text) => text, '', file);
    expect(isDeepStrictEqual(savedSearch(numbered, (text) => text, '', file), built)).toBe(true);
    for (const n of [count - 2, count - 1]) {
      const [first] = openSearch(numbered, built).rank(`word${n}`, null, 1);
      expect(first?.document.key).toBe(`t/${n}@TH`);
    }
  });

  it('is built anew for another base, other places, or a broken file', () => {
    const file = join(folder, 'other.bin');
    saved(file);
    const first = readFileSync(file);
    expect(saved(file, BASE.slice(1)).index.lists.words.lengths).toHaveLength(BASE.length - 1);
    expect(readFileSync(file).equals(first)).toBe(false);
    saved(file);
    expect(readFileSync(file).equals(first)).toBe(true);
    saved(file, BASE, 'other places');
    expect(readFileSync(file).equals(first)).toBe(false);
    for (const spoil of [() => truncateSync(file, first.length - 8), () => writeFileSync(file, 'nothing of ours'), () => writeFileSync(file, '')]) {
      saved(file);
      spoil();
      expect(isDeepStrictEqual(saved(file), search.data)).toBe(true);
      expect(readFileSync(file).equals(first)).toBe(true);
    }
  });

  it('does without a file where none can be written', () => {
    expect(isDeepStrictEqual(saved('/dev/null/search.bin'), search.data)).toBe(true);
  });

  it('has another number when texts are cut in another way', () => {
    const cut = QUESTIONS.map(normalise).flatMap((text) => [...tokensOf(text).folded, ...soundsIn(text)]);
    // Where this fails, raise FORMAT and put the new pair here: files of before must not be read.
    expect([FORMAT, createHash('sha256').update(String(cut)).digest('hex').slice(0, 8)]).toEqual([12, '0497a196']);
  });
});
