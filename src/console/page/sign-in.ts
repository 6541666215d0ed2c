import type { Me } from '../shapes.js';
import { act, type Answer } from './api.js';
import { h, show } from './dom.js';
import { languageBoxes } from './language-boxes.js';

type SignedIn = (me: Me) => void;

export function showSignIn(body: HTMLElement, message: string, signedIn: SignedIn): void {
  const id = h('input', { name: 'id', autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  door(body, 'Sign in', message, [field('Sign-in name', id), field('Password', password)], 'Sign in', () =>
    act<Me>('/session/login', { id: id.value, password: password.value }), signedIn);
}

export function showFirstAccount(body: HTMLElement, token: string, signedIn: SignedIn): void {
  const id = h('input', { name: 'id', autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true });
  const name = h('input', { name: 'name', autocomplete: 'off', required: true });
  const password = newPasswordBox();
  const languages = languageBoxes(['my', 'en']);
  const fields = [
    field('Sign-in name', id, 'Letters a-z, digits, dots and dashes.'),
    field('The name people see in the chat', name, 'It need not be your full name.'),
    field('Password', password, '12 characters or more. A few words in a row are good.'),
    languages.element,
  ];
  door(body, 'The first account', 'This account may add the others.', fields, 'Make the account', () =>
    act<Me>('/session/setup', { token, password: password.value, account: { id: id.value, name: name.value, languages: languages.chosen() } }), signedIn);
}

export function showInvitation(body: HTMLElement, token: string, signedIn: SignedIn): void {
  const password = newPasswordBox();
  door(body, 'Welcome', 'Choose a password. Nobody else will know it.', [field('Password', password, '12 characters or more. A few words in a row are good.')], 'Begin', () =>
    act<Me>('/session/setup', { token, password: password.value }), signedIn);
}

const newPasswordBox = () => h('input', { name: 'password', type: 'password', autocomplete: 'new-password', minLength: 12, maxLength: 128, required: true });

export function field(label: string, input: HTMLElement, hint?: string): HTMLElement {
  return h('label', { className: 'field' }, h('span', { className: 'field-name' }, label), input, hint !== undefined && h('span', { className: 'hint' }, hint));
}

function door(body: HTMLElement, title: string, message: string, fields: HTMLElement[], action: string, send: () => Promise<Answer<Me>>, signedIn: SignedIn): void {
  document.title = title;
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const submit = h('button', { type: 'submit', className: 'primary wide' }, action);
  const form = h('form', { className: 'door card' }, h('h1', {}, title), message !== '' && h('p', { className: 'soft' }, message), ...fields, problem, submit);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit.disabled = true;
    void send().then((answer) => {
      submit.disabled = false;
      if (answer.ok) return signedIn(answer.value);
      problem.textContent = answer.message;
      problem.hidden = false;
    });
  });
  show(body, h('main', { className: 'door-page' }, form));
  form.querySelector('input')?.focus();
}
