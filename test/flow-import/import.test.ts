import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importExport } from '../../src/commands/flows-import.js';
import { topicsOf } from '../../src/commands/flows.js';
import { SMALLEST } from '../../src/commands/shapes.js';
import { rehearsal } from '../../src/commands/rehearsal.js';
import type { Content } from '../../src/content.js';
import { isLocale } from '../../src/core/locale.js';
import { inspectFlows } from '../../src/flow/inspect.js';
import { readFlows } from '../../src/flow/load.js';
import { flowVoice } from '../../src/flow/voice.js';
import type { Loss } from '../../src/flow/import-draft.js';
import { wholeContent } from '../content.js';
import { NOON, ROOT } from '../core/world.js';
import { lanpya } from '../e2e/program.js';

const HERE = new URL('.', import.meta.url).pathname;
const EXPORTS = join(HERE, 'exports');
const SESSIONS = join(HERE, 'sessions');

const folders: string[] = [];
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true, force: true })));

/** A project of its own with our flows, into which exports are imported. */
function project() {
  const root = mkdtempSync(join(tmpdir(), 'lanpya-import-'));
  folders.push(root);
  cpSync(join(ROOT, 'flows'), join(root, 'flows'), { recursive: true });
  const run = (file: string, options: { into?: string; force?: boolean; json?: boolean } = {}) => {
    const lines: string[] = [];
    const line = (l: string) => void lines.push(l);
    const code = importExport({ out: line, err: line, now: NOON, root }, file, { into: 'flows', force: false, json: false, ...options });
    return { code, lines, said: lines.join('\n') };
  };
  const losses = (file: string, options = {}) => (JSON.parse(run(file, { ...options, json: true }).lines[0] ?? '') as { losses: Loss[] }).losses;
  return { root, run, losses };
}

const exported = (name: string) => join(EXPORTS, `${name}.json`);

/** An export with one thing wrong, as a file. */
function broken(name: string, change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanpya-export-'));
  folders.push(folder);
  const file = join(folder, 'export.json');
  writeFileSync(file, change(readFileSync(exported(name), 'utf8')));
  return file;
}

let content: Content;
beforeAll(async () => {
  content = await wholeContent();
}, 120_000);

/** The same content with the flows of another project. */
function withFlows(root: string): Content {
  const { book } = readFlows(root);
  const speak = flowVoice(book);
  return {
    ...content,
    book,
    world: (now) => {
      const world = content.world(now);
      return { ...world, ...speak(now, world) };
    },
  };
}

/** Where an export ended in silence, our menu follows. */
const MENU = new Set(Object.values(readFlows(ROOT).book.phrases).map((texts) => `> ${texts['menu'] ?? ''}`));

describe('sessions of an export, replayed here', () => {
  for (const file of readdirSync(SESSIONS)) {
    it(file, async () => {
      const [head = '', ...lines] = readFileSync(join(SESSIONS, file), 'utf8').trim().split('\n');
      const { root, run } = project();
      run(exported(/^\/\/ export: (\S+)/.exec(head)?.[1] ?? ''));
      const language = file.split('.').at(-2);
      const talk = rehearsal(withFlows(root), isLocale(language) ? language : 'en', NOON);
      const played: string[] = [];
      for (const line of lines.filter((l) => l.startsWith('<'))) {
        const answers = await talk.play(line);
        played.push(line, ...answers.filter((a) => a.startsWith('> ') && !a.startsWith('>   ') && !MENU.has(a)));
      }
      expect(played).toEqual(lines);
    });
  }
});

