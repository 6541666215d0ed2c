import type { ContentState } from '../shapes.js';
import { act, ask, type Answer } from './api.js';
import { button, h, show } from './dom.js';
import { moment } from './words.js';

/** For admins: what the bot speaks from, and reading the files again after they were changed. */
export async function showContent(place: HTMLElement): Promise<void> {
  draw(await ask<ContentState>('/content'));

  function draw(answer: Answer<ContentState>): void {
    const title = h('h1', {}, 'Content');
    if (!answer.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, answer.message)));
    const again = button('Load again', 'primary', () => {
      again.disabled = true;
      again.textContent = 'Reading and checking…';
      void act<ContentState>('/content/reload').then(draw);
    });
    show(place, h('div', { className: 'sheet' }, title, ...standing(answer.value), again));
  }
}

function standing({ entries, takenAt, readAt, problems }: ContentState): HTMLElement[] {
  const now = Date.now();
  const inUse = h('p', { role: 'status' }, `${entries} entries, in use since ${moment(takenAt, now)}.`);
  const hint = h('p', { className: 'hint' }, 'After files under knowledge/ or flows/ were changed, load them again. The bot answers all the while.');
  if (problems.length === 0) return [inUse, hint];
  return [
    inUse,
    h('p', { className: 'problem' }, `The files read at ${moment(readAt, now)} hold ${problems.length} problems, so the earlier content stays in use.`),
    h('ul', { className: 'rows' }, ...problems.map((p) => h('li', { className: 'row fact' }, h('strong', {}, `${p.file}, line ${p.line}`), h('p', {}, p.message)))),
    hint,
  ];
}
