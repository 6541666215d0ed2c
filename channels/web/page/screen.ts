import { pieces, safeHref } from './links.js';
import type { Heard, Line, Message } from './talk.js';
import type { Words } from './words.js';

/* What is seen. Every text goes in as a text node: nothing that anybody wrote is ever read as HTML. */

export type Sending = 'sending' | 'waiting' | 'sent' | 'refused';

export interface Screen {
  use(lang: string, words: Words): void;
  /** The person's own message, at the bottom. */
  own(message: Message, state: Sending): void;
  state(id: string, state: Sending): void;
  /** What came from the server, in order. */
  hear(heard: Heard[]): void;
  line(line: Line): void;
  empty(): void;
}

/** Typing is taken back where nothing follows it. */
const TYPING_MS = 8_000;

export function element<K extends HTMLElement>(id: string): K {
  return document.getElementById(id) as K;
}

export function screen(choose: (title: string, token: string) => void): Screen {
  const log = element('log');
  const typing = element('typing');
  const newer = element<HTMLButtonElement>('newer');
  const status = element('state');
  /** Own messages by their id; those the server has not shown back yet stay below everything else. */
  const mine = new Map<string, { bubble: HTMLElement; note: HTMLElement; state: Sending; placed: boolean }>();
  const shown = new Set<string>();
  let words: Words;
  let lang = '';
  let line: Line = 'connecting';
  let typingTimer: ReturnType<typeof setTimeout> | undefined;

  const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  log.addEventListener('scroll', () => (newer.hidden = atBottom()), { passive: true });
  newer.addEventListener('click', () => (log.scrollTop = log.scrollHeight));

  /** To the bottom, but not past the beginning of what is new. */
  function reveal(first: HTMLElement): void {
    log.scrollTop = Math.min(log.scrollHeight, first.offsetTop - 12);
    newer.hidden = atBottom();
  }

  function place(node: HTMLElement): void {
    const pending = [...mine.values()].find((m) => !m.placed);
    log.insertBefore(node, pending?.bubble ?? null);
  }

  function bubbleOf(kind: 'me' | 'bot', body: Node[], at: string | undefined, tag: string | undefined): { bubble: HTMLElement; note: HTMLElement } {
    const bubble = make('div', `bubble ${kind}`);
    if (tag) bubble.lang = tag;
    if (kind === 'me') bubble.append(make('span', 'unseen', `${words.you}: `));
    const text = make('p');
    text.dir = 'auto';
    text.append(...body);
    const note = make('small');
    const time = make('time', '', clockTime(at, lang));
    const state = make('span');
    note.append(time, state);
    bubble.append(text, note);
    return { bubble, note: state };
  }

  function own({ id, text }: Message, state: Sending, at: string | undefined, placed: boolean): HTMLElement {
    dropChoices();
    const made = bubbleOf('me', [document.createTextNode(text)], at, undefined);
    place(made.bubble);
    mine.set(id, { ...made, state, placed });
    setState(id, state);
    return made.bubble;
  }

  function setState(id: string, state: Sending): void {
    const message = mine.get(id);
    if (!message) return;
    message.state = state;
    if (state === 'sent' || state === 'refused') message.placed = true;
    message.bubble.dataset['state'] = state;
    message.note.textContent = { sending: '…', waiting: words.waiting, sent: '✓', refused: words.refused }[state];
    if (state === 'sent') message.note.setAttribute('aria-label', words.sent);
  }

  function dropChoices(): void {
    log.querySelector('.choices')?.remove();
  }

  function choices(actions: { type: string; title: string; value: string }[]): HTMLElement {
    const box = make('div', 'choices');
    box.setAttribute('role', 'group');
    for (const { type, title, value } of actions) {
      const href = type === 'openUrl' ? safeHref(value) : null;
      if (href) box.append(link(title, href));
      else if (type !== 'openUrl') {
        const button = make('button', '', title) as HTMLButtonElement;
        button.type = 'button';
        button.addEventListener('click', () => choose(title, value));
        box.append(button);
      }
    }
    return box;
  }

  function bot(heard: Heard): HTMLElement {
    const body = pieces(heard.text ?? '').map(({ text, href }) => (href ? link(text, href) : document.createTextNode(text)));
    const { bubble } = bubbleOf('bot', body, heard.timestamp, heard.locale);
    place(bubble);
    const actions = heard.suggestedActions?.actions ?? [];
    if (actions.length > 0) {
      dropChoices();
      place(choices(actions));
    }
    return bubble;
  }

  /** One activity: the bubble it made, or null where it was there already. */
  function hearOne(heard: Heard): HTMLElement | null {
    if (heard.type !== 'message' || shown.has(heard.id)) return null;
    shown.add(heard.id);
    if (heard.from.role === 'bot') return bot(heard);
    const id = heard.channelData?.clientActivityID ?? heard.id;
    const known = mine.get(id);
    if (known) known.placed = true;
    else if (heard.text) own({ id, text: heard.text }, 'sent', heard.timestamp, true);
    return null;
  }

  function showTyping(on: boolean): void {
    typing.hidden = !on;
    clearTimeout(typingTimer);
    if (on) typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
  }

  return {
    use(nextLang, next) {
      words = next;
      lang = nextLang;
      document.documentElement.lang = nextLang;
      element('title').textContent = document.title = next.title;
      element('clear').textContent = next.clear;
      element('leave').textContent = next.leave;
      element<HTMLTextAreaElement>('text').placeholder = next.write;
      element('text').setAttribute('aria-label', next.write);
      element('send').setAttribute('aria-label', next.send);
      element('send-word').textContent = next.send;
      element('sure-text').textContent = next.sure;
      element('sure-yes').textContent = next.yes;
      element('sure-no').textContent = next.no;
      newer.setAttribute('aria-label', next.newer);
      for (const [id, { state }] of mine) setState(id, state);
      this.line(line);
    },
    own(message, state) {
      own(message, state, undefined, false);
      log.scrollTop = log.scrollHeight;
    },
    state: setState,
    hear(heard) {
      if (heard.some((h) => h.type === 'typing')) showTyping(true);
      const follow = atBottom();
      let first: HTMLElement | null = null;
      for (const one of heard) {
        const bubble = hearOne(one);
        // A person's own words in the batch: what they have read ends there.
        first = bubble ? (first ?? bubble) : one.from.role === 'bot' ? first : null;
      }
      if (first) showTyping(false);
      if (follow) {
        if (first) reveal(first);
        else log.scrollTop = log.scrollHeight;
      } else newer.hidden = atBottom();
    },
    line(next) {
      line = next;
      document.body.dataset['line'] = next;
      status.textContent = { connecting: words.connecting, online: '', offline: words.offline }[next];
    },
    empty() {
      log.textContent = '';
      mine.clear();
      shown.clear();
      showTyping(false);
      newer.hidden = true;
    },
  };
}

function make(tag: string, className = '', text = ''): HTMLElement {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function link(text: string, href: string): HTMLAnchorElement {
  const anchor = document.createElement('a');
  anchor.textContent = text;
  anchor.href = href;
  if (!href.startsWith('tel:')) {
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer';
  }
  return anchor;
}

function clockTime(at: string | undefined, lang: string): string {
  return new Date(at ?? Date.now()).toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
