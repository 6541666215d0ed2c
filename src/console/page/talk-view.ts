import type { Account } from '../account.js';
import type { HandoffItem, OpenedHandoff } from '../shapes.js';
import { act, ask } from './api.js';
import { askHowItEnded, askForNote } from './close-dialog.js';
import type { Closings } from './closings.js';
import { button, h, show, words } from './dom.js';
import { lineElement } from './line.js';
import { factsOf, riskBadge, why } from './queue.js';
import { replyBox, type ReplyBox } from './reply-box.js';
import { REASON, duration } from './words.js';

export interface Talk {
  id: string;
  refresh(item: HandoffItem | null): Promise<void>;
  leave(): void;
}

interface Around {
  me: Account;
  undo: Closings;
  refresh(): Promise<void>;
}

/** Who has scrolled up further than this many pixels reads there, and is not taken to the newest line. */
const NEAR_END = 80;

/** One conversation: what led here, who said what, and what a counsellor may do now. */
export function openTalk(place: HTMLElement, id: string, { me, undo, refresh: refreshAll }: Around): Talk {
  const path = `/handoff/${encodeURIComponent(id)}`;
  const head = h('header', { className: 'talk-head' });
  const lines = h('ol', { className: 'lines', tabIndex: 0, aria: { label: 'What was said' } });
  const foot = h('footer', { className: 'talk-foot' });
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  let box: ReplyBox | null = null;
  let drawn = 0;
  let standing = '';
  let left = false;
  const agreed = h('section', { className: 'agreed', hidden: true, aria: { label: 'What the person agreed to hand on' } });
  show(place, head, agreed, lines, problem, foot);
  let atEnd = true;
  let height = 0;
  const toEnd = () => (lines.scrollTop = lines.scrollHeight);
  lines.addEventListener('scroll', () => {
    // Told of a scroll only once the room has changed too, nobody has scrolled away from the end.
    if (lines.clientHeight === height) atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < NEAR_END;
  });
  // The box to write in, and the keyboard of a phone, leave less room: the newest line stays in sight.
  new ResizeObserver(() => {
    height = lines.clientHeight;
    if (atEnd) toEnd();
  }).observe(lines);

  async function refresh(item: HandoffItem | null): Promise<void> {
    if (left) return;
    if (item === null) return say('This conversation is not in the list any more.');
    drawHead(item);
    const readable = item.state === 'queued' || (item.state === 'accepted' && item.holder?.me === true);
    if (readable) {
      const answer = await ask<OpenedHandoff>(path);
      if (left) return;
      if (answer.ok) {
        drawAgreed(answer.value);
        drawLines(answer.value);
      }
      // 403: it went to another or was closed since the list was read; the next look at the list says so.
      else if (![0, 401, 403].includes(answer.status)) say(answer.message);
    } else {
      lines.replaceChildren();
      agreed.hidden = true;
      drawn = 0;
    }
    drawFoot(item);
  }

  function drawHead(item: HandoffItem): void {
    const summary = item.summary;
    show(
      head,
      h('div', { className: 'talk-title' }, h('a', { className: 'back', href: '#/', aria: { label: 'Back to the list' } }, '‹'), riskBadge(item), h('h1', {}, summary ? why(summary) : 'Forgotten')),
      h('p', { className: 'case-facts' }, ...factsOf(item).map((fact) => h('span', {}, fact))),
      summary && h('p', { className: 'soft' }, `${summary.dangers.length > 0 ? `${REASON[summary.reason]} · ` : ''}waited ${duration(item.waitedMs)}`),
    );
  }

  function drawAgreed({ agreed: text }: OpenedHandoff): void {
    agreed.hidden = text === null;
    if (text !== null) show(agreed, h('h2', {}, 'What they agreed to hand on'), words('div', 'prose', text));
  }

  function drawLines({ lines: said }: OpenedHandoff): void {
    const stays = atEnd || drawn === 0;
    if (said.length > 0) lines.querySelector('.nobody')?.remove();
    for (const line of said.filter((l) => l.position > drawn)) {
      lines.insertBefore(lineElement(line, me), box?.firstPending() ?? null);
      drawn = line.position;
    }
    box?.arrived(said);
    if (said.length === 0 && lines.childElementCount === 0) lines.append(h('li', { className: 'nobody' }, 'Nothing was said yet.'));
    if (stays) toEnd();
  }

  /** The foot is built anew only when what can be done has changed: a box that is written in stays as it is. */
  function drawFoot(item: HandoffItem): void {
    const now = undo.waiting().has(id) ? 'closing' : item.state === 'accepted' ? `accepted ${item.holder?.id ?? ''}` : item.state;
    if (now === standing) return;
    standing = now;
    box = null;
    if (now === 'closing') return show(foot, h('p', { className: 'standing' }, 'Closing this conversation…'));
    switch (item.state) {
      case 'queued':
        return show(foot, button('Take this conversation', 'primary wide', take), h('p', { className: 'hint' }, `The person sees: ${me.name}`));
      case 'accepted':
        return item.holder?.me === true ? drawMine() : drawOthers(item);
      case 'completed':
      case 'failed':
        return show(foot, h('p', { className: 'standing' }, 'This conversation is closed.'));
    }
  }

  function drawMine(): void {
    const end = button('Close…', 'quiet', () => askHowItEnded((closing) => undo.add(id, closing)));
    box = replyBox({ id, me, path, lines, sent: () => void refreshAll(), beside: [end, button('Give back…', 'quiet', giveBack)] });
    show(foot, box.element);
  }

  function drawOthers(item: HandoffItem): void {
    const words = h('p', { className: 'standing' }, `${item.holder?.name ?? 'Another counsellor'} holds this conversation.`);
    show(foot, words, me.role === 'admin' && button('Put it back into the queue…', 'quiet', giveBack));
  }

  function giveBack(): void {
    askForNote((note) => done(act(`${path}/give-back`, note === '' ? {} : { note })));
  }

  function take(): void {
    done(act(`${path}/take`));
  }

  function done(answer: ReturnType<typeof act>): void {
    for (const b of foot.querySelectorAll('button')) b.disabled = true;
    void answer.then(async (result) => {
      for (const b of foot.querySelectorAll('button')) b.disabled = false;
      if (result.ok) problem.hidden = true;
      else say(result.message);
      await refreshAll();
      box?.focus();
    });
  }

  function say(message: string): void {
    problem.textContent = message;
    problem.hidden = false;
  }

  return { id, refresh, leave: () => void (left = true) };
}
