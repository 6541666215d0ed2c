import type { Condition, Wait } from '../core/flow.js';
import { keepText, languagesOf, localised, lose, untaken, type Draft, type Variable } from './import-draft.js';
import type { Category, ExportedNode, RouterCase, SwitchRouter } from './import-format.js';
import { holds, limitsOf, slug, wordsOf } from './import-text.js';

/** Reads a word as yes or no, in any language. */
export type Answers = (word: string) => 'yes' | 'no' | null;

/** Where a way leads: to a node of the export, to a person, or out of the flow. */
export type Target = ExportedNode | 'end' | 'person';

/** How a node is left. */
export interface Leaving {
  wait?: Wait;
  routes: { when: Condition; to: Target }[];
  otherwise: Target;
  /** Where it goes when nobody answers. */
  timeout?: Target;
}

/** The most choices of one question, as our grammar has it. */
const MOST_OPTIONS = 12;

/** What kind of question a waiting router is. */
type Question =
  | { kind: 'choice'; options: Option[] }
  | { kind: 'yes-no'; options: Option[] }
  | { kind: 'number' }
  | { kind: 'text' | 'file' | 'location' | 'date' | 'contact'; category: Category | null; unchecked: RouterCase | null }
  | { kind: 'unknown'; why: string };

interface Option {
  value: string;
  category: Category;
  /** Its tests; none where it is what fits no test. */
  cases: RouterCase[];
  /** Which quick reply it is, or null. */
  reply: number | null;
}

const WORDS = new Set(['has_any_word', 'has_all_words', 'has_phrase', 'has_only_phrase', 'has_only_text', 'has_beginning']);
/** Tests of a form that we do not check: the answer is taken as text. */
const UNCHECKED = new Set(['has_email', 'has_time', 'has_state', 'has_district', 'has_ward']);
export const isNumberTest = (test: RouterCase) => test.type.startsWith('has_number') && limitsOf(test) !== null;
const HINTS: Readonly<Record<string, 'file' | 'location'>> = { image: 'file', audio: 'file', video: 'file', location: 'location' };

export function targetOf(draft: Draft, node: ExportedNode, exit: string | undefined): Target {
  const uuid = node.exits.find((e) => e.uuid === exit)?.destination_uuid;
  return draft.flow.nodes.find((n) => n.uuid === uuid) ?? 'end';
}

