import type { Account } from '../account.js';
import type { IssuedLink } from '../link.js';
import type { AccountList, AuditList } from '../shapes.js';
import { act, ask } from './api.js';
import { button, h, show } from './dom.js';
import { languageBoxes } from './language-boxes.js';
import { field } from './sign-in.js';
import { ACTION, LANGUAGE, moment } from './words.js';

/** For admins: who has an account, adding and disabling, and who did what. */
export async function showAccounts(place: HTMLElement, me: Account): Promise<void> {
  const [accounts, audit] = await Promise.all([ask<AccountList>('/accounts'), ask<AuditList>('/audit')]);
  const told = h('div', { role: 'status' });
  const again = () => showAccounts(place, me);
  if (!accounts.ok) return show(place, h('div', { className: 'sheet' }, h('p', { className: 'problem' }, accounts.message)));
  show(
    place,
    h(
      'div',
      { className: 'sheet' },
      h('h1', {}, 'Accounts'),
      told,
      h('ul', { className: 'rows' }, ...accounts.value.accounts.map((account) => accountRow(account, me, told, again))),
      addForm(told, again),
      h('h2', {}, 'Who did what'),
      h('ul', { className: 'rows trail' }, ...(audit.ok ? audit.value.rows : []).map((row) => h('li', { className: 'row' }, `${row.actor} ${ACTION[row.action]} ${row.object === row.actor ? '' : row.object}`, h('span', { className: 'hint' }, moment(row.at, Date.now()))))),
    ),
  );
}

function accountRow(account: Account, me: Account, told: HTMLElement, again: () => Promise<void>): HTMLElement {
  const facts = [account.id, account.role, ...account.languages.map((l) => LANGUAGE[l]), ...(account.reviewer === undefined ? [] : [`reviews texts as ${account.reviewer}`])].join(' · ');
  const who = h('div', {}, h('strong', {}, account.name), h('div', { className: 'soft' }, facts));
  if (account.disabled) return h('li', { className: 'row off' }, who, h('span', { className: 'hint' }, 'Disabled'));
  const link = button('New link', 'quiet', () => void act<{ link: IssuedLink }>('/accounts/link', { id: account.id }).then((made) => (made.ok ? tellLink(told, account.name, made.value.link) : tellProblem(told, made.message))));
  const disable = button('Disable', 'quiet', () => {
    if (disable.dataset['sure'] === undefined) {
      disable.dataset['sure'] = '';
      disable.textContent = 'Disable for good?';
      return;
    }
    void act('/accounts/disable', { id: account.id }).then((done) => (done.ok ? again() : tellProblem(told, done.message)));
  });
  const name = (reviewer: string | null) => void act('/accounts/reviewer', { id: account.id, reviewer }).then((done) => (done.ok ? again() : tellProblem(told, done.message)));
  const reviews = account.reviewer === undefined ? button('May review…', 'quiet', () => show(told, reviewerForm(account, name))) : button('No reviewer', 'quiet', () => name(null));
  return h('li', { className: 'row' }, who, h('span', { className: 'row-acts' }, reviews, link, account.id !== me.id && disable));
}

/** A reviewer's name stands under every answer they sign: it is asked for, not taken from the account. */
function reviewerForm(account: Account, named: (name: string) => void): HTMLElement {
  const name = h('input', { name: 'reviewer-name', autocomplete: 'off', required: true, maxLength: 60 });
  const form = h('form', { className: 'card told' }, h('p', {}, `${account.name} will be able to sign texts, and to send them back.`), field('The name under the answers they confirm', name, 'People read it: “Confirmed by … on …”.'), h('div', { className: 'foot-row end' }, h('button', { type: 'submit', className: 'primary' }, 'Make a reviewer')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    named(name.value);
  });
  return form;
}

function addForm(told: HTMLElement, again: () => Promise<void>): HTMLElement {
  const id = h('input', { name: 'new-id', autocapitalize: 'none', autocomplete: 'off', spellcheck: false, required: true });
  const name = h('input', { name: 'new-name', autocomplete: 'off', required: true });
  const role = h('select', { name: 'new-role' }, h('option', { value: 'counsellor' }, 'Counsellor'), h('option', { value: 'admin' }, 'Admin: also adds accounts'));
  const languages = languageBoxes(['my']);
  const form = h('form', { className: 'card add' }, h('h2', {}, 'Add a counsellor'), field('Sign-in name', id, 'Letters a-z, digits, dots and dashes.'), field('The name people see in the chat', name), field('Role', role), languages.element, h('button', { type: 'submit', className: 'primary' }, 'Add'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void act<{ account: Account; link: IssuedLink }>('/accounts', { id: id.value, name: name.value, role: role.value, languages: languages.chosen() }).then(async (made) => {
      if (!made.ok) return tellProblem(told, made.message);
      await again();
      const fresh = document.querySelector<HTMLElement>('.sheet [role=status]');
      if (fresh) tellLink(fresh, made.value.account.name, made.value.link);
    });
  });
  return form;
}

function tellLink(told: HTMLElement, name: string, link: IssuedLink): void {
  const address = h('input', { className: 'link', readOnly: true, value: `${location.origin}${link.path}`, aria: { label: 'One-time link' } });
  address.addEventListener('focus', () => address.select());
  show(told, h('div', { className: 'card told' }, h('p', {}, `Give this link to ${name}, in person or by a safe way. It works once, for one day; with it they choose a password.`), address));
  told.scrollIntoView({ block: 'center' });
}

function tellProblem(told: HTMLElement, message: string): void {
  show(told, h('p', { className: 'problem' }, message));
  told.scrollIntoView({ block: 'center' });
}
