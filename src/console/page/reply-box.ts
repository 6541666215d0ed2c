import type { Account } from '../account.js';
import type { TalkLine } from '../shapes.js';
import { act, newKey } from './api.js';
import { button, h, show, words } from './dom.js';

/** What is half-written, by conversation: in this page's memory and nowhere else. */
const drafts = new Map<string, string>();

/** What was sent and is not in the transcript yet, by conversation: key and words. Kept when the page looks elsewhere. */
const underway = new Map<string, Map<string, string>>();

/** How soon a message that found no connection is tried again; its key lets it arrive only once. */
const AGAIN_MS = 4000;

/** As the server has it. */
const MOST_LETTERS = 4000;

export interface ReplyBox {
  element: HTMLElement;
  /** The first line that is not in the transcript yet, so that new lines come before it. */
  firstPending(): Element | null;
  /** Takes away what has arrived in the transcript. */
  arrived(lines: TalkLine[]): void;
  focus(): void;
}

interface Place {
  id: string;
  me: Account;
  path: string;
  lines: HTMLElement;
  sent(): void;
  /** What else can be done, beside the button that sends. */
  beside: HTMLElement[];
}

export function replyBox({ id, me, path, lines, sent, beside }: Place): ReplyBox {
  const pending = new Map<HTMLElement, { key: string; reply: string | null }>();
  const text = h('textarea', { className: 'reply', rows: 3, value: drafts.get(id) ?? '', placeholder: 'Write to the person', aria: { label: 'Your reply' }, dir: 'auto' });
  const count = h('span', { className: 'hint' });
  const send = h('button', { type: 'submit', className: 'primary' }, 'Send');
  const name = h('span', { className: 'hint sees' }, `The person sees: ${me.name}`);
  const form = h('form', { className: 'reply-form' }, h('div', { className: 'over-box' }, name, count), text, h('div', { className: 'foot-row' }, ...beside, send));

  function measure(): void {
    const letters = text.value.trim().length;
    drafts.set(id, text.value);
    count.textContent = letters > MOST_LETTERS - 500 ? `${letters} of ${MOST_LETTERS} characters` : '';
    count.classList.toggle('over', letters > MOST_LETTERS);
    send.disabled = letters === 0 || letters > MOST_LETTERS;
  }
  text.addEventListener('input', measure);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (said === '' || said.length > MOST_LETTERS) return;
    text.value = '';
    measure();
    const key = newKey();
    underway.set(id, mine().set(key, said));
    deliver(said, key);
    text.focus();
  });
  measure();

  function mine(): Map<string, string> {
    return underway.get(id) ?? new Map<string, string>();
  }

  function deliver(said: string, key: string): void {
    const state = h('div', { className: 'speaker', role: 'status' });
    const line = h('li', { className: 'line counsellor pending' }, state, words('div', 'bubble', said));
    lines.append(line);
    lines.scrollTop = lines.scrollHeight;
    pending.set(line, { key, reply: null });
    void attempt();

    async function attempt(): Promise<void> {
      show(state, 'Sending…');
      const answer = await act<{ reply: string }>(`${path}/reply`, { text: said }, key);
      if (answer.ok) {
        pending.set(line, { key, reply: answer.value.reply });
        show(state, 'Sent');
        return sent();
      }
      const offline = answer.status === 0 || answer.status === 503;
      const again = window.setTimeout(() => void (offline && line.isConnected && attempt()), AGAIN_MS);
      const edit = button('Edit', 'again', () => {
        window.clearTimeout(again);
        takeBack();
      });
      if (offline) show(state, 'Not sent yet: no connection. Trying again… ', edit);
      else show(state, `Not sent. ${answer.message} `, button('Try again', 'again', () => void attempt()), ' ', edit);
    }
    function takeBack(): void {
      drop(line, key);
      text.value = text.value === '' ? said : `${said}\n${text.value}`;
      measure();
      text.focus();
    }
  }

  function drop(line: HTMLElement, key: string): void {
    line.remove();
    pending.delete(line);
    underway.get(id)?.delete(key);
  }

  for (const [key, said] of mine()) deliver(said, key);

  return {
    element: form,
    firstPending: () => pending.keys().next().value ?? null,
    arrived(said) {
      const there = new Set(said.map((line) => line.reply));
      for (const [line, { key, reply }] of pending) if (reply !== null && there.has(reply)) drop(line, key);
    },
    focus: () => text.focus(),
  };
}
