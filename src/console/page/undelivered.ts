import type { DeadLetterList, UndeliveredItem } from '../shapes.js';
import { act, ask } from './api.js';
import { button, h, show } from './dom.js';
import { CHANNEL, moment, plain, UNDELIVERED } from './words.js';

/** Letters that no platform took: why, what mends it, whose they are, and sending them again. `changed` is called after that. */
export async function showUndelivered(place: HTMLElement, changed: () => void): Promise<void> {
  const answer = await ask<DeadLetterList>('/dead-letters');
  const title = h('h1', {}, 'Undelivered messages');
  if (!answer.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, answer.message)));
  const { deadLetters, waiting } = answer.value;
  const none = h('p', { className: 'nobody' }, 'No message was given up.');
  const list = deadLetters.length === 0 ? none : h('ul', { className: 'rows' }, ...deadLetters.map((letter) => rowOf(letter, changed)));
  show(place, h('div', { className: 'sheet' }, title, waiting > 0 && h('p', { className: 'soft' }, waitingWords(waiting)), list));
}

function waitingWords(waiting: number): string {
  const count = waiting === 1 ? 'One more message is' : `${waiting.toLocaleString('en')} more messages are`;
  return `${count} on the way. They go by themselves; where that lasts, whoever runs the service looks at the log (code “auth”: the token of a platform is wrong).`;
}

function rowOf(letter: UndeliveredItem, changed: () => void): HTMLElement {
  const state = h('span', { className: 'hint', role: 'status' });
  const again = button('Send again', 'quiet', () => {
    again.disabled = true;
    void act('/resend', { id: letter.id }).then((sent) => {
      state.textContent = sent.ok ? 'On its way again' : sent.message;
      again.disabled = sent.ok;
      changed();
    });
  });
  const [why, mend] = UNDELIVERED[letter.code] ?? [`The platform refused it: ${plain(letter.code)}.`, 'Tell whoever runs the service.'];
  const whose = letter.handoff === null ? h('span', {}, 'No counsellor was called') : h('a', { href: `#/c/${encodeURIComponent(letter.handoff)}` }, 'Open the conversation');
  const what = h(
    'div',
    {},
    h('strong', {}, why),
    h('div', {}, mend),
    h('div', { className: 'soft' }, `${CHANNEL[letter.channel] ?? letter.channel} · ${moment(letter.at, Date.now())} · `, whose),
  );
  return h('li', { className: 'row' }, what, state, again);
}
