import type { Locale } from '../../core/locale.js';
import type { FactCard, LastReview, TextPage, TextParts } from '../../core/reviewing.js';
import type { OpenedText } from '../shapes.js';
import { act, ask, type Answer } from './api.js';
import { h, show, words } from './dom.js';
import { field } from './sign-in.js';
import { LANGUAGE, TEXT_STATE, topic } from './words.js';

/** One text to be judged: beside the English, with its facts, as it is said today; to sign or to send back. */
export async function showText(place: HTMLElement, entry: string, locale: string): Promise<void> {
  const answer = await ask<OpenedText>(`/text?entry=${encodeURIComponent(entry)}&locale=${encodeURIComponent(locale)}`);
  const back = h('a', { className: 'back-link', href: '#/texts' }, '‹ All texts');
  if (!answer.ok) return show(place, h('div', { className: 'sheet' }, back, h('p', { className: 'problem' }, answer.message)));
  const { page, canSign } = answer.value;
  show(
    place,
    h(
      'article',
      { className: 'sheet wide-sheet reading' },
      back,
      h('h1', {}, `${topic(page.entry)} · ${page.entry.split('@')[1] ?? ''} · ${LANGUAGE[page.locale]}`),
      h('p', { className: 'standing-line' }, h('span', { className: `chip ${page.state}` }, TEXT_STATE[page.state]), h('span', {}, page.said ? 'The bot says it today' : 'The bot does not say it today'), page.kind === 'unconfirmed' && h('span', {}, 'The facts carry no answer; it says so')),
      page.last && lastElement(page.last),
      h('div', { className: 'beside' }, column(page.text, page.locale), page.english && column(page.english, 'en')),
      h('h2', {}, 'How a person reads it today'),
      words('div', 'bubble spoken', page.spoken),
      h('h2', {}, `Facts it rests on: ${page.facts.length}`),
      h('ul', { className: 'rows' }, ...page.facts.map(factElement)),
      h('h2', {}, 'How people ask'),
      words('div', 'soft asks', page.asks.join('\n')),
      judging(page, canSign, () => showText(place, entry, locale)),
    ),
  );
  place.scrollTop = 0;
}

function column({ title, short, more }: TextParts, locale: Locale): HTMLElement {
  const part = (text: string) => {
    const element = words('div', 'prose', text);
    element.lang = locale;
    return element;
  };
  return h('section', { aria: { label: LANGUAGE[locale] } }, h('h2', {}, LANGUAGE[locale]), h('h3', {}, title), part(short), more !== '' && h('h4', {}, 'More'), more !== '' && part(more));
}

function lastElement(last: LastReview): HTMLElement {
  if (last.changes.length > 0) {
    return h('section', { className: 'card told' }, h('p', {}, `Changed since ${last.by} signed it on ${last.date}. The signature does not hold any more.`), changesElement(last));
  }
  if (last.comment === null) return h('p', { className: 'hint' }, `Signed by ${last.by} on ${last.date}.`);
  return h('section', { className: 'card told' }, h('p', {}, `Sent back by ${last.by} on ${last.date}:`), words('div', 'prose', last.comment));
}

/** Lines that stayed around a change help to find it; the others are left out. */
const AROUND = 1;

function changesElement({ changes }: LastReview): HTMLElement {
  const near = (n: number) => changes.slice(Math.max(0, n - AROUND), n + AROUND + 1).some((c) => c.what !== 'same');
  const SIGN = { same: ' ', out: '−', in: '+' };
  const SAID = { same: '', out: 'was: ', in: 'is: ' };
  return h(
    'div',
    { className: 'diff' },
    ...changes.flatMap((c, n) => (near(n) ? [h('div', { className: `diff-line ${c.what}` }, h('span', { className: 'diff-sign', aria: { hidden: 'true' } }, SIGN[c.what]), h('span', { className: 'unseen' }, SAID[c.what]), words('span', '', c.line))] : [])),
  );
}

const USE: Record<FactCard['use'], string> = { serve: 'may be said', verify: 'said only as not confirmed', background: 'never said' };
const STANDING: Record<FactCard['standing'], string> = { current: 'current', unsure: 'not sure', expired: 'expired', missing: 'missing' };

function factElement(fact: FactCard): HTMLElement {
  const dates = [`confirmed for ${fact.asOf}`, fact.validFrom && `from ${fact.validFrom}`, fact.validUntil && `until ${fact.validUntil}`, fact.reviewBy && `to be looked at by ${fact.reviewBy}`].filter(Boolean);
  return h(
    'li',
    { className: 'row fact' },
    h('div', { className: 'fact-top' }, h('strong', {}, fact.id), h('span', { className: `chip fact-${fact.standing}` }, STANDING[fact.standing])),
    h('p', {}, fact.claim),
    ...fact.values.map(({ name, said, english }) => h('p', { className: 'value' }, `${name}: `, words('span', 'said', said), said !== english && h('span', { className: 'soft' }, ` (${english})`))),
    h('p', { className: 'hint' }, [...dates, `confidence ${fact.confidence}`, USE[fact.use]].join(' · ')),
    // A link is text: nothing of another site is opened from here.
    ...fact.sources.map((s) => h('p', { className: 'hint' }, `${s.publisher}: ${s.title}, ${s.date}. `, words('span', 'address', s.url))),
    fact.conflicts.length > 0 && h('p', { className: 'hint' }, `Says otherwise: ${fact.conflicts.join(', ')}`),
    fact.note !== null && h('p', { className: 'hint' }, `Note: ${fact.note}`),
  );
}

function judging({ entry, locale, digest }: TextPage, canSign: boolean, again: () => Promise<void>): HTMLElement {
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const password = h('input', { name: 'sign-password', type: 'password', autocomplete: 'current-password', required: true });
  const comment = h('textarea', { name: 'comment', rows: 3, maxLength: 2000, dir: 'auto', required: true });
  const sign = h('button', { type: 'submit', className: 'primary' }, 'Sign this text');
  const refuse = h('button', { type: 'submit', className: 'quiet' }, 'Send it back');
  const signForm = h('form', { className: 'card judge' }, h('h2', {}, 'Sign'), h('p', { className: 'soft' }, 'With your signature the bot says that you confirmed this text. It covers each letter and figure above; any change ends it.'), field('Your password', password), sign);
  const backForm = h('form', { className: 'card judge' }, h('h2', {}, 'Or send it back'), h('p', { className: 'soft' }, 'From then on the bot does not say this text, until it is another one.'), field('What is wrong', comment), refuse);
  const on = (form: HTMLFormElement, ask: () => Promise<Answer<unknown>>) =>
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      sign.disabled = refuse.disabled = true;
      void ask().then((answer) => {
        sign.disabled = refuse.disabled = false;
        password.value = '';
        if (answer.ok) return again();
        problem.textContent = answer.message;
        problem.hidden = false;
        problem.scrollIntoView({ block: 'center' });
      });
    });
  on(signForm, () => act('/text/sign', { entry, locale, digest, password: password.value }));
  on(backForm, () => act('/text/send-back', { entry, locale, digest, comment: comment.value }));
  if (!canSign) return h('p', { className: 'standing' }, 'You have no signing key here yet: ', h('a', { href: '#/texts' }, 'make it in the list of texts'), '.');
  return h('div', {}, problem, h('div', { className: 'beside' }, signForm, backForm));
}
