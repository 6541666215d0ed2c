import { describe, expect, it } from 'vitest';
import { inspectFlows, strandedAt } from '../../src/flow/inspect.js';
import { flow as flowSchema } from '../../src/core/flow.js';
import { parse } from 'yaml';
import type { Limits } from '../../src/ports.js';
import type { Fact } from '../../src/knowledge/fact.js';
import { filesOf, written } from './flows.js';

const LIMITS: Limits = { text: 300, buttons: 6, buttonTitle: 40 };
const FACTS = new Map([['mmth-FEE-08', { values: { value: { amount: 900, currency: 'THB' } } } as unknown as Fact]]);

/** A flow in order, on which each case below breaks one thing. */
const GRAPH = `flow: sample
version: 1
start: ask
nodes:
  ask:
    do: [{say: ask}]
    wait: {for: choice, save: next, options: [{value: person, title: talk}, {value: done, title: done}]}
    routes:
      - {when: {var: next, is: person}, go: person}
    otherwise: end
  person:
    do: [{handoff: flow}]
  end:
    do: [{menu: show}]
`;
const TEXTS = { ask: 'What would you like?', talk: 'A person', done: 'Nothing' };

function problems(files: Record<string, string>): string[] {
  const { book, problems: unread } = written(files);
  return [...unread, ...inspectFlows(book, LIMITS, new Set(['wages/minimum']), FACTS)].map((p) => `${p.level} ${p.file.replace('flows/', '')}:${p.line} ${p.message}`);
}
const sample = (graph = GRAPH, texts: Record<string, string> = TEXTS) => filesOf('sample', graph, texts);
/** The sample's graph with one part exchanged; a part that is not there is a mistake of the test. */
function but(from: string, to: string): string {
  if (!GRAPH.includes(from)) throw new Error(`the sample has no "${from}"`);
  return GRAPH.replace(from, to);
}

