import { describe, expect, it } from 'vitest';
import { openSearch } from '../../src/knowledge/search.js';
import { BASE, said, search } from './base.js';

const QUESTIONS = ['how much must they pay me a day in thailand', 'passport', 'pwe sar kha bal lauk lal', 'ပတ်စ်ပို့ ပြန်မပေးဘူး', 'ค่าแรงขั้นต่ำเท่าไหร่', 'weather tomorrow', ''];

describe('a search that another thread built', () => {
  it('answers as the one it was built from', () => {
    const opened = openSearch(BASE, structuredClone(search.data));
    for (const text of QUESTIONS) {
      const question = { text, said: said(text), place: null, origin: null, meaning: null };
      expect(opened.ask(question)).toEqual(search.ask(question));
    }
    expect(opened.calibration).toEqual(search.calibration);
  });
});
