import type { WebSocket } from 'ws';
import type { ConversationReference, TypingActivity } from '../../src/core/activity.js';
import type { Log, Mailbox } from '../../src/ports.js';
import { KEEP_ALIVE_MS, LOOK_AGAIN_MS, STREAMS_EACH } from './limits.js';
import { readAfter } from './watermark.js';
import { toClient } from './wire.js';

/** The open WebSockets, by conversation. What they carry is always read from the mailbox, so nothing is sent past it. */
export interface Streams {
  add(socket: WebSocket, reference: ConversationReference, watermark: string | null): void;
  /** The conversation's mailbox has grown. */
  wake(conversationId: string): void;
  /** Shown now or never: typing is not kept. */
  typing(activity: TypingActivity): void;
  close(): void;
}

interface Stream {
  socket: WebSocket;
  reference: ConversationReference;
  watermark: string | null;
  /** The read under way; the next waits for it, so that frames keep their order. */
  reading: Promise<void>;
  waiting: boolean;
  alive: boolean;
}

export function openStreams(mailbox: Mailbox, log: Log): Streams {
  const open = new Map<string, Set<Stream>>();
  const all = () => [...open.values()].flatMap((streams) => [...streams]);

  async function deliver(stream: Stream): Promise<void> {
    stream.waiting = false;
    try {
      const batch = await readAfter(mailbox, stream.reference, stream.watermark);
      if (stream.socket.readyState !== stream.socket.OPEN) return;
      stream.watermark = batch.watermark;
      if (batch.activities.length === 0) return;
      stream.socket.send(JSON.stringify({ ...batch, activities: batch.activities.map((a) => toClient(a, stream.reference)) }));
    } catch {
      // The client comes back with its watermark and misses nothing.
      log.warn('web.stream', { channel: 'directline', code: 'mailbox' });
      stream.socket.close(1013);
    }
  }

  function look(stream: Stream): void {
    if (stream.waiting) return;
    stream.waiting = true;
    stream.reading = stream.reading.then(() => deliver(stream));
  }

  const lookAgain = setInterval(() => all().forEach(look), LOOK_AGAIN_MS).unref();
  const keepAlive = setInterval(() => {
    for (const stream of all()) {
      if (!stream.alive) stream.socket.terminate();
      else {
        stream.alive = false;
        stream.socket.ping();
        stream.socket.send('');
      }
    }
  }, KEEP_ALIVE_MS).unref();

  return {
    add(socket, reference, watermark) {
      const id = reference.conversation.id;
      const streams = open.get(id) ?? new Set();
      open.set(id, streams);
      const stream: Stream = { socket, reference, watermark, reading: Promise.resolve(), waiting: false, alive: true };
      streams.add(stream);
      const [oldest] = streams;
      if (oldest && streams.size > STREAMS_EACH) {
        streams.delete(oldest);
        oldest.socket.close(1008);
      }
      // Whatever a client sends (pings, as empty frames) only shows that it is there.
      const heard = () => void (stream.alive = true);
      socket.on('pong', heard);
      socket.on('message', heard);
      socket.on('close', () => {
        streams.delete(stream);
        if (streams.size === 0 && open.get(id) === streams) open.delete(id);
      });
      look(stream);
    },
    wake: (conversationId) => open.get(conversationId)?.forEach(look),
    typing(activity) {
      const frame = JSON.stringify({ activities: [activity] });
      open.get(activity.conversation.id)?.forEach(({ socket }) => socket.send(frame));
    },
    close() {
      clearInterval(lookAgain);
      clearInterval(keepAlive);
      for (const { socket } of all()) socket.close(1001);
    },
  };
}