describe('flows check', () => {
  it('finds nothing in a flow in order', () => {
    expect(problems(sample())).toEqual([]);
  });

  it.each<[rule: string, files: Record<string, string>, told: string]>([
    ['a node to which nothing leads', sample(but('  end:', '  lost:\n    do: [{menu: show}]\n  end:')), 'error sample/flow.yaml:14 lost: nothing leads here: add a way or take it out'],
    ['no node to start from', sample(but('start: ask', 'start: begin')), 'begin: the flow starts here and there is no such node'],
    ['a way to a node that is not there', sample(but('otherwise: end', 'otherwise: gone')), 'error sample/flow.yaml:6 ask: goes to "gone", which does not exist'],
    ['a wait that leads nowhere', sample(but('    routes:\n      - {when: {var: next, is: person}, go: person}\n    otherwise: end\n', '')), 'ask: waits for an answer and then leads nowhere: add "otherwise"'],
    ['an answer for which there is no way', sample(but('    otherwise: end\n', '')), 'ask: where none of its routes holds it leads nowhere: add "otherwise"'],
    ['a way for an answer that nobody can give', sample(but('is: person', 'is: persons')), 'ask: goes on where "next" is "persons", which it never is: there are "person", "done"'],
    ['two options of one value', sample(but('{value: done,', '{value: person,')), 'ask: two options have one value'],
    ['a loop without a wait', sample(but('do: [{menu: show}]', 'otherwise: more\n  more:\n    otherwise: end')), 'error sample/flow.yaml:14 end: comes back to itself without waiting for the person: add a wait'],
    ['no way to a person', sample(but('{handoff: flow}', '{say: ask}').replace('{menu: show}', '{say: ask}')), 'ask: from here no way leads to a person, the menu or another flow'],
    ['a topic without an entry', sample(but('do: [{menu: show}]', 'do: [{entry: wages/none}, {menu: show}]')), 'end: speaks the topic "wages/none", for which there is no entry'],
    ['a flow that is not there, started', sample(but('{menu: show}', '{start: nowhere}')), 'end: starts the flow "nowhere", which does not exist'],
    ['a flow that is not there, called', sample(but('{menu: show}', '{call: nowhere}, {menu: show}')), 'end: calls the flow "nowhere", which does not exist'],
    ['a value that no fact has', sample(but('{menu: show}', '{value-of: mmth-FEE-08.child, into: fee}, {menu: show}')), 'end: takes the value of "mmth-FEE-08.child", which no fact has'],
    ['a fact that is not there, in words', sample(GRAPH, { ...TEXTS, ask: 'It is {{fact:mmth-FEE-99}}.' }), 'texts: "ask" says {{fact:mmth-FEE-99}}, which no fact has'],
    ['a moved node that still exists', sample(but('start: ask', 'start: ask\nmoved: {end: person}')), 'end: moved away, but it still exists'],
    ['a move to a node that is not there', sample(but('start: ask', 'start: ask\nmoved: {old: gone}')), 'old: moved to "gone", which does not exist'],
    ['a text that says what is not set', sample(GRAPH, { ...TEXTS, ask: 'You said {sum}.' }), 'error sample/flow.yaml:6 ask: says {sum}, which no answer has set on every way here'],
    ['a button that says what is not set', sample(GRAPH, { ...TEXTS, done: 'Not {sum}' }), 'ask: has {sum} on a button, which no answer has set'],
    ['a text that says what some ways leave unset', sample(but('    otherwise: end', '    skip: end\n    otherwise: end').replace('{menu: show}', '{say: bye}, {menu: show}'), { ...TEXTS, bye: 'You said {next}.' }), 'end: says {next}, which no answer has set on every way here'],
    ['a sum of what nothing sets', sample(but('{menu: show}', '{sum: [paid], into: all}, {menu: show}')), 'end: reads "paid", which nothing sets before: correct the name, or set it'],
    ['a way by what nothing sets', sample(but('var: next, is: person', 'var: net, known: true')), 'ask: goes by "net", which nothing sets before'],
    ['a text that repeats what somebody wrote', sample(but('wait: {for: choice, save: next, options: [{value: person, title: talk}, {value: done, title: done}]}', 'wait: {for: text, save: next}').replace('is: person', 'known: true').replace('{handoff: flow}', '{say: talk}, {handoff: flow}'), { ask: 'Tell me.', talk: 'You wrote {next}.' }), 'person: says {next}, which people write in their own words: it is said again only where they agree to it: write "quoting: true" there'],
    ['words that are missing', { ...sample(), 'sample/my.yaml': 'title: s\ntexts:\n  ask: a\n  talk: b\n' }, 'error sample/my.yaml:1 texts: "done" is missing'],
    ['a language that is missing', Object.fromEntries(Object.entries(sample()).filter(([path]) => !path.endsWith('/th.yaml'))), 'warning sample/th.yaml:1 the words in this language are missing'],
    ['words that nothing says', sample(GRAPH, { ...TEXTS, old: 'Old words.' }), 'error sample/en.yaml:8 texts: "old": nothing says it any more: take it out'],
    ['words older than the English', { ...sample(), 'sample/en.yaml': `title: s\nversion: 2\ntexts: ${JSON.stringify(TEXTS)}\n` }, 'error sample/my.yaml:1 these words are of version 1, the English of 2'],
    ['words with other names than the English', { ...sample(), 'sample/vi.yaml': 'title: s\ntexts:\n  ask: "{next}?"\n  talk: b\n  done: c\n' }, 'error sample/vi.yaml:3 texts: "ask" must have the same {names} and facts as the English: none'],
    ['a button too long', sample(GRAPH, { ...TEXTS, done: 'Nothing more for me today, thank you very much' }), 'error sample/en.yaml:7 texts: "done" is a button and longer than 40 letters: shorten it'],
    ['a text too long', sample(GRAPH, { ...TEXTS, ask: 'x'.repeat(301) }), 'texts: "ask" is longer than one message (300 characters): shorten it'],
    ['a trigger of two flows', { ...sample(), ...filesOf('other', GRAPH.replace('flow: sample', 'flow: other'), TEXTS, ['Begin Sample!']) }, 'error sample/en.yaml:3 triggers: "begin sample" already starts "other": take it out of one'],
    ['a trigger that is a command', filesOf('sample', GRAPH, TEXTS, ['Menu']), 'triggers: "Menu" already starts "menu": take it out of one'],
    ['calls in a circle', { ...sample(but('{menu: show}', '{call: other}, {menu: show}')), ...filesOf('other', GRAPH.replace('flow: sample', 'flow: other').replace('{menu: show}', '{call: sample}, {menu: show}'), TEXTS) }, 'end: calls "other", which calls this flow again: no call comes back'],
    ['flows that start one another at once', { ...filesOf('sample', 'flow: sample\nversion: 1\nstart: a\nnodes:\n  a: {do: [{start: other}]}\n', {}), ...filesOf('other', 'flow: other\nversion: 1\nstart: b\nnodes:\n  b: {do: [{start: sample}]}\n', {}) }, 'a: starts "other", which starts this flow again before anybody is asked: add a wait'],
    ['a menu item that is not there', { ...sample(), 'system/menu.yaml': '- command: human\n- flow: gone\n- topic: none/none\n' }, 'offers the flow "gone", which does not exist'],
    ['a menu without a person', { ...sample(), 'system/menu.yaml': '- flow: sample\n' }, 'error system/menu.yaml:1 offers no person: add {command: human}'],
    ['a title too long for the menu', { ...sample(), 'sample/en.yaml': `title: A very long title of a flow that nobody reads to its end\ntriggers: []\ntexts: ${JSON.stringify(TEXTS)}\n`, 'system/menu.yaml': '- flow: sample\n- command: human\n' }, 'title: it is a button of the menu and longer than 40 letters'],
    ['an action nobody knows', sample(but('{menu: show}', '{sing: song}')), 'sample/flow.yaml:14'],
  ])('tells of %s', (_, files, told) => {
    const all = problems(files).filter((p) => !p.includes('system/'));
    const system = problems(files).filter((p) => p.includes('system/menu'));
    expect([...all, ...system].join('\n')).toContain(told);
  });

  it('takes a sum that is only said where it is known', () => {
    const graph = `flow: sample
version: 1
start: ask
nodes:
  ask:
    do: [{say: ask}]
    wait: {for: money, save: paid, currencies: []}
    otherwise: reckon
  reckon:
    do: [{value-of: mmth-FEE-08, into: fee}, {subtract: fee, from: paid, into: over}]
    routes:
      - {when: {var: over, known: false}, go: end}
      - {when: {var: paid, over: fee}, go: more}
    otherwise: end
  more:
    do: [{say: more}, {handoff: flow, summary: more}]
  end:
    do: [{menu: show}]
`;
    // That "over" is known tells that "fee" is.
    expect(problems(sample(graph, { ask: 'How much?', more: '{over} more than {fee}.' }))).toEqual([]);
  });

  it('lets a part of other flows say what every caller gives it', () => {
    const part = 'flow: part\nversion: 1\nstart: a\nnodes:\n  a:\n    do: [{say: a}]\n    wait: {for: yes-no, save: well}\n    otherwise: b\n  b: {do: [{set: done, to: 1}]}\n';
    const caller = but('{menu: show}', '{call: part, with: {who: next}, into: {well: well}}, {menu: show}');
    expect(problems({ ...sample(caller), ...filesOf('part', part, { a: 'For {who}, is it well?' }, []) })).toEqual([]);
    expect(problems({ ...sample(caller), ...filesOf('part', part, { a: 'For {who}, is it well?' }, ['begin part']) }).join()).toContain('a: says {who}');
  });
});

describe('people who wait in a changed flow', () => {
  it('are counted where their question is gone and was not moved', () => {
    const graph = flowSchema.parse(parse(but('start: ask', 'start: ask\nmoved: {renamed: ask, nowhere: gone}')));
    expect(strandedAt(graph, { ask: 3, renamed: 2, nowhere: 4, deleted: 1, person: 5, empty: 0 })).toEqual([
      { node: 'nowhere', people: 4 },
      { node: 'deleted', people: 1 },
      { node: 'person', people: 5 },
    ]);
  });
});