/** A result's key, as goflow makes it from its name. */
export function snake(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

/** What each variable of the flow can be, from what is set and what is asked. */
export function learn(draft: Draft, answers: Answers): void {
  for (const node of draft.flow.nodes) {
    for (const action of node.actions) {
      if (action.type === 'set_run_result' && !action.value.includes('@')) know(draft, node, `results.${snake(action.name)}`, { ours: action.value, text: action.value, category: action.category || action.value });
      if (action.type === 'set_contact_field' && !action.value.includes('@')) know(draft, node, `fields.${action.field.key}`, { ours: action.value, text: action.value, category: action.value });
    }
    const router = node.router;
    if (router?.type !== 'switch' || !router.wait) continue;
    const question = questionOf(draft, node, router, answers);
    const asked = `results.${snake(router.result_name)}`;
    if (router.result_name === '' || question.kind === 'unknown') continue;
    if (question.kind !== 'choice' && question.kind !== 'yes-no') know(draft, node, asked, question.kind === 'number' || question.kind === 'date' ? question.kind : 'text');
    else for (const o of question.options) know(draft, node, asked, { ours: o.value, text: textOf(draft, node, o), category: o.category.name });
  }
}

function know(draft: Draft, node: ExportedNode, reference: string, value: NonNullable<Variable['values']>[number] | 'number' | 'date' | 'text'): void {
  const before = draft.variables.get(reference);
  const endless = typeof value === 'string' || before?.values === null;
  draft.variables.set(reference, {
    name: before?.name ?? nameOf(draft, reference),
    sayable: (value === 'number' || value === 'date') && (before?.sayable ?? true),
    by: [...(before?.by ?? []), node],
    values: endless ? null : [...(before?.values ?? []).filter((v) => v.ours !== value.ours), value],
  });
}

function nameOf(draft: Draft, reference: string): string {
  const [kind, key = ''] = reference.split('.');
  const wanted = slug(kind === 'fields' ? `field ${key}` : key) || 'answer';
  return untaken(wanted, new Set([...draft.variables.values()].map((v) => v.name)));
}

/** What somebody types for an option: its quick reply, else the first word that its test takes. */
function textOf(draft: Draft, node: ExportedNode, { reply, cases, category }: Option): string {
  return (reply === null ? undefined : repliesOf(draft, node)?.base[reply]) ?? wordsOf(cases[0]?.arguments[0] ?? '')[0] ?? category.name;
}

/** The quick replies under a question: of its own last message, else of the message before it. */
function repliesOf(draft: Draft, node: ExportedNode): { uuid: string; base: readonly string[] } | null {
  const before = draft.flow.nodes.filter((n) => !n.router && n.exits[0]?.destination_uuid === node.uuid);
  for (const asking of [node, ...before]) {
    const said = asking.actions.findLast((a) => a.type === 'send_msg');
    if (said?.type === 'send_msg' && said.quick_replies.length > 0) return { uuid: said.uuid, base: said.quick_replies };
  }
  return null;
}

function questionOf(draft: Draft, node: ExportedNode, router: SwitchRouter, answers: Answers): Question {
  const byUuid = (uuid: string | null | undefined) => router.categories.find((c) => c.uuid === uuid) ?? null;
  const fallback = byUuid(router.default_category_uuid);
  const hint = HINTS[router.wait?.hint?.type ?? ''];
  const tests = router.cases;
  const [first] = tests;
  if (!/^@\(?input(\.text|\.value)?\)?$/.test(router.operand.trim())) return { kind: 'unknown', why: `it tests ${router.operand}` };
  if (!first) return { kind: hint ?? 'text', category: fallback, unchecked: null };
  const alone = new Set(tests.map((t) => t.category_uuid)).size === 1 ? byUuid(first.category_uuid) : null;
  // `has_value` is the name that older versions have for it.
  if (alone && tests.every((t) => t.type === 'has_text' || t.type === 'has_value')) return { kind: hint ?? 'text', category: alone, unchecked: null };
  if (alone && tests.every((t) => UNCHECKED.has(t.type))) return { kind: 'text', category: alone, unchecked: first };
  if (alone && tests.every((t) => t.type === 'has_date')) return { kind: 'date', category: alone, unchecked: null };
  if (alone && tests.every((t) => t.type === 'has_phone')) return { kind: 'contact', category: alone, unchecked: null };
  if (tests.every(isNumberTest)) return { kind: 'number' };
  if (tests.some((t) => WORDS.has(t.type)) && tests.every((t) => WORDS.has(t.type) || holds(t, '') === null)) return wordQuestion(draft, node, router, answers, fallback);
  return { kind: 'unknown', why: `it tests the answer by ${tests.map((t) => `${t.type} ${t.arguments.join(' ')}`.trim()).join(', ')}` };
}

/** One option for each category; what fits no test is one too, unless it only leads back to the question. */
function wordQuestion(draft: Draft, node: ExportedNode, router: SwitchRouter, answers: Answers, fallback: Category | null): Question {
  const replies = repliesOf(draft, node);
  const aside = fallback && comesBack(draft, node, targetOf(draft, node, fallback.exit_uuid)) === null ? fallback : null;
  const categories = router.categories.filter((c) => c === aside || router.cases.some((t) => t.category_uuid === c.uuid));
  if (categories.length > MOST_OPTIONS) return { kind: 'unknown', why: `it has ${categories.length} choices, and a question here has at most ${MOST_OPTIONS}` };
  const values = new Set<string>();
  const options = categories.map((category, n): Option => {
    const cases = router.cases.filter((t) => t.category_uuid === category.uuid);
    const fits = (reply: string) => router.cases.find((t) => holds(t, reply))?.category_uuid ?? aside?.uuid;
    const reply = replies?.base.findIndex((r) => fits(r) === category.uuid) ?? -1;
    return { category, cases, value: untaken(slug(category.name) || `option-${n + 1}`, values), reply: reply < 0 ? null : reply };
  });
  const read = options.map((o) => agreed(o.cases.flatMap((t) => t.arguments.flatMap(wordsOf)).map(answers)));
  // Buttons of other words than yes and no keep their words.
  const plain = replies === null || languagesOf(draft.flow).every(({ code }) => (localised(draft.flow, code, replies.uuid, 'quick_replies', replies.base) ?? []).every((r) => answers(r) !== null));
  if (options.length === 2 && plain && !aside && read.includes('yes') && read.includes('no')) {
    return { kind: 'yes-no', options: options.map((o, i) => ({ ...o, value: read[i] ?? o.value })) };
  }
  return { kind: 'choice', options: inPlace(options) };
}

/** Yes or no where some words say so and none says the other. */
function agreed(words: ('yes' | 'no' | null)[]): 'yes' | 'no' | null {
  const said = new Set(words.filter((w) => w !== null));
  return said.size === 1 ? ([...said][0] ?? null) : null;
}

/** An option that a number chose stands at that number, where it can: people type the number they see. */
function inPlace(options: Option[]): Option[] {
  const places = new Array<Option | undefined>(options.length).fill(undefined);
  for (const option of options) {
    const number = numberOf(option) ?? 0;
    if (number >= 1 && number <= options.length) places[number - 1] ??= option;
  }
  const others = options.filter((o) => !places.includes(o));
  return places.map((placed) => placed ?? (others.shift() as Option));
}

function numberOf(option: Option): number | null {
  const number = option.cases.flatMap((t) => t.arguments.flatMap(wordsOf)).find((w) => /^\p{Nd}+$/u.test(w));
  return number === undefined ? null : Number(number);
}

/** The nodes on the way back where a way leads only back to its own question; null where it leads elsewhere. */
function comesBack(draft: Draft, node: ExportedNode, way: Target): ExportedNode[] | null {
  const passed: ExportedNode[] = [];
  for (let at = way; at !== node; at = targetOf(draft, at, at.exits[0]?.uuid)) {
    if (typeof at === 'string' || at.router || passed.includes(at)) return null;
    passed.push(at);
  }
  return passed;
}

/** The question of a waiting node, under the node `as` that says it; null where only a person can go on. */
export function ask(draft: Draft, node: ExportedNode, as: ExportedNode, answers: Answers): Leaving {
  const timeout = unanswered(draft, node, as);
  return { ...answered(draft, node, as, answers), ...(timeout && { timeout }) };
}

function answered(draft: Draft, node: ExportedNode, as: ExportedNode, answers: Answers): Leaving {
  const router = node.router as SwitchRouter;
  const question = questionOf(draft, node, router, answers);
  const save = draft.variables.get(`results.${snake(router.result_name)}`)?.name ?? (draft.names.get(as.uuid) as string);
  const to = (category: Category | null | undefined) => targetOf(draft, node, category?.exit_uuid);
  const fallback = router.categories.find((c) => c.uuid === router.default_category_uuid);
  switch (question.kind) {
    case 'choice':
    case 'yes-no':
      return choosing(draft, node, as, question, save, to);
    case 'number':
      if (fallback) asksAgain(draft, node, as, fallback, 'no number');
      return { ...byNumber(save, router, to), wait: { for: 'number', save } };
    case 'text':
    case 'file':
    case 'location':
    case 'date':
    case 'contact':
      if (question.unchecked) lose(draft, as, `the answer is not checked (${question.unchecked.type}): any text is taken`, 'ask for a choice, a number or a country where that does');
      if (fallback && fallback !== question.category) asksAgain(draft, node, as, fallback, `no ${question.kind}`);
      return { wait: { for: question.kind, save }, routes: [], otherwise: to(question.category) };
    case 'unknown':
      lose(draft, as, `${question.why}: whatever is answered, a person comes`, 'ask with a choice, a number or a country instead');
      return { wait: { for: 'text', save }, routes: [], otherwise: 'person' };
  }
}

/** Tells what becomes of answers that fit nothing: the engine asks again by itself. */
function asksAgain(draft: Draft, node: ExportedNode, as: ExportedNode, fallback: Category, what: string): void {
  const back = comesBack(draft, node, targetOf(draft, node, fallback.exit_uuid));
  if (back === null) lose(draft, as, `"${fallback.name}" (${what}) went another way; here it is asked again twice, then a person comes`, 'add "skip" to the node where people may leave the question out');
  else if (back.some((passed) => !asks(draft, node, passed))) lose(draft, as, `"${fallback.name}" is asked again in the bot's own words, twice, then a person comes`, 'nothing');
}

/** Whether a node on the way back is the question itself, to which other ways lead too. */
function asks(draft: Draft, node: ExportedNode, passed: ExportedNode): boolean {
  return passed === draft.flow.nodes[0] || draft.flow.nodes.some((n) => n !== node && n.exits.some((e) => e.destination_uuid === passed.uuid) && comesBack(draft, node, n) === null);
}

function unanswered(draft: Draft, node: ExportedNode, as: ExportedNode): Target | null {
  const router = node.router as SwitchRouter;
  if (!router.wait?.timeout) return null;
  const { seconds, category_uuid } = router.wait.timeout;
  lose(draft, as, `it went on after ${Math.round(seconds / 60)} minutes without an answer; here after a day`, 'nothing');
  return targetOf(draft, node, router.categories.find((c) => c.uuid === category_uuid)?.exit_uuid);
}

/**
 * Number tests as routes. Their limits cut the numbers into stretches; in each the first test that holds decides, as in
 * goflow, and neighbours that lead to one place are one route.
 */
export function byNumber(name: string, router: SwitchRouter, to: (category: Category | undefined) => Target): Pick<Leaving, 'routes' | 'otherwise'> {
  const limits = [...new Set(router.cases.flatMap((t) => (t.type === 'has_number' ? [] : (limitsOf(t) ?? []))))].sort((a, b) => a - b);
  const at = (number: number) => {
    const uuid = router.cases.find((t) => holds(t, String(number)))?.category_uuid ?? router.default_category_uuid;
    return to(router.categories.find((c) => c.uuid === uuid));
  };
  const stretches = limits.flatMap((limit, i) => [
    { when: { var: name, under: limit }, to: at(i === 0 ? limit - 1 : (limit + (limits[i - 1] as number)) / 2) },
    { when: { var: name, is: String(limit) }, to: at(limit) },
  ]);
  const otherwise = at((limits.at(-1) ?? 0) + 1);
  // A stretch needs no route where the next "under", which its numbers meet then, leads to the same place.
  const routes = stretches.filter((s, i) => (stretches.slice(i + 1).find((later) => 'under' in later.when)?.to ?? otherwise) !== s.to);
  return { routes, otherwise };
}

function choosing(draft: Draft, node: ExportedNode, as: ExportedNode, { kind, options }: Extract<Question, { kind: 'choice' | 'yes-no' }>, save: string, to: (category: Category) => Target): Leaving {
  const router = node.router as SwitchRouter;
  const ways = options.map((option) => ({ option, to: option.cases.some((t) => holds(t, '') === null) ? ('person' as const) : to(option.category) }));
  for (const { option } of ways) {
    const unknown = option.cases.filter((t) => holds(t, '') === null);
    if (unknown.length > 0) lose(draft, as, `"${option.category.name}" was chosen by ${unknown.map((t) => `${t.type} ${t.arguments.join(' ')}`.trim()).join(', ')}; here it is a button, and a person comes`, 'ask for it in a question of its own');
  }
  const fallback = router.categories.find((c) => c.uuid === router.default_category_uuid);
  const own = options.find((o) => o.category === fallback && o.cases.length === 0);
  if (own) lose(draft, as, `"${own.category.name}" was what fitted nothing; here it is a button, and what fits nothing is asked again`, 'give the button words that people understand');
  else if (fallback) asksAgain(draft, node, as, fallback, 'what fits nothing');

  const replies = repliesOf(draft, node);
  const wait: Wait =
    kind === 'yes-no'
      ? { for: 'yes-no', save }
      : { for: 'choice', save, options: options.map((o) => ({ value: o.value, title: titleOf(draft, as, save, o, replies) })) };
  if (wait.for === 'choice') deaf(draft, as, options, wait);
  const last = ways.at(-1)?.to ?? 'end';
  return { wait, routes: ways.filter((w) => w.to !== last).map((w) => ({ when: { var: save, is: w.option.value }, to: w.to })), otherwise: last };
}

function titleOf(draft: Draft, as: ExportedNode, save: string, option: Option, replies: ReturnType<typeof repliesOf>): string {
  const key = `${save}-${slug(option.value) || 'option'}`;
  return replies && option.reply !== null
    ? keepText(draft, as, key, { uuid: replies.uuid, property: 'quick_replies', base: replies.base, index: option.reply })
    : keepText(draft, as, key, { uuid: option.category.uuid, property: 'name', base: [option.category.name] });
}

/** Words that chose an option there and do not here: only its button, its number and its whole words do. */
function deaf(draft: Draft, as: ExportedNode, options: Option[], wait: Extract<Wait, { for: 'choice' }>): void {
  const titles = options.map((_, i) => Object.values(draft.texts.get(wait.options[i]?.title ?? '') ?? {}).map((t) => wordsOf(t).join(' ')));
  const words = options.flatMap((option, i) =>
    option.cases.filter((test) => WORDS.has(test.type)).flatMap((test) =>
      languagesOf(draft.flow).flatMap(({ code }) =>
        (localised(draft.flow, code, test.uuid, 'arguments', test.arguments) ?? [])
          .flatMap((a) => (test.type === 'has_any_word' ? wordsOf(a) : [wordsOf(a).join(' ')]))
          .filter((word) => !(titles[i] ?? []).includes(word) && !(/^\p{Nd}+$/u.test(word) && Number(word) === i + 1)),
      ),
    ),
  );
  const unheard = [...new Set(words)];
  if (unheard.length > 0) lose(draft, as, `these words chose before and do not here: ${unheard.join(', ')}; the button, its number or all its words do`, 'make the title of the button what people type');
}
