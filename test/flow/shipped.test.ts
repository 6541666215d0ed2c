import { describe, expect, it } from 'vitest';
import { topicsOf } from '../../src/commands/flows.js';
import { SMALLEST } from '../../src/commands/shapes.js';
import { inspectFlows } from '../../src/flow/inspect.js';
import { readFlows } from '../../src/flow/load.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { ROOT } from '../core/world.js';

describe('the shipped flows', () => {
  it('are in order in every language', () => {
    const { book, problems } = readFlows(ROOT);
    const { knowledge } = readKnowledge(ROOT);
    const all = [...problems, ...inspectFlows(book, SMALLEST, topicsOf(knowledge), knowledge.facts)];
    expect(all.map((p) => `${p.level} ${p.file}:${p.line}: ${p.message}`)).toEqual([]);
  });
});
