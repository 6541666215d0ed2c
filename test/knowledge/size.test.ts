import { describe, expect, it } from 'vitest';
import { folderOf, md, problemsOf, put, voiceOf } from './content.js';
import { readKnowledge } from '../../src/knowledge/load.js';

/** As many entries as no country has; the project's benchmark measures the time against its bound. */
const MANY = 2_000;

describe('a large knowledge base', () => {
  it('is loaded and checked, and speaks at once', () => {
    const root = folderOf({ 'knowledge/topics.yaml': null });
    for (let i = 0; i < MANY; i++) {
      const word = [...String(i)].map((d) => 'abcdefghij'[Number(d)]).join('');
      const folder = `knowledge/entries/documents/${word}/TH`;
      put(root, `${folder}/entry.yaml`, `topic: documents/${word}\nplace: TH\nkind: answer\nfacts: [mmth-FEE-08]\n`);
      for (const l of ['en', 'my'] as const) put(root, `${folder}/${l}.md`, md(l).replace(/^(  - .*)$/gm, `$1 ${word}`));
    }
    const before = process.cpuUsage();
    expect(problemsOf(root)).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    // 10,000 entries in 10 s are 1 ms each; of the processor's time, so that a busy machine does not count.
    expect((user + system) / 1000 / MANY).toBeLessThan(1);
    expect(voiceOf(readKnowledge(root).knowledge)(0).speak('documents/b@TH', 'my')?.text).toContain('၉၀၀ ဘတ်');
  });
});
