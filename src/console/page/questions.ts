import type { QuestionList } from '../shapes.js';
import { act, ask } from './api.js';
import { button, h, show, words } from './dom.js';
import { field } from './sign-in.js';
import { LANGUAGE } from './words.js';

type Group = QuestionList['groups'][number];

/** What was asked and found no answer, most asked first, with what a reviewer can do about it. */
export async function showQuestions(place: HTMLElement, said = ''): Promise<void> {
  const answer = await ask<QuestionList>('/questions');
  const title = h('h1', {}, 'Questions without an answer');
  if (!answer.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, answer.message)));
  const list = answer.value;
  show(
    place,
    h(
      'div',
      { className: 'sheet' },
      title,
      h('p', { className: 'hint' }, 'From people who agreed to be remembered, kept for 90 days without the person: only words of the knowledge base stay, “…” stands for the rest. Where a name that is also an ordinary word was left standing, press “Not ours”.'),
      list.mayJudge
        ? h('p', { className: 'hint' }, 'A phrasing is how people ask, not what the bot says: adding one voids no signature. The bot knows it at once.')
        : h('p', { className: 'hint' }, 'Reviewers decide what becomes of them.'),
      h('p', { className: 'question-said', role: 'status' }, said !== '' ? said : list.groups.length === 0 ? 'There are none.' : ''),
      h('ul', { className: 'rows' }, ...list.groups.map((group) => row(group, list, (done) => void showQuestions(place, done)))),
    ),
  );
}

function row(group: Group, { mayJudge, entries }: QuestionList, again: (said: string) => void): HTMLElement {
  const { locale, example, count, nearest, proposal } = group;
  const near = nearest === null ? 'Nothing in the knowledge base is near.' : `Nearest: ${nearest.title} (${nearest.entry}), ${Math.round(nearest.score * 100)} in 100.`;
  const what = h(
    'div',
    {},
    words('div', 'question', example),
    h('div', { className: 'soft' }, `${LANGUAGE[locale]} · asked ${count === 1 ? 'once' : `${count} times`}`),
    h('div', { className: 'soft' }, `${near}${proposal === 'new-entry' ? ' It may need a new entry.' : ''}`),
  );
  if (!mayJudge) return h('li', { className: 'row' }, what);

  const phrasing = h('input', { type: 'text', value: example.replace(/\s*…\s*/gu, ' ').trim(), maxLength: 200, dir: 'auto', lang: locale });
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const others = entries.filter((e) => e.locales.includes(locale) && e.entry !== nearest?.entry);
  const other = h('select', { aria: { label: 'Another entry' } }, h('option', { value: '' }, 'Another entry…'), ...others.map((e) => h('option', { value: e.entry }, `${e.title} (${e.entry})`)));
  const canAdd = nearest !== null && entries.some((e) => e.entry === nearest.entry && e.locales.includes(locale));
  const there = button('Add there', 'primary', () => add(other.value, others.find((e) => e.entry === other.value)?.title ?? other.value));
  there.hidden = true;
  other.addEventListener('change', () => void (there.hidden = other.value === ''));
  const acts = h('div', { className: 'question-acts' }, canAdd && button(`Add to “${nearest.title}”`, proposal === 'phrasing' ? 'primary' : 'plain', () => add(nearest.entry, nearest.title)), other, there, button('Not ours', 'plain', drop));
  return h('li', { className: 'row question-row' }, what, field('As a phrasing', phrasing), acts, problem);

  function add(entry: string, title: string): void {
    void send('/questions/add', { locale, example, entry, words: phrasing.value }, `Added to “${title}”. The bot knows it now.`);
  }

  function drop(): void {
    void send('/questions/drop', { locale, example }, 'Taken away.');
  }

  async function send(path: string, body: unknown, done: string): Promise<void> {
    const controls = [...acts.querySelectorAll<HTMLButtonElement | HTMLSelectElement>('button, select')];
    for (const control of controls) control.disabled = true;
    const answer = await act(path, body);
    if (answer.ok) return again(done);
    for (const control of controls) control.disabled = false;
    problem.textContent = answer.message;
    problem.hidden = false;
  }
}
