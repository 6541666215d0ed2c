import { describe, expect, it } from 'vitest';
import { folderOf, md, problemsOf, put, voiceOf } from './content.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { growth, LINEAR } from '../language/growth.js';

/** As many entries as no country has; the project's benchmark measures the time against its bound. */
const MANY = 1_000;

function baseOf(count: number): string {
  const root = folderOf({ 'knowledge/topics.yaml': null });
  for (let i = 0; i < count; i++) {
    const word = [...String(i)].map((d) => 'abcdefghij'[Number(d)]).join('');
    const folder = `knowledge/entries/documents/${word}/TH`;
    put(root, `${folder}/entry.yaml`, `topic: documents/${word}\nplace: TH\nkind: answer\nfacts: [mmth-FEE-08]\n`);
    for (const l of ['en', 'my'] as const) put(root, `${folder}/${l}.md`, md(l).replace(/^(  - .*)$/gm, `$1 ${word}`));
  }
  return root;
}

describe('a large knowledge base', () => {
  it('is loaded and checked in a time that grows with it, not faster, and speaks at once', () => {
    const [little, large] = [baseOf(MANY / 4), baseOf(MANY)];
    expect(problemsOf(large)).toEqual([]);
    expect(growth(() => problemsOf(little), () => problemsOf(large))).toBeLessThan(LINEAR);
    expect(voiceOf(readKnowledge(large).knowledge)(0).speak('documents/b@TH', 'my')?.text).toContain('၉၀၀ ဘတ်');
  });
});
