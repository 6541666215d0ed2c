import type { Action, FlowGraph, FlowWords, Node, Route } from '../core/flow.js';
import { LOCALES, type Locale } from '../core/locale.js';
import { everSet, keepText, languagesOf, lose, newDraft, questionAfter, untaken, type Draft, type Loss } from './import-draft.js';
import type { Category, Export, ExportedAction, ExportedNode, SwitchRouter } from './import-format.js';
import { ask, byNumber, isNumberTest, learn, snake, targetOf, type Answers, type Leaving, type Target } from './import-question.js';
import { holds, LANGUAGES, reference, slug } from './import-text.js';

export interface ImportedFlow {
  graph: FlowGraph;
  words: Partial<Record<Locale, FlowWords>>;
}
export interface Imported {
  flows: ImportedFlow[];
  losses: Loss[];
}

/**
 * The flows of an export as ours, and all that could not be carried over. What cannot be decided here leads to a person,
 * never to a guess. `answers` reads a word as yes or no, in any language.
 */
export function importFlows(exported: Export, answers: Answers): Imported {
  // flows/system holds the standing sentences.
  const taken = new Set(['system']);
  const names = new Map(exported.flows.map((flow) => [flow.uuid, untaken(slug(flow.name) || 'imported', taken)]));
  const made = exported.flows.filter((flow) => flow.nodes.length > 0 && languagesOf(flow).length > 0);
  const ids = new Map(made.map((flow) => [flow.uuid, names.get(flow.uuid) as string]));
  const losses: Loss[] = [];
  const aside = (flow: string | undefined, what: string, mend: string) => losses.push({ flow: names.get(flow ?? '') ?? null, node: null, uuid: null, what, mend });

  for (const { name } of exported.campaigns) aside(undefined, `the campaign "${name}" is not carried over`, 'write to people by hand on its days; the bot writes first only where somebody asked for it');
  for (const { trigger_type: type, flow, groups, exclude_groups, match_type: match } of exported.triggers) {
    if (type !== 'K') aside(flow?.uuid, `a trigger that is no keyword (${type}) is not carried over`, 'name the flow in flows/system/menu.yaml, or give it words under "triggers"');
    else if (groups.length + exclude_groups.length > 0) aside(flow?.uuid, 'its keyword was for some groups; here it is for everybody', 'take the trigger out, if that is wrong');
    else if (match === 'F') aside(flow?.uuid, 'its keyword began it also with other words behind; here it is the whole message', 'add the longer ones under "triggers"');
  }
  for (const flow of exported.flows.filter((f) => !made.includes(f))) {
    if (flow.nodes.length === 0) aside(flow.uuid, 'it has no steps: nothing was made', 'nothing');
    else aside(flow.uuid, `its language "${flow.language}" is none that the bot speaks, and it has no translation: nothing was made`, `set the language of the flow to one of ${Object.keys(LANGUAGES).join(', ')} and export again`);
  }

  const entered = new Set(made.flatMap((f) => f.nodes.flatMap((n) => n.actions.flatMap((a) => (a.type === 'enter_flow' && !a.terminal ? [a.flow.uuid] : [])))));
  const flows = made.map((flow): ImportedFlow => {
    const keywords = exported.triggers.filter((t) => t.trigger_type === 'K' && t.flow?.uuid === flow.uuid).flatMap((t) => t.keywords ?? (t.keyword ? [t.keyword] : []));
    const draft = newDraft(ids.get(flow.uuid) as string, flow);
    const graph = graphOf(draft, answers, ids, entered.has(flow.uuid));
    const words = wordsOf(draft, keywords);
    losses.push(...draft.losses);
    return { graph, words };
  });
  return { flows, losses };
}

