import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flow as flowSchema, flowWords } from '../../src/core/flow.js';
import { LOCALES } from '../../src/core/locale.js';
import { readExport } from '../../src/flow/import-format.js';
import { importFlows } from '../../src/flow/import.js';
import { graphFile, wordsFile } from '../../src/flow/save.js';
import { readLined } from '../../src/knowledge/lined.js';

/** Exports of any form that the format allows: nodes that lead anywhere, with any action, test and words. */
const NODES = 6;
const words = fc.oneof(fc.constantFrom('Red', 'Blue', 'Yes', 'No', 'ဟုတ်', 'မဟုတ်', '2', '@results.a', '@(1 + 1)', '{x}', 'a@b.org'), fc.string({ maxLength: 12 }));
const number = fc.integer({ min: -5, max: 40 }).map(String);
const test = fc.oneof(
  fc.record({ type: fc.constantFrom('has_any_word', 'has_all_words', 'has_phrase', 'has_only_phrase', 'has_only_text', 'has_beginning', 'has_pattern', 'has_category', 'has_new_test'), arguments: fc.array(words, { minLength: 1, maxLength: 2 }) }),
  fc.record({ type: fc.constantFrom('has_number_lt', 'has_number_lte', 'has_number_eq', 'has_number_gte', 'has_number_gt'), arguments: fc.tuple(number) }),
  fc.record({ type: fc.constant('has_number_between'), arguments: fc.tuple(number, number) }),
  fc.record({ type: fc.constantFrom('has_text', 'has_number', 'has_date', 'has_phone', 'has_email', 'has_group', 'has_error'), arguments: fc.constant([] as string[]) }),
);
const action = fc.oneof(
  fc.record({ type: fc.constant('send_msg'), text: words, quick_replies: fc.array(words, { maxLength: 3 }) }),
  fc.record({ type: fc.constant('set_run_result'), name: fc.constantFrom('a', 'b'), value: words, category: fc.constant('') }),
  fc.record({ type: fc.constant('set_contact_field'), field: fc.constant({ key: 'a', name: 'A' }), value: words }),
  fc.record({ type: fc.constant('set_contact_language'), language: fc.constantFrom('mya', 'fra') }),
  fc.record({ type: fc.constantFrom('call_webhook', 'open_ticket', 'a_new_action') }),
  fc.record({ type: fc.constant('enter_flow'), flow: fc.constantFrom({ uuid: 'flow', name: 'Flow' }, { uuid: 'none', name: 'None' }), terminal: fc.boolean() }),
);
const way = fc.option(fc.integer({ min: 0, max: NODES - 1 }));
const router = fc.record({
  waits: fc.boolean(),
  operand: fc.constantFrom('@input.text', '@results.a', '@results.a.category', '@results.b', '@fields.a', '@child.status', '@(x)'),
  result_name: fc.constantFrom('a', 'b', 'အသက်', ''),
  categories: fc.array(fc.record({ name: words, way }), { minLength: 1, maxLength: 4 }),
  cases: fc.array(fc.record({ test, category: fc.nat(3) }), { maxLength: 5 }),
  fallback: fc.option(fc.nat(3)),
  timeout: fc.option(fc.nat(3)),
});
const node = fc.record({ actions: fc.array(action, { maxLength: 3 }), router: fc.option(router), way });
const exported = fc.record({ nodes: fc.array(node, { minLength: NODES, maxLength: NODES }), translation: words, language: fc.constantFrom('eng', 'mya') }).map(({ nodes, translation, language }) => ({
  version: '13',
  flows: [
    {
      uuid: 'flow',
      name: 'Flow',
      spec_version: '13.1.0',
      language,
      localization: { tha: { 'n0a0': { text: [translation] } } },
      nodes: nodes.map((n, i) => {
        const categories = n.router?.categories ?? [];
        const at = (c: number) => `n${i}c${c % Math.max(1, categories.length)}`;
        const to = (w: number | null) => (w === null ? {} : { destination_uuid: `n${w}` });
        return {
          uuid: `n${i}`,
          actions: n.actions.map((a, j) => ({ ...a, uuid: `n${i}a${j}` })),
          exits: n.router ? categories.map((c, j) => ({ uuid: `n${i}e${j}`, ...to(c.way) })) : [{ uuid: `n${i}e`, ...to(n.way) }],
          ...(n.router && {
            router: {
              type: 'switch',
              operand: n.router.operand,
              result_name: n.router.result_name,
              categories: categories.map((c, j) => ({ uuid: `n${i}c${j}`, name: c.name, exit_uuid: `n${i}e${j}` })),
              cases: n.router.cases.map((c, j) => ({ uuid: `n${i}t${j}`, ...c.test, category_uuid: at(c.category) })),
              ...(n.router.fallback !== null && { default_category_uuid: at(n.router.fallback) }),
              ...(n.router.waits && { wait: { type: 'msg', ...(n.router.timeout !== null && { timeout: { seconds: 60, category_uuid: at(n.router.timeout) } }) } }),
            },
          }),
        };
      }),
    },
  ],
}));

