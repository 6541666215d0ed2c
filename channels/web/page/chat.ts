import { queue } from './queue.js';
import { element, screen } from './screen.js';
import { talk, type Heard } from './talk.js';
import { wordsFor } from './words.js';

/* The page: what is written goes to the screen and into the queue; what is heard goes to the screen. */

const view = screen((title, token) => say(title, token));
const line = talk(navigator.language, hear, (state) => {
  view.line(state);
  if (state === 'online') unsent.hurry();
});
const unsent = queue((message) => line.post(message), view.state);

const text = element<HTMLTextAreaElement>('text');
const sure = element<HTMLDialogElement>('sure');

function say(words: string, token?: string): void {
  const message = { id: newId(), text: words, ...(token ? { token } : {}) };
  view.own(message, 'sending');
  unsent.add(message);
}

function hear(heard: Heard[]): void {
  // The bot answers in the language of the talk: the page follows it.
  const spoken = heard.filter((h) => h.from.role === 'bot' && h.locale).at(-1)?.locale;
  if (spoken) speak([spoken, ...navigator.languages]);
  view.hear(heard);
}

function speak(tags: readonly string[]): void {
  const { lang, words } = wordsFor(tags);
  view.use(lang, words);
}

/** 96 random bits. `randomUUID` is missing on old phones and without https. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fit(): void {
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
}

function send(): void {
  const words = text.value.trim();
  if (words === '') return;
  text.value = '';
  fit();
  say(words);
}

/** Everything of the talk is gone from this phone. */
function wipe(): void {
  line.end();
  unsent.empty();
  view.empty();
  text.value = '';
  fit();
}

element('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
  text.focus();
});
text.addEventListener('input', fit);
text.addEventListener('keydown', (event) => {
  // On a phone, Enter is a new line and the button sends; while a word is being composed it is the keyboard's.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !matchMedia('(pointer: fine)').matches) return;
  event.preventDefault();
  send();
});
element('clear').addEventListener('click', () => sure.showModal());
element('sure-no').addEventListener('click', () => sure.close());
element('sure-yes').addEventListener('click', () => {
  sure.close();
  wipe();
  line.open();
  text.focus();
});
element('leave').addEventListener('click', (event) => {
  event.preventDefault();
  wipe();
  // Takes this page's place, so that "back" does not show it.
  location.replace(element<HTMLAnchorElement>('leave').href);
});

speak(navigator.languages);
for (const message of unsent.waiting()) view.own(message, 'waiting');
line.open();