function wordsOf(draft: Draft, keywords: string[]): ImportedFlow['words'] {
  const { flow } = draft;
  const spoken = languagesOf(flow).map(({ locale }) => locale);
  const own = LANGUAGES[flow.language] ?? spoken[0];
  for (const code of new Set([flow.language, ...Object.keys(flow.localization ?? {})].filter((c) => !LANGUAGES[c]))) lose(draft, null, `its words in "${code}" are left out: the bot does not speak it`, 'nothing');
  if (spoken.length > 1) lose(draft, null, `its title "${flow.name}" is the same in each language`, 'translate "title" in the files of words');
  if (flow.type === 'voice') lose(draft, null, 'it was spoken on the phone and is written here', 'read each text: shorten it, and take out "press 1"');
  for (const locale of spoken) {
    const missing = [...draft.texts].filter(([, texts]) => texts[locale] === undefined).map(([key]) => key);
    if (missing.length > 0) lose(draft, null, `${missing.length} texts are not translated in ${locale}: ${missing.join(', ')}`, `write them in ${locale}.yaml; until then people read English there`);
  }
  const unspoken = LOCALES.filter((l) => !spoken.includes(l));
  if (unspoken.length > 0) lose(draft, null, `it has no words in ${unspoken.join(', ')}`, `translate ${own}.yaml, a file for each; until then people read English there`);
  return Object.fromEntries(
    spoken.map((locale): [Locale, FlowWords] => [
      locale,
      {
        title: flow.name,
        version: 1,
        triggers: locale === own ? [...new Set(keywords)] : [],
        texts: Object.fromEntries([...draft.texts].flatMap(([key, texts]) => (texts[locale] === undefined ? [] : [[key, texts[locale]]]))),
      },
    ]),
  );
}

/** From the first node on, whatever is reached. */
function graphOf(draft: Draft, answers: Answers, ids: ReadonlyMap<string, string>, called: boolean): FlowGraph {
  const { flow } = draft;
  const [first] = flow.nodes as [ExportedNode, ...ExportedNode[]];
  learn(draft, answers);
  const open = [first];
  const reached = new Set(open);
  const go = (to: Target): string => {
    if (to === 'end' || to === 'person') {
      draft.nodes[to] ??= to === 'person' ? handingOver([]) : ending(draft, called);
      return to;
    }
    if (!reached.has(to)) {
      reached.add(to);
      open.push(to);
    }
    return nameOf(draft, to);
  };
  for (let node = open.shift(); node; node = open.shift()) draft.nodes[nameOf(draft, node)] = nodeOf(draft, node, answers, ids, go);
  const { person, end, ...own } = draft.nodes;
  return { flow: draft.id, version: 1, start: nameOf(draft, first), moved: {}, nodes: { ...own, ...(person && { person }), ...(end && { end }) } };
}

const nameOf = (draft: Draft, node: ExportedNode) => draft.names.get(node.uuid) as string;
/** Nobody is left without a way on; a flow that others enter goes back to them in silence. */
function ending(draft: Draft, called: boolean): Node {
  if (called) return plain([]);
  lose(draft, null, 'it ended in silence; here the menu follows', 'nothing');
  return plain([{ menu: 'show' }]);
}
const plain = (actions: Action[]): Node => ({ do: actions, retries: 2, routes: [] });
const handingOver = (actions: Action[]): Node => plain([...actions, { handoff: 'flow' }]);

function nodeOf(draft: Draft, node: ExportedNode, answers: Answers, ids: ReadonlyMap<string, string>, go: (to: Target) => string): Node {
  const actions: Action[] = [];
  for (const action of node.actions) {
    const made = actionsOf(draft, node, action, ids);
    actions.push(...made);
    if (!made.some((a) => 'start' in a || 'handoff' in a)) continue;
    if (node.exits.some((e) => e.destination_uuid)) lose(draft, node, `what comes after ${'start' in (made.at(-1) as Action) ? 'the other flow' : 'the ticket'} is left out: the flow ends here`, 'say it before, or put it into a flow of its own');
    return plain(actions);
  }
  const leaving = leave(draft, node, answers);
  if (leaving === null) return handingOver(actions);
  const routes = leaving.routes.map(({ when, to }): Route => ({ when, go: go(to) }));
  // A question must have words, to be asked again: those of a node before it.
  const borrowed = leaving.wait && !actions.some((a) => 'say' in a) ? question(draft, node) : [];
  return {
    do: [...actions, ...borrowed],
    ...(leaving.wait && { wait: leaving.wait }),
    retries: 2,
    ...(leaving.timeout && { timeout: go(leaving.timeout) }),
    routes,
    otherwise: go(leaving.otherwise),
  };
}

