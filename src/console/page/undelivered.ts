import type { DeadLetterList } from '../shapes.js';
import { act, ask } from './api.js';
import { button, h, show } from './dom.js';
import { CHANNEL, moment, plain } from './words.js';

/** Messages that a platform would not take: to be sent again once the cause is mended. */
export async function showUndelivered(place: HTMLElement): Promise<void> {
  const answer = await ask<DeadLetterList>('/dead-letters');
  const title = h('h1', {}, 'Undelivered messages');
  if (!answer.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, answer.message)));
  const letters = answer.value.deadLetters;
  const rows = letters.map((letter) => {
    const state = h('span', { className: 'hint', role: 'status' });
    const again = button('Send again', 'quiet', () => {
      again.disabled = true;
      void act('/resend', { id: letter.id }).then((sent) => {
        state.textContent = sent.ok ? 'On its way again' : sent.message;
        again.disabled = sent.ok;
      });
    });
    const what = h('div', {}, h('strong', {}, CHANNEL[letter.channel] ?? letter.channel), h('div', { className: 'soft' }, `${plain(letter.code)} · ${moment(letter.at, Date.now())}`));
    return h('li', { className: 'row' }, what, state, again);
  });
  const none = h('p', { className: 'nobody' }, 'Every message was delivered.');
  show(place, h('div', { className: 'sheet' }, title, letters.length === 0 ? none : h('ul', { className: 'rows' }, ...rows)));
}
