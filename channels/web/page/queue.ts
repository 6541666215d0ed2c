import { keep, kept } from './tab.js';
import { waitBefore, type Message } from './talk.js';

/*
 * What has been written and has not arrived yet. One at a time and in order, each under its own id until the server has
 * it: so nothing is lost, nothing is said twice, and nothing overtakes.
 */
export interface Queue {
  add(message: Message): void;
  /** Tries now instead of after the wait. */
  hurry(): void;
  /** Forgets all of it. */
  empty(): void;
  waiting(): readonly Message[];
}

const SAVED = 'chat.unsent';

export function queue(
  post: (message: Message) => Promise<'taken' | 'later' | 'refused'>,
  became: (id: string, state: 'sent' | 'waiting' | 'refused') => void,
): Queue {
  let messages = kept<Message[]>(SAVED) ?? [];
  let busy = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function drain(): Promise<void> {
    const head = messages[0];
    if (busy || !head) return;
    busy = true;
    clearTimeout(timer);
    const outcome = await post(head);
    busy = false;
    if (messages[0] !== head) return void drain();
    if (outcome === 'later') {
      for (const { id } of messages) became(id, 'waiting');
      timer = setTimeout(() => void drain(), waitBefore(attempt++));
      return;
    }
    attempt = 0;
    messages = messages.slice(1);
    keep(SAVED, messages);
    became(head.id, outcome === 'taken' ? 'sent' : 'refused');
    void drain();
  }

  return {
    add(message) {
      messages = [...messages, message];
      keep(SAVED, messages);
      void drain();
    },
    hurry() {
      attempt = 0;
      void drain();
    },
    empty() {
      clearTimeout(timer);
      messages = [];
      keep(SAVED, messages);
    },
    waiting: () => messages,
  };
}
