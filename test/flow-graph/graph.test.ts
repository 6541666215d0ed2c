import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/core/locale.js';
import { svg } from '../../src/flow/drawing.js';
import { mermaid, pictureOf } from '../../src/flow/graph.js';
import { readFlows, type LoadedFlow } from '../../src/flow/load.js';
import { flow } from '../../src/core/flow.js';
import { ROOT } from '../core/world.js';

const { book } = readFlows(ROOT);
const drawnFlow = (id: string) => book.flows.get(id) as LoadedFlow;

const small: LoadedFlow = {
  graph: flow.parse({
    flow: 'small',
    version: 1,
    start: 'a',
    nodes: {
      a: { do: [{ say: 'ask' }], wait: { for: 'choice', save: 'x', options: [{ value: 'p', title: 'yes' }, { value: 'q', title: 'no' }] }, routes: [{ when: { var: 'x', is: 'p' }, go: 'b' }], timeout: 'b', skip: 'c', otherwise: 'c' },
      b: { do: [{ handoff: 'flow' }] },
      c: { wait: { for: 'choice', save: 'x', options: [{ value: 'p', title: 'other' }] }, routes: [{ when: { var: 'x', is: 'p' }, go: 'd' }, { when: { var: 'x', over: 3 }, go: 'd' }], otherwise: 'd' },
      d: { do: [{ start: 'elsewhere' }] },
    },
  }),
  words: { en: { title: 'Small & "quoted" <b>', version: 1, triggers: [], texts: { ask: 'Is 1 < 2 & "so"?\nReally\\', yes: 'Yes!', no: 'No', other: 'Other' } } },
  file: 'flows/small/flow.yaml',
  lines: {},
  wordLines: {},
};

describe('the picture of a flow', () => {
  it('shows words and buttons, and each way under its own condition', () => {
    const { nodes, ways } = pictureOf(small, 'en');
    expect(nodes.map((n) => [n.name, n.kind])).toEqual([['a', 'question'], ['b', 'person'], ['c', 'question'], ['d', 'other-flow']]);
    expect(nodes[0]).toMatchObject({ said: ['Is 1 < 2 & "so"?\nReally\\'], done: ['[ Yes! ]', '[ No ]'] });
    expect(ways.map((w) => `${w.from ?? '·'} ${w.kind === 'aside' ? '··' : '→'} ${w.to} ${w.when}`.trim())).toEqual([
      '· → a', 'a → b “Yes!”', 'a → c otherwise', 'a ·· c skipped', 'a ·· b no answer', 'c → d “Other”', 'c → d x over 3', 'c → d otherwise',
    ]);
  });

  it('is SVG with everything that any flow says of itself, in every language', { timeout: 120_000 }, async () => {
    for (const [id, one] of book.flows) {
      for (const locale of LOCALES) {
        const picture = pictureOf(one, locale);
        const drawn = await svg(picture);
        expect(drawn, `${id} ${locale}`).toMatch(/^<svg width="\d+pt"[\s\S]*<\/svg>\n$/);
        expect(drawn, `${id} ${locale}`).not.toContain('?box');
        for (const { name } of picture.nodes) expect(drawn, `${id} ${locale}`).toContain(`font-weight="bold">${name}<`);
        expect(drawn.match(/<g id="edge/g)?.length, `${id} ${locale}`).toBe(picture.ways.length);
      }
    }
  });

  it('is well-formed whatever the words are, and keeps its colours', async () => {
    const drawn = await svg(pictureOf(small, 'en'));
    expect(drawn).toContain('Is 1 &lt; 2 &amp; "so"? Really\\');
    expect(drawn.replace(/<(\w+)[^>]*\/>|<!--[\s\S]*?-->/g, '').match(/<\w+/g)?.length).toBe(drawn.match(/<\/\w+>/g)?.length);
    expect(drawn).toContain('fill="#ffe9d2"');
    expect(drawn).toContain('stroke-dasharray');
  });

  it('comes as Mermaid too', () => {
    expect(mermaid(pictureOf(drawnFlow('check-fee'), 'en'))).toMatch(/^flowchart TD\n[\s\S]*n_where\{\{"<b>where<\/b>[\s\S]*start\(\(start\)\) --> n_begin/);
    expect(mermaid(pictureOf(small, 'en'))).toContain('n_a -.->|"skipped"| n_c');
  });
});
