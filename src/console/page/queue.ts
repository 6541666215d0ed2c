import type { HandoffItem, HandoffList } from '../shapes.js';
import { h, show } from './dom.js';
import { CHANNEL, duration, LANGUAGE, moment, OUTCOME, plain, PLACE, REASON, RISK, STATE, topic } from './words.js';

export interface QueueView {
  list: HandoffList | null;
  problem: string | null;
  /** Id of the conversation that is open beside. */
  open: string | null;
  /** Ids that are about to be closed. */
  closing: ReadonlySet<string>;
}

/** Closed ones are there to look back at today's work, not to search. */
const MOST_CLOSED = 20;

/** The list: those who wait, mine, others', and the last that were closed. */
export function showQueue(place: HTMLElement, view: QueueView): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['id'] : undefined;
  show(place, ...contents(view));
  if (focused !== undefined) place.querySelector<HTMLElement>(`a[data-id="${CSS.escape(focused)}"]`)?.focus();
}

function contents({ list, problem, open, closing }: QueueView): HTMLElement[] {
  if (list === null) return [h('div', { className: 'empty' }, h('p', {}, problem ?? 'Loading…'))];
  const of = (fits: (item: HandoffItem) => boolean) => list.handoffs.filter(fits);
  const closed = of((i) => i.state === 'completed' || i.state === 'failed').slice(0, MOST_CLOSED);
  const waiting = of((i) => i.state === 'queued');
  return [
    ...group('Waiting', waiting, 'Nobody is waiting.'),
    ...group('Yours', of((i) => i.state === 'accepted' && i.holder?.me === true)),
    ...group('With others', of((i) => i.state === 'accepted' && i.holder?.me !== true)),
    ...group('Closed', closed),
  ];

  function group(title: string, items: HandoffItem[], nobody?: string): HTMLElement[] {
    if (items.length === 0 && nobody === undefined) return [];
    const heading = h('h2', {}, title, h('span', { className: 'count' }, String(items.length)));
    return [heading, items.length === 0 ? h('p', { className: 'nobody' }, nobody ?? '') : h('ul', { className: 'cards' }, ...items.map(card))];
  }

  function card(item: HandoffItem): HTMLElement {
    const classes = ['case', item.risk, ...(item.id === open ? ['chosen'] : [])].join(' ');
    const inside = [
      h('div', { className: 'case-top' }, riskBadge(item), h('span', { className: 'wait' }, closing.has(item.id) ? 'Closing…' : when(item))),
      h('div', { className: 'case-why' }, item.summary ? why(item.summary) : 'This person asked to be forgotten.'),
      item.summary && h('div', { className: 'case-facts' }, ...factsOf(item).map((fact) => h('span', {}, fact))),
      item.waitsForYou && h('div', { className: 'your-turn' }, 'Waiting for your answer'),
    ];
    return h('li', {}, h('a', { className: classes, href: `#/c/${encodeURIComponent(item.id)}`, data: { id: item.id } }, ...inside));
  }

  function when(item: HandoffItem): string {
    switch (item.state) {
      case 'queued':
        return `waiting ${duration(item.waitedMs)}`;
      case 'accepted':
        return item.holder?.me === true ? `since ${moment(item.acceptedAt ?? item.openedAt, list?.now ?? 0)}` : (item.holder?.name ?? '');
      case 'completed':
      case 'failed':
        return `${outcomeWord(item)} · ${moment(item.closedAt ?? item.openedAt, list?.now ?? 0)}`;
    }
  }
}

function outcomeWord(item: HandoffItem): string {
  const words: Record<string, string> = OUTCOME;
  return item.outcome === null ? STATE[item.state] : (words[item.outcome] ?? plain(item.outcome));
}

export function riskBadge(item: HandoffItem): HTMLElement {
  return h('span', { className: `risk ${item.risk}` }, RISK[item.risk]);
}

export function why(summary: NonNullable<HandoffItem['summary']>): string {
  return summary.dangers.length > 0 ? summary.dangers.map(plain).join(', ') : REASON[summary.reason];
}

/** Language, places, channel and subject, each in a few words. */
export function factsOf(item: HandoffItem): string[] {
  if (item.summary === null) return [];
  const { locale, place, origin, channel, about } = item.summary;
  const where = place === null ? 'country not known' : `in ${PLACE[place]}`;
  return [LANGUAGE[locale], where, ...(origin === null ? [] : [`from ${PLACE[origin]}`]), CHANNEL[channel] ?? channel, ...(about === null ? [] : [`about ${topic(about)}`])];
}