function question(draft: Draft, node: ExportedNode): Action[] {
  const before = draft.flow.nodes.find((n) => questionAfter(draft.flow, n) === node);
  const said = before?.actions.findLast((a) => a.type === 'send_msg' || a.type === 'say_msg');
  return before && said ? actionsOf(draft, node, said, new Map()) : [];
}

/** How a node is left; null where only a person can decide. */
function leave(draft: Draft, node: ExportedNode, answers: Answers): Leaving | null {
  const { router } = node;
  const next = targetOf(draft, node, node.exits[0]?.uuid);
  const asking = questionAfter(draft.flow, node);
  if (asking) return ask(draft, asking, node, answers);
  if (!router) return { routes: [], otherwise: next };
  if (router.type === 'random') {
    lose(draft, node, 'it chose one of its ways by chance; here the first is always taken', 'take the others out, or make them a choice');
    return { routes: [], otherwise: targetOf(draft, node, router.categories[0]?.exit_uuid) };
  }
  return router.wait ? ask(draft, node, node, answers) : split(draft, node, router);
}

/** A decision over what is known: for each value of the variable the first test that holds, as goflow decides. */
function split(draft: Draft, node: ExportedNode, router: SwitchRouter): Leaving | null {
  const operand = reference(router.operand) ?? '';
  const variable = draft.variables.get(operand.replace(/\.(category|category_localized|value)$/, ''));
  const byCategory = operand.includes('.category');
  const categoryOf = (uuid: string | null | undefined) => router.categories.find((c) => c.uuid === uuid);
  const to = (category: Category | undefined) => targetOf(draft, node, category?.exit_uuid);
  const otherwise = to(categoryOf(router.default_category_uuid));
  // A flow that was called comes back only when it is done.
  if (/^child\.(run\.)?status$/.test(operand)) return { routes: [], otherwise: to(categoryOf(router.cases.find((c) => holds(c, 'completed'))?.category_uuid)) };
  if (!variable || !everSet(draft.flow, variable, node)) return undecided(draft, node, `it decides by ${router.operand}, which is not known here`);

  const only = router.cases.every((c) => c.type === 'has_text' || c.type === 'has_value');
  if (variable.values === null && only) {
    return { routes: router.cases.slice(0, 1).map((c) => ({ when: { var: variable.name, known: true }, to: to(categoryOf(c.category_uuid)) })), otherwise };
  }
  if (variable.values === null && variable.sayable && router.cases.every(isNumberTest)) {
    const ways = byNumber(variable.name, router, to);
    return { ...ways, routes: [{ when: { var: variable.name, known: false }, to: otherwise }, ...ways.routes] };
  }
  if (variable.values === null) return undecided(draft, node, `it tests ${router.operand} by ${[...new Set(router.cases.map((c) => c.type))].join(', ')}`);

  const unknown = router.cases.filter((c) => holds(c, '') === null);
  if (unknown.length > 0) return undecided(draft, node, `it tests ${router.operand} by ${unknown.map((c) => `${c.type} ${c.arguments.join(' ')}`.trim()).join(', ')}`);
  const routes = variable.values.flatMap(({ ours, text, category }) => {
    const first = router.cases.find((c) => holds(c, byCategory ? category : text));
    return first ? [{ when: { var: variable.name, is: ours }, to: to(categoryOf(first.category_uuid)) }] : [];
  });
  return { routes, otherwise };
}

function undecided(draft: Draft, node: ExportedNode, what: string): null {
  lose(draft, node, `${what}: here a person decides`, 'ask for it with a choice and route on that, or leave it to the person');
  return null;
}