/** All that version 13 of the format knows. Source: goflow, flows/actions, flows/routers (cases, waits, hints). */
const FORMAT = {
  actions: ['add_contact_groups', 'add_contact_urn', 'add_input_labels', 'call_classifier', 'call_llm', 'call_resthook', 'call_webhook', 'enter_flow', 'open_ticket', 'play_audio', 'remove_contact_groups', 'request_optin', 'say_msg', 'send_broadcast', 'send_email', 'send_msg', 'set_contact_channel', 'set_contact_field', 'set_contact_language', 'set_contact_name', 'set_contact_status', 'set_contact_timezone', 'set_run_local', 'set_run_result', 'start_session', 'transfer_airtime'],
  routers: ['random', 'switch'],
  tests: ['has_all_words', 'has_any_word', 'has_beginning', 'has_category', 'has_date', 'has_date_eq', 'has_date_gt', 'has_date_lt', 'has_district', 'has_email', 'has_error', 'has_group', 'has_intent', 'has_number', 'has_number_between', 'has_number_eq', 'has_number_gt', 'has_number_gte', 'has_number_lt', 'has_number_lte', 'has_only_phrase', 'has_only_text', 'has_pattern', 'has_phone', 'has_phrase', 'has_state', 'has_text', 'has_time', 'has_top_intent', 'has_value', 'has_ward'],
  waits: ['dial', 'msg'],
  hints: ['audio', 'digits', 'image', 'location', 'video'],
} as const;

describe('our exports', () => {
  it('use every action, router, test, wait and hint of the format', () => {
    interface Raw {
      flows: { nodes: { actions?: { type: string }[]; router?: { type: string; cases?: { type: string }[]; wait?: { type: string; hint?: { type: string } } } }[] }[];
    }
    const nodes = readdirSync(EXPORTS).flatMap((f) => (JSON.parse(readFileSync(join(EXPORTS, f), 'utf8')) as Raw).flows.flatMap((flow) => flow.nodes));
    const routers = nodes.flatMap((n) => n.router ?? []);
    const used = {
      actions: nodes.flatMap((n) => (n.actions ?? []).map((a) => a.type)),
      routers: routers.map((r) => r.type),
      tests: routers.flatMap((r) => (r.cases ?? []).map((c) => c.type)),
      waits: routers.flatMap((r) => r.wait?.type ?? []),
      hints: routers.flatMap((r) => r.wait?.hint?.type ?? []),
    };
    for (const part of ['actions', 'routers', 'tests', 'waits', 'hints'] as const) expect(FORMAT[part].filter((type) => !used[part].includes(type)), part).toEqual([]);
  });
});

