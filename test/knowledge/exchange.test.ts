import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/core/locale.js';
import { exportPo, importPo } from '../../src/knowledge/exchange.js';
import { readText } from '../../src/knowledge/front.js';
import { writeText } from '../../src/knowledge/template.js';
import { ENTRY, KEY, load, md, SHORT } from './content.js';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map((s) => s.replace(/[\p{C}\p{Z}\uFFFD]/gu, ' ').trim()).filter((s) => s !== '' && !s.startsWith('## More') && s !== '---');
const text = fc.record({
  title: words,
  asks: fc.array(words, { minLength: 1, maxLength: 4 }),
  short: fc.array(words, { minLength: 1, maxLength: 3 }).map((l) => l.join('\n\n')),
  more: fc.array(words, { maxLength: 3 }).map((l) => l.join('\n')),
});

describe('a language in a file for translators', () => {
  it('changes nothing when it comes back as it went', () => {
    const knowledge = load();
    for (const l of LOCALES) expect(importPo(knowledge, exportPo(knowledge, l))).toEqual({ files: [], problems: [] });
  });

  it('holds the English, the figures that will stand in it, and the translation', () => {
    const po = exportPo(load(), 'my');
    expect(po).toContain(`#. {{fact:mmth-FEE-08}}: 900 baht\nmsgctxt "${KEY} short"\nmsgid "${SHORT.en}"\nmsgstr "${SHORT.my}"`);
    expect(po).toContain('Language: my\\n');
  });

  it('loses no letter of any text', () => {
    const knowledge = load();
    const entry = knowledge.entries.get(KEY);
    const english = entry?.texts.en;
    if (!entry || !english) throw new Error('no entry');
    fc.assert(
      fc.property(text, text, (en, vi) => {
        const changed = { ...entry, texts: { en: { ...english, ...en }, vi: { ...english, ...vi } } };
        const po = exportPo({ ...knowledge, entries: new Map([[KEY, changed]]) }, 'vi');
        const empty = { ...knowledge, entries: new Map([[KEY, { ...changed, texts: { en: changed.texts.en } }]]) };
        const { files, problems } = importPo(empty, po);
        // Where the English has a detail, a translation without one is not done.
        if (en.more !== '' && vi.more === '') {
          expect(problems).toHaveLength(1);
          return;
        }
        expect(problems).toEqual([]);
        const read = readText(files[0]?.text ?? '', 'vi.md').text;
        expect(read && { title: read.title, asks: read.asks, short: read.short, more: read.more }).toEqual(vi);
      }),
      { numRuns: 300 },
    );
  });

  it('takes nothing of an entry that is not done, and says what is missing', () => {
    const knowledge = load({ [`${ENTRY}/lo.md`]: null });
    const po = exportPo(knowledge, 'lo').replace(/(lo\\n|title"\nmsgid .*\n)msgstr ""/, '$1msgstr "ຊື່"');
    expect(importPo(knowledge, po)).toEqual({ files: [], problems: [`${KEY}: asks, short not translated yet, so nothing of it was taken`] });
  });

  it('does not take what is marked as not sure, nor what it does not know', () => {
    const knowledge = load();
    const po = exportPo(knowledge, 'lo');
    expect(importPo(knowledge, po.replace(`msgctxt "${KEY} title"`, `#, fuzzy\nmsgctxt "${KEY} title"`)).problems[0]).toMatch(/fuzzy/);
    expect(importPo(knowledge, po.replaceAll(KEY, 'a/b@TH')).problems).toHaveLength(3);
    expect(importPo(knowledge, 'msgid ""\nmsgstr "Language: xx\\n"\n').problems[0]).toMatch(/names no language/);
  });

  it('breaks and joins long lines as gettext does', () => {
    const knowledge = load();
    const po = exportPo(knowledge, 'vi').replace('msgstr "Giấy phép lao động', 'msgstr ""\n"Giấy phép "\n"lao  động');
    const { files } = importPo(knowledge, po);
    expect(files[0]).toEqual({ file: `${ENTRY}/vi.md`, text: expect.stringContaining('Giấy phép lao  động') });
  });
});

describe('a text on disk', () => {
  it('reads as it was written', () => {
    fc.assert(
      fc.property(text, (t) => {
        const read = readText(writeText(t), 'x.md').text;
        expect(read && { title: read.title, asks: read.asks, short: read.short, more: read.more }).toEqual(t);
      }),
      { numRuns: 300 },
    );
  });

  it('knows the line of each of its parts, read the short way and the long', () => {
    const plain = readText(md('en', 'One.\n\nTwo.', 'Three.'), 'x.md').text;
    const quoted = readText(md('en', 'One.\n\nTwo.', 'Three.', '"Cost: all"'), 'x.md').text;
    expect(plain?.lines).toEqual({ title: 2, asks: [4, 5, 6, 7, 8, 9, 10, 11], short: 13, more: 19 });
    expect(quoted?.lines).toEqual(plain?.lines);
    expect(quoted?.title).toBe('Cost: all');
  });
});
