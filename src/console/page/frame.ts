import type { Account } from '../account.js';
import type { HandoffItem, HandoffList } from '../shapes.js';
import { showAccounts } from './accounts.js';
import { ask } from './api.js';
import { closings } from './closings.js';
import { showContent } from './content.js';
import { button, h, show } from './dom.js';
import { listen } from './live.js';
import { showQueue } from './queue.js';
import { showQuestions } from './questions.js';
import { showFlows, showSimulator } from './simulator.js';
import { openTalk, type Talk } from './talk-view.js';
import { showText } from './text-view.js';
import { showTexts } from './texts.js';
import { showTroubles } from './troubles.js';
import { showUndelivered } from './undelivered.js';

/** Waiting times are drawn again this often. */
const CLOCK_MS = 20_000;

/** The page of somebody who has signed in: list, conversation, and what an admin needs. Returns the way out. */
export function openFrame(body: HTMLElement, me: Account, signOut: () => void): () => Promise<unknown> {
  let list: HandoffList | null = null;
  let talk: Talk | null = null;
  let problem: string | null = null;
  let asking: 'no' | 'yes' | 'again' = 'no';

  const offline = h('p', { className: 'strip offline', role: 'status', hidden: true }, 'Connection lost: what you see may be old. Trying again… What you write is kept.');
  const alarm = h('div', { className: 'strip alarm', role: 'alert', hidden: true });
  const troubles = h('div', {});
  const queue = h('section', { className: 'queue', aria: { label: 'Conversations' } });
  const newSide = () => h('section', { className: 'talk', aria: { label: 'Conversation' } });
  let side = newSide();
  const panes = h('main', { className: 'panes' }, queue, side);
  const lost = h('span', { className: 'count', hidden: true });
  const undelivered = h('a', { href: '#/undelivered' }, 'Undelivered', lost);
  const links = h('nav', { className: 'links' }, link('#/', 'Conversations'), undelivered, link('#/simulator', 'Simulator'), link('#/flows', 'Flows'), link('#/questions', 'Questions'), me.reviewer !== undefined && link('#/texts', 'Texts'), me.role === 'admin' && link('#/accounts', 'Accounts'), me.role === 'admin' && link('#/content', 'Content'));
  const who = h('div', { className: 'who' }, h('span', { className: 'who-name' }, me.name), button('Sign out', 'plain', signOut));
  const undo = closings(() => void refresh());
  show(body, h('div', { className: 'frame' }, h('header', { className: 'top' }, links, who), offline, alarm, troubles, panes, undo.element));

  async function refresh(): Promise<void> {
    if (asking !== 'no') return void (asking = 'again');
    asking = 'yes';
    try {
      const answer = await ask<HandoffList>('/handoffs');
      if (answer.ok) list = answer.value;
      problem = answer.ok ? null : answer.message;
      draw();
      if (talk && list) await talk.refresh(itemOf(talk.id));
    } finally {
      const before = asking as string;
      asking = 'no';
      if (before === 'again') void refresh();
    }
  }

  function itemOf(id: string): HandoffItem | null {
    return list?.handoffs.find((item) => item.id === id) ?? null;
  }

  function draw(): void {
    const waiting = (list?.handoffs ?? []).filter((item) => item.state === 'queued');
    const danger = waiting.filter((item) => item.risk === 'R3');
    document.title = `${waiting.length > 0 ? `(${waiting.length}) ` : ''}${danger.length > 0 ? 'Danger now' : 'Conversations'}`;
    // Whoever is being read needs no alarm; the next one does.
    drawAlarm(danger.filter((item) => item.id !== talk?.id));
    showTroubles(troubles, list?.troubles ?? [], me, () => void refresh());
    lost.hidden = !list?.undelivered;
    lost.textContent = String(list?.undelivered ?? 0);
    showQueue(queue, { list, problem, open: talk?.id ?? null, closing: undo.waiting() });
  }

  function drawAlarm(danger: HandoffItem[]): void {
    const [first] = danger;
    alarm.hidden = first === undefined;
    if (first === undefined) return;
    const words = danger.length === 1 ? 'A person in danger now is waiting.' : `${danger.length} people in danger now are waiting.`;
    if (alarm.dataset['said'] === `${words}${first.id}`) return;
    alarm.dataset['said'] = `${words}${first.id}`;
    show(alarm, h('strong', {}, words), h('a', { className: 'alarm-open', href: `#/c/${encodeURIComponent(first.id)}` }, 'Open'));
  }

  function follow(): void {
    const [, id] = /^#\/c\/(.+)$/.exec(location.hash) ?? [];
    const [, page, flow] = /^#\/(simulator|flows)(?:\/([a-z0-9-]+))?$/.exec(location.hash) ?? [];
    const [, entry, locale] = /^#\/text\/([^/]+)\/([a-z]+)$/.exec(location.hash) ?? [];
    talk?.leave();
    talk = null;
    // What was asked for the page before may come late: it is drawn where nobody looks any more.
    const before = side;
    before.replaceWith((side = newSide()));
    panes.className = 'panes';
    for (const a of links.querySelectorAll('a')) a.toggleAttribute('aria-current', a.hash === (id !== undefined ? '#/' : entry !== undefined ? '#/texts' : page !== undefined ? `#/${page}` : location.hash || '#/'));
    if (location.hash === '#/accounts' && me.role === 'admin') {
      panes.classList.add('one');
      void showAccounts(side, me);
    } else if (location.hash === '#/content' && me.role === 'admin') {
      panes.classList.add('one');
      void showContent(side);
    } else if (page !== undefined) {
      panes.classList.add('one');
      void (page === 'flows' ? showFlows(side, flow) : showSimulator(side, flow));
    } else if (location.hash === '#/texts' && me.reviewer !== undefined) {
      panes.classList.add('one');
      void showTexts(side);
    } else if (entry !== undefined && locale !== undefined && me.reviewer !== undefined) {
      panes.classList.add('one');
      void showText(side, decodeURIComponent(entry), locale);
    } else if (location.hash === '#/questions') {
      panes.classList.add('one');
      void showQuestions(side);
    } else if (location.hash === '#/undelivered') {
      panes.classList.add('one');
      void showUndelivered(side, () => void refresh());
    } else if (id === undefined) {
      show(side, h('div', { className: 'empty' }, h('p', {}, 'Choose a conversation to read it.')));
    } else {
      panes.classList.add('open');
      talk = openTalk(side, decodeURIComponent(id), { me, undo, refresh });
    }
    draw();
    void refresh();
  }

  const unlisten = listen({ changed: () => void refresh(), connected: (on) => void (offline.hidden = on) });
  const clock = window.setInterval(() => void refresh(), CLOCK_MS);
  window.addEventListener('hashchange', follow);
  follow();

  return () => {
    unlisten();
    window.clearInterval(clock);
    window.removeEventListener('hashchange', follow);
    talk?.leave();
    return undo.sendNow();
  };
}

const link = (href: string, label: string) => h('a', { href }, label);