describe('an export', () => {
  it.each(['join', 'words', 'lost', 'every'])('%s becomes files that the inspector finds in order', (name) => {
    const { root, run } = project();
    run(exported(name));
    const { book, problems } = readFlows(root);
    const all = [...problems, ...inspectFlows(book, SMALLEST, topicsOf(content.knowledge), content.knowledge.facts)];
    const made = readdirSync(join(root, 'flows')).filter((f) => !existsSync(join(ROOT, 'flows', f)));
    const errors = all.filter((p) => p.level === 'error' && made.some((f) => p.file.includes(`/${f}/`)));
    // Only English was in two of them, and "salut" had a text without English.
    expect(errors.filter((p) => !/missing: copy en.yaml/.test(p.message))).toEqual([]);
  });

  it('that is complete leaves nothing to do but other languages, and says so', () => {
    const { losses } = project();
    const found = losses(exported('join')).filter((l) => !/no words in|title/.test(l.what));
    expect(found.map((l) => `${l.flow} ${l.node}: ${l.what}`)).toMatchInlineSnapshot(`
      [
        "join-the-list null: its keyword began it also with other words behind; here it is the whole message",
        "show-a-paper null: its keyword began it also with other words behind; here it is the whole message",
        "join-the-list age: it went on after 10 minutes without an answer; here after a day",
        "join-the-list age: "Other" is asked again in the bot's own words, twice, then a person comes",
        "join-the-list null: it ended in silence; here the menu follows",
        "show-a-paper has-passport: "Other" is asked again in the bot's own words, twice, then a person comes",
        "show-a-paper has-passport: these words chose before and do not here: y, n; the button, its number or all its words do",
        "goodbye null: it ended in silence; here the menu follows",
      ]
    `);
  });

  it('that loses much tells each thing, with the node and what to do', () => {
    const { losses } = project();
    expect(losses(exported('lost')).filter((l) => !/no words in/.test(l.what)).map((l) => `${l.flow} ${l.node}: ${l.what} → ${l.mend}`)).toMatchInlineSnapshot(`
      [
        "null null: the campaign "Ninety days" is not carried over → write to people by hand on its days; the bot writes first only where somebody asked for it",
        "all-that-is-lost null: a trigger that is no keyword (C) is not carried over → name the flow in flows/system/menu.yaml, or give it words under "triggers"",
        "bonjour null: its language "fra" is none that the bot speaks, and it has no translation: nothing was made → set the language of the flow to one of mya, eng, tha, khm, lao, vie and export again",
        "empty null: it has no steps: nothing was made → nothing",
        "all-that-is-lost hello-you-wrote: it sent image along → say in words what the picture or recording shows",
        "all-that-is-lost hello-you-wrote: "hello-you-wrote" said @contact.name, which the bot does not know or does not repeat; nothing stands in its place → reword "hello-you-wrote" in each language",
        "all-that-is-lost hello-you-wrote: "hello-you-wrote" said @input.text, which the bot does not know or does not repeat; nothing stands in its place → reword "hello-you-wrote" in each language",
        "all-that-is-lost hello-you-wrote: "hello-you-wrote" said @(upper(results.note)), which the bot does not know or does not repeat; nothing stands in its place → reword "hello-you-wrote" in each language",
        "all-that-is-lost hello-you-wrote: "hello-you-wrote" held { or }, which name variables here: they are ( and ) now → nothing, if the text reads well",
        "all-that-is-lost hello-you-wrote: set_contact_name: the name is not kept: the bot keeps no names → nothing; a counsellor can ask",
        "all-that-is-lost hello-you-wrote: set_contact_status: the status of the contact is not kept → nothing: "stop" always works",
        "all-that-is-lost hello-you-wrote: set_contact_timezone: the time zone is not kept → nothing",
        "all-that-is-lost hello-you-wrote: set_contact_channel: the channel is not changed: the bot answers where the person wrote → nothing",
        "all-that-is-lost hello-you-wrote: add_contact_urn: the number or address is not kept → let a counsellor ask for it",
        "all-that-is-lost hello-you-wrote: add_contact_groups: nobody is put into a group: there are none → route on an answer instead",
        "all-that-is-lost hello-you-wrote: remove_contact_groups: nobody is taken out of a group: there are none → nothing",
        "all-that-is-lost hello-you-wrote: add_input_labels: the message gets no label → nothing: counsellors see the talk",
        "all-that-is-lost hello-you-wrote: call_webhook: the web service is not called → put what it told into facts or entries, or hand over to a person",
        "all-that-is-lost hello-you-wrote: call_resthook: the web service is not called → put what it told into facts or entries, or hand over to a person",
        "all-that-is-lost hello-you-wrote: call_classifier: the classifier is not asked → let people choose, or ask in their own words: the knowledge base finds the entry",
        "all-that-is-lost hello-you-wrote: call_llm: the language model is not asked: the bot says only what was reviewed → write an entry",
        "all-that-is-lost hello-you-wrote: transfer_airtime: no airtime is sent → send it by hand",
        "all-that-is-lost hello-you-wrote: send_email: no e-mail is sent → hand over to a person, who writes it",
        "all-that-is-lost hello-you-wrote: send_broadcast: nobody else is written to → write to them by hand",
        "all-that-is-lost hello-you-wrote: start_session: no flow is begun for other people → begin it by hand",
        "all-that-is-lost hello-you-wrote: play_audio: the recording is not played → write what it says",
        "all-that-is-lost hello-you-wrote: request_optin: no consent is asked of the platform → nothing: the welcome flow asks for consent",
        "all-that-is-lost hello-you-wrote: "Copy" is not set to @results.note: only plain words are → ask for it, or set it to plain words",
        "all-that-is-lost hello-you-wrote: "town" is not set to @results.town: only plain words are → ask for it, or set it to plain words",
        "all-that-is-lost hello-you-wrote: the language is not set to "fra": the bot does not speak it → nothing",
        "all-that-is-lost hello-you-wrote: a_new_action: the action "a_new_action" is not known here → do by hand what it did",
        "all-that-is-lost step: it chose one of its ways by chance; here the first is always taken → take the others out, or make them a choice",
        "all-that-is-lost code: it tests the answer by has_pattern ^[0-9]{6}$: whatever is answered, a person comes → ask with a choice, a number or a country instead",
        "by-field by-seen: it decides by @fields.seen, which is not known here: here a person decides → ask for it with a choice and route on that, or leave it to the person",
        "by-web-service by-answer: call_webhook: the web service is not called → put what it told into facts or entries, or hand over to a person",
        "by-web-service by-answer: it decides by @results.answer.category, which is not known here: here a person decides → ask for it with a choice and route on that, or leave it to the person",
        "by-group by-groups: it decides by @contact.groups, which is not known here: here a person decides → ask for it with a choice and route on that, or leave it to the person",
        "by-day day: it tests the answer by has_date_lt 2027-01-01, has_date_gt 2027-01-01: whatever is answered, a person comes → ask with a choice, a number or a country instead",
        "mixed go: "Code" was chosen by has_pattern ^[0-9]{6}$; here it is a button, and a person comes → ask for it in a question of its own",
        "mixed mail: the answer is not checked (has_email): any text is taken → ask for a choice, a number or a country where that does",
        "mixed either: it tests the answer by has_number, has_any_word none: whatever is answered, a person comes → ask with a choice, a number or a country instead",
        "ticket step: what comes after the ticket is left out: the flow ends here → say it before, or put it into a flow of its own",
        "many which: it has 13 choices, and a question here has at most 12: whatever is answered, a person comes → ask with a choice, a number or a country instead",
        "gone to-elsewhere: it enters the flow "Elsewhere", which is not among those made; here a person comes → export both together",
        "salut null: it ended in silence; here the menu follows → nothing",
        "salut null: its words in "fra" are left out: the bot does not speak it → nothing",
        "call null: it ended in silence; here the menu follows → nothing",
        "call null: it was spoken on the phone and is written here → read each text: shorten it, and take out "press 1"",
      ]
    `);
  });

  it('of every form that is left tells what is not checked, and what a person decides', () => {
    const { losses } = project();
    expect(losses(exported('every')).filter((l) => !/no words in|title/.test(l.what)).map((l) => `${l.flow} ${l.node}: ${l.what}`)).toMatchInlineSnapshot(`
      [
        "every-form time: the answer is not checked (has_time): any text is taken",
        "every-form state: the answer is not checked (has_state): any text is taken",
        "every-form district: the answer is not checked (has_district): any text is taken",
        "every-form ward: the answer is not checked (has_ward): any text is taken",
        "every-form thank-you: set_run_local: a value that lives in one run is not kept",
        "every-form null: it ended in silence; here the menu follows",
        "by-intent one-moment: it decides by @results.intent, which is not known here: here a person decides",
        "by-top-intent one-moment: it decides by @results.intent, which is not known here: here a person decides",
        "by-error one-moment: it decides by @webhook.json.x, which is not known here: here a person decides",
        "by-date one-moment: it tests the answer by has_date_eq 2027-01-01: whatever is answered, a person comes",
        "by-dial one-moment: it tests @(default(resume.dial.status, "")): whatever is answered, a person comes",
        "by-dial null: it was spoken on the phone and is written here",
      ]
    `);
  });

  it('is written nowhere else than asked, never over what is there, and over it with --force', () => {
    const { root, run } = project();
    expect(run(exported('words'), { into: 'drafts' }).lines.filter((l) => l.startsWith('wrote'))).toEqual(['wrote drafts/words/flow.yaml', 'wrote drafts/words/en.yaml']);
    expect(existsSync(join(root, 'flows/words'))).toBe(false);
    writeFileSync(join(root, 'drafts/words/th.yaml'), 'title: old');
    const again = run(exported('words'), { into: 'drafts' });
    expect(again.code).toBe(1);
    expect(again.said).toMatch(/Nothing was written: drafts\/words is there already.*--force/);
    expect(readFileSync(join(root, 'drafts/words/th.yaml'), 'utf8')).toBe('title: old');
    run(exported('words'), { into: 'drafts', force: true });
    expect(existsSync(join(root, 'drafts/words/th.yaml'))).toBe(false);
  });

  it('twice makes the same files', () => {
    const [one, two] = [project(), project()];
    for (const p of [one, two]) p.run(exported('join'));
    for (const file of ['flow.yaml', 'en.yaml', 'my.yaml']) expect(readFileSync(join(one.root, 'flows/join-the-list', file), 'utf8')).toBe(readFileSync(join(two.root, 'flows/join-the-list', file), 'utf8'));
  });

  it.each([
    ['is no JSON', (t: string) => t.slice(0, 600), /export\.json:\d+: error: this is not JSON: choose the file/],
    ['is of version 11', (t: string) => t.replace('"version": "13"', '"version": "11.12"'), /export\.json:2: error: version: is not 13: import the file into RapidPro/],
    ['holds a flow of version 14', (t: string) => t.replace('"13.1.0"', '"14.0.0"'), /error: flows\.0\.spec_version: is not of version 13/],
    ['holds no flow', () => '{"version": "13", "flows": []}', /export\.json:1: error: flows: holds no flow: tick at least one/],
    ['holds a message without text', (t: string) => t.replace('"text": "Welcome!"', '"txt": "Welcome!"'), /export\.json:\d+: error: flows\.0\.nodes\.0\.actions\.0: this is no action of version 13/],
    ['is torn', (t: string) => t.replace(/"destination_uuid": "[0-9a-f-]+"/, '"destination_uuid": "nowhere"'), /export\.json:\d+: error: Join the list: an exit leads to the node nowhere, which is not there: the file is torn/],
    ['names a category that is not there', (t: string) => t.replace(/"category_uuid": "[0-9a-f-]+"/, '"category_uuid": "none"'), /names the category none, which is not there/],
  ])('that %s is refused with its place and the mend, and nothing is written', (_, change, told) => {
    const { root, run } = project();
    const before = readdirSync(join(root, 'flows'));
    const { code, said } = run(broken('join', change));
    expect(code).toBe(1);
    expect(said).toMatch(told);
    expect(readdirSync(join(root, 'flows'))).toEqual(before);
  });

  it('that is not there is wrong use', () => {
    expect(project().run('/nowhere.json')).toMatchObject({ code: 2 });
  });

  it('is imported, drawn and checked by the commands', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lanpya-drafts-'));
    folders.push(folder);
    const run = (...args: string[]) => lanpya(['flows', ...args], { LOG_LEVEL: 'error', DATA_DIR: folder });
    const imported = await run('import', exported('yes'), '--into', join(folder, 'drafts'));
    expect(imported).toMatchObject({ code: 1, err: '' });
    expect(imported.out).toContain(`wrote ${join(folder, 'drafts/contract/flow.yaml')}`);
    expect(imported.out).toMatch(/things to look at/);
    const drawing = join(folder, 'fee.svg');
    expect(await run('graph', 'check-fee', '--lang', 'my', '--out', drawing)).toMatchObject({ code: 0, out: `${drawing}\n` });
    expect(readFileSync(drawing, 'utf8')).toMatch(/^<svg /);
    expect(await run('check', '--parked')).toMatchObject({ code: 0, out: '0 sessions: 0 people on a removed node\n' });
  });
});