/** What is done with actions that have no counterpart, and what a person does instead. */
const LOST: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  set_contact_name: ['the name is not kept: the bot keeps no names', 'nothing; a counsellor can ask'],
  set_contact_status: ['the status of the contact is not kept', 'nothing: "stop" always works'],
  set_contact_timezone: ['the time zone is not kept', 'nothing'],
  set_contact_channel: ['the channel is not changed: the bot answers where the person wrote', 'nothing'],
  add_contact_urn: ['the number or address is not kept', 'let a counsellor ask for it'],
  add_contact_groups: ['nobody is put into a group: there are none', 'route on an answer instead'],
  remove_contact_groups: ['nobody is taken out of a group: there are none', 'nothing'],
  add_input_labels: ['the message gets no label', 'nothing: counsellors see the talk'],
  set_run_local: ['a value that lives in one run is not kept', 'route on an answer instead'],
  call_webhook: ['the web service is not called', 'put what it told into facts or entries, or hand over to a person'],
  call_resthook: ['the web service is not called', 'put what it told into facts or entries, or hand over to a person'],
  call_classifier: ['the classifier is not asked', 'let people choose, or ask in their own words: the knowledge base finds the entry'],
  call_llm: ['the language model is not asked: the bot says only what was reviewed', 'write an entry'],
  transfer_airtime: ['no airtime is sent', 'send it by hand'],
  send_email: ['no e-mail is sent', 'hand over to a person, who writes it'],
  send_broadcast: ['nobody else is written to', 'write to them by hand'],
  start_session: ['no flow is begun for other people', 'begin it by hand'],
  play_audio: ['the recording is not played', 'write what it says'],
  request_optin: ['no consent is asked of the platform', 'nothing: the welcome flow asks for consent'],
};

function actionsOf(draft: Draft, node: ExportedNode, action: ExportedAction, ids: ReadonlyMap<string, string>): Action[] {
  switch (action.type) {
    case 'send_msg':
      if (action.attachments.length > 0) lose(draft, node, `it sent ${action.attachments.map((a) => a.split(':')[0]).join(', ')} along`, 'say in words what the picture or recording shows');
      return [{ say: keepText(draft, node, nameOf(draft, node), { uuid: action.uuid, property: 'text', base: [action.text] }) }];
    case 'say_msg':
      return [{ say: keepText(draft, node, nameOf(draft, node), { uuid: action.uuid, property: 'text', base: [action.text] }) }];
    case 'set_run_result':
    case 'set_contact_field':
      return setting(draft, node, action);
    case 'set_contact_language': {
      const locale = LANGUAGES[action.language];
      if (locale) return [{ set: 'language', to: locale }, { remember: 'locale', from: 'language' }];
      return lost(draft, node, `the language is not set to "${action.language}": the bot does not speak it`, 'nothing');
    }
    case 'enter_flow': {
      const id = ids.get(action.flow.uuid ?? '');
      if (id === undefined) {
        lose(draft, node, `it enters the flow "${action.flow.name}", which is not among those made; here a person comes`, 'export both together');
        return [{ handoff: 'flow' }];
      }
      return [action.terminal ? { start: id } : { call: id, with: {}, into: {} }];
    }
    case 'open_ticket':
      return [{ handoff: 'flow' }];
    case 'other': {
      const [what, mend] = LOST[action.name] ?? [`the action "${action.name}" is not known here`, 'do by hand what it did'];
      return lost(draft, node, `${action.name}: ${what}`, mend);
    }
  }
}

function lost(draft: Draft, node: ExportedNode, what: string, mend: string): [] {
  lose(draft, node, what, mend);
  return [];
}

function setting(draft: Draft, node: ExportedNode, action: Extract<ExportedAction, { type: 'set_run_result' | 'set_contact_field' }>): Action[] {
  const what = action.type === 'set_run_result' ? action.name : action.field.key;
  if (action.value.includes('@')) return lost(draft, node, `"${what}" is not set to ${action.value}: only plain words are`, 'ask for it, or set it to plain words');
  if (action.type === 'set_contact_field') lose(draft, node, `"${what}" is kept only while this flow runs`, 'nothing, if only this flow uses it');
  const variable = draft.variables.get(action.type === 'set_run_result' ? `results.${snake(action.name)}` : `fields.${action.field.key}`);
  return variable ? [{ set: variable.name, to: String(Number(action.value)) === action.value ? Number(action.value) : action.value }] : [];
}
