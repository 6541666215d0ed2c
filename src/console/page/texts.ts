import type { Locale } from '../../core/locale.js';
import type { TextRow, TextState } from '../../core/reviewing.js';
import type { TextList } from '../shapes.js';
import { act, ask } from './api.js';
import { h, show } from './dom.js';
import { field } from './sign-in.js';
import { LANGUAGE, PLACE, plain, TEXT_STATE } from './words.js';

const LOCALES = Object.keys(LANGUAGE) as Locale[];

/** What is chosen above the list; kept while the page is open. */
const chosen: { locale: Locale | ''; state: TextState | ''; place: string } = { locale: '', state: '', place: '' };

/** The texts of the knowledge base by topic and place, with how each stands in each language. */
export async function showTexts(place: HTMLElement): Promise<void> {
  const answer = await ask<TextList>('/texts');
  const title = h('h1', {}, 'Texts to read and sign');
  if (!answer.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, answer.message)));
  const { rows, canSign } = answer.value;
  const list = h('div', {});
  const count = h('p', { className: 'hint', role: 'status' });
  show(place, h('div', { className: 'sheet wide-sheet' }, title, !canSign && keyForm(() => showTexts(place)), filters(rows, draw), count, list));
  draw();

  function draw(): void {
    const fitting = rows.filter(fits);
    const cells = fitting.reduce((sum, row) => sum + shownLocales().filter((l) => fitsState(row.states[l])).length, 0);
    count.textContent = `${fitting.length} entries, ${cells} texts`;
    const topics = [...new Set(fitting.map((row) => row.topic.split('/')[0] ?? ''))].sort();
    show(list, ...topics.flatMap((area) => [h('h2', {}, plain(area)), h('ul', { className: 'rows' }, ...fitting.filter((row) => row.topic.startsWith(`${area}/`)).map(rowElement))]));
  }
}

const shownLocales = (): readonly Locale[] => (chosen.locale === '' ? LOCALES : [chosen.locale]);
const fitsState = (state: TextState) => chosen.state === '' || state === chosen.state;
const fits = (row: TextRow) => (chosen.place === '' || row.place === chosen.place) && shownLocales().some((l) => fitsState(row.states[l]));

function rowElement(row: TextRow): HTMLElement {
  const where = `${PLACE[row.place]}${row.origin === null ? '' : `, from ${PLACE[row.origin]}`}`;
  const what = h('div', {}, h('strong', {}, row.title), h('div', { className: 'soft' }, where));
  return h('li', { className: 'row' }, what, h('span', { className: 'texts' }, ...shownLocales().filter((l) => fitsState(row.states[l])).map((l) => chip(row, l))));
}

function chip(row: TextRow, locale: Locale): HTMLElement {
  const state = row.states[locale];
  const label = `${LANGUAGE[locale]}: ${TEXT_STATE[state]}`;
  const inside = [h('span', { className: 'chip-language' }, locale), TEXT_STATE[state]];
  if (state === 'missing') return h('span', { className: 'chip missing', title: label }, ...inside);
  return h('a', { className: `chip ${state}`, href: `#/text/${encodeURIComponent(row.entry)}/${locale}`, aria: { label: `${row.title}, ${label}` } }, ...inside);
}

function filters(rows: readonly TextRow[], changed: () => void): HTMLElement {
  const places = [...new Set(rows.map((row) => row.place))];
  const choose = (label: string, options: [value: string, words: string][], now: string, take: (value: string) => void) => {
    const select = h('select', {}, h('option', { value: '' }, 'All'), ...options.map(([value, said]) => h('option', { value, selected: value === now }, said)));
    select.addEventListener('change', () => {
      take(select.value);
      changed();
    });
    return field(label, select);
  };
  return h(
    'div',
    { className: 'filters' },
    choose('Language', LOCALES.map((l) => [l, LANGUAGE[l]]), chosen.locale, (value) => void (chosen.locale = value as Locale | '')),
    choose('State', Object.entries(TEXT_STATE), chosen.state, (value) => void (chosen.state = value as TextState | '')),
    choose('Place', places.map((p) => [p, PLACE[p]]), chosen.place, (value) => void (chosen.place = value)),
  );
}

/** A reviewer's first visit: the key is made here and only their password opens it. */
function keyForm(again: () => Promise<void>): HTMLElement {
  const password = h('input', { name: 'key-password', type: 'password', autocomplete: 'current-password', required: true });
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const make = h('button', { type: 'submit', className: 'primary' }, 'Make my key');
  const form = h('form', { className: 'card add' }, h('h2', {}, 'Your signing key'), h('p', { className: 'soft' }, 'You need a key to sign. It is made here, and only your password opens it, for one signature at a time. Whoever gets a new password makes a new key; what was signed before stays signed.'), field('Your password', password), problem, make);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    make.disabled = true;
    void act('/text/key', { password: password.value }).then((made) => {
      make.disabled = false;
      password.value = '';
      if (made.ok) return again();
      problem.textContent = made.message;
      problem.hidden = false;
    });
  });
  return form;
}
