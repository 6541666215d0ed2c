import type { Trouble } from '../../host/trouble.js';
import type { Account } from '../account.js';
import { act } from './api.js';
import { button, h, show } from './dom.js';
import { troubleWords } from './words.js';

/** What befell the store, above everything else; an admin who saw to it takes it away for all. `changed` is called after that. */
export function showTroubles(place: HTMLElement, troubles: readonly Trouble[], me: Account, changed: () => void): void {
  const said = JSON.stringify(troubles);
  // Drawn anew at every look, a button would be gone from under the finger.
  if (place.dataset['said'] === said) return;
  place.dataset['said'] = said;
  show(place, ...troubles.map((trouble) => stripOf(trouble, me, changed)));
}

function stripOf(trouble: Trouble, me: Account, changed: () => void): HTMLElement {
  const over = button('It is seen to', 'quiet', () => {
    over.disabled = true;
    void act('/trouble/end', { what: trouble.what, at: trouble.at }).then((done) => {
      over.disabled = done.ok;
      changed();
    });
  });
  return h('div', { className: 'strip trouble', role: 'alert' }, h('span', {}, troubleWords(trouble, Date.now())), me.role === 'admin' && over);
}