const yesNo = (word: string) => ({ yes: 'yes', no: 'no', ဟုတ်: 'yes', မဟုတ်: 'no' })[word.toLowerCase()] as 'yes' | 'no' | undefined ?? null;

describe('any export', () => {
  it('becomes a flow whose every name leads somewhere and is reached, and whose files read back as they were', () => {
    fc.assert(
      fc.property(exported, (whole) => {
        const read = readExport(JSON.stringify(whole), 'export.json');
        if (!read.ok) throw new Error(read.problems.map((p) => p.message).join());
        const { flows, losses } = importFlows(read.exported, yesNo);
        const [made] = flows;
        if (!made) throw new Error('no flow');
        const { nodes, start } = made.graph;
        const targets = Object.values(nodes).flatMap((n) => [...n.routes.map((r) => r.go), ...[n.otherwise, n.timeout, n.skip].flatMap((t) => t ?? [])]);
        expect(Object.keys(nodes)).toEqual(expect.arrayContaining([start, ...targets]));
        for (const name of Object.keys(nodes)) expect([start, ...targets]).toContain(name);
        for (const n of Object.values(nodes)) if (n.wait) expect(n.otherwise).toBeDefined();

        // What is said, and what is on a button, stands in the words of the base language.
        const own = made.words[whole.flows[0]?.language === 'eng' ? 'en' : 'my'];
        expect(own).toBeDefined();
        const keys = Object.values(nodes).flatMap((n) => [...n.do.flatMap((a) => ('say' in a ? [a.say] : [])), ...(n.wait?.for === 'choice' ? n.wait.options.map((o) => o.title) : [])]);
        const told = losses.map((l) => l.what).join('\n');
        for (const key of keys) expect(own?.texts[key] !== undefined || told.includes(key), key).toBe(true);

        const again = readLined(graphFile(made.graph, 'x'), 'flow.yaml', flowSchema);
        expect(again.problems).toEqual([]);
        expect(again.data).toEqual(made.graph);
        for (const locale of LOCALES) {
          const spoken = made.words[locale];
          if (spoken) expect(readLined(wordsFile(spoken), `${locale}.yaml`, flowWords).data).toEqual(spoken);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('that asks a person to decide by what is not known here leads to a person, and says so', () => {
    fc.assert(
      fc.property(exported, (whole) => {
        const read = readExport(JSON.stringify(whole), 'export.json');
        if (!read.ok) throw new Error('not read');
        const { flows, losses } = importFlows(read.exported, yesNo);
        const nodes = flows[0]?.graph.nodes ?? {};
        for (const loss of losses.filter((l) => l.node !== null && /a person decides|a person comes$/.test(l.what) && !l.what.includes('asked again'))) {
          const node = nodes[loss.node as string];
          expect(node, loss.what).toBeDefined();
          const ways = [node?.otherwise, ...(node?.routes.map((r) => r.go) ?? [])];
          expect(ways.includes('person') || node?.do.some((a) => 'handoff' in a) || node?.wait?.for === 'choice', loss.what).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes is read or refused, with a place, and never fails', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), exported.map((e) => JSON.stringify(e).replace(/uuid/, 'uid'))), (text) => {
        const read = readExport(text, 'export.json');
        if (!read.ok) for (const p of read.problems) expect(p.line).toBeGreaterThan(0);
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
