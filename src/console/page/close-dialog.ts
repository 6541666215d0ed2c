import type { Outcome } from '../../core/handoff.js';
import type { Closing } from '../shapes.js';
import { button, h } from './dom.js';
import { field } from './sign-in.js';
import { OUTCOME } from './words.js';

/** Asks how it ended; calls back with the outcome, or not at all. */
export function askHowItEnded(chosen: (closing: Closing) => void): void {
  const options = (Object.keys(OUTCOME) as Outcome[]).map((outcome) => ({ outcome, input: h('input', { type: 'radio', name: 'outcome', value: outcome, required: true }) }));
  const note = noteBox();
  const choices = h('fieldset', { className: 'choices' }, h('legend', {}, 'How did it end?'), ...options.map(({ outcome, input }) => h('label', { className: 'choice' }, input, OUTCOME[outcome])));
  dialog('Close this conversation', [choices, field('Note for colleagues', note, 'The person does not see it.'), h('p', { className: 'soft' }, 'The bot answers again from then on. You have a few seconds to undo.')], 'Close it', () => {
    const outcome = options.find(({ input }) => input.checked)?.outcome;
    if (outcome === undefined) return;
    const said = note.value.trim();
    chosen({ outcome, ...(said !== '' && { note: said }) });
  });
}

/** Asks for a note to whoever takes the conversation next; may be empty. */
export function askForNote(given: (note: string) => void): void {
  const note = noteBox();
  dialog('Put it back into the queue', [field('Note for the next counsellor', note, 'The person does not see it.')], 'Give back', () => given(note.value.trim()));
}

const noteBox = () => h('textarea', { rows: 2, maxLength: 4000, dir: 'auto' });

function dialog(title: string, parts: HTMLElement[], action: string, confirmed: () => void): void {
  const form = h('form', { method: 'dialog' }, h('h2', {}, title), ...parts);
  const element = h('dialog', { className: 'card' }, form);
  form.append(h('div', { className: 'foot-row end' }, button('Cancel', 'quiet', () => element.close()), h('button', { type: 'submit', className: 'primary' }, action)));
  form.addEventListener('submit', () => confirmed());
  element.addEventListener('close', () => element.remove());
  document.body.append(element);
  element.showModal();
}
