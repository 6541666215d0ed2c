import { eventFor, referenceOf, type Activity, type MessageActivity } from '../core/activity.js';
import type { Locale } from '../core/locale.js';
import { newSession, type Session } from '../core/session.js';
import { turn, type Turn } from '../core/turn.js';
import { NOTHING_UNDERSTOOD } from '../core/understanding.js';
import type { Content } from '../content.js';
import { toZawgyi } from '../language/encoding.js';

/** A talk with the bot without host or store, as lines of text that can be kept as a test. */
export interface Rehearsal {
  /**
   * Plays one line and gives back what it caused, as lines:
   * `< text` the person writes · `<z text` the same in Zawgyi · `<< title` the person presses a button ·
   * `<file image/jpeg` sends a file · `<location 13.75,100.5` shares where they are ·
   * `@ start`, `@ accepted NAME`, `@ reply NAME: text`, `@ completed NAME`, `@ queued NAME` what happens beside the talk.
   * Answers are `> text`, `>z text` where they go out in Zawgyi, `>   1. title` buttons, `# event`.
   */
  play(line: string): Promise<string[]>;
}

/** `locale` null: a stranger whose language nobody knows. Time stands still at `now`. */
export function rehearsal(content: Content, locale: Locale | null, now: number): Rehearsal {
  let session: Session | null = locale ? { ...newSession(locale, now), localeChosen: true } : null;
  let count = 0;

  async function happen(activity: Activity): Promise<Turn> {
    const text = activity.type === 'message' ? (activity.text ?? '') : '';
    const { understanding, zawgyiEvidence } =
      text.trim() === ''
        ? { understanding: NOTHING_UNDERSTOOD, zawgyiEvidence: session?.zawgyiEvidence ?? 0 }
        : await content.understand(text, session ?? newSession('my', now));
    const made = turn(session, activity, understanding, content.world(now));
    // Through JSON, as between any two messages in life.
    session = JSON.parse(JSON.stringify({ ...made.session, zawgyiEvidence })) as Session;
    return made;
  }

  function activityOf(line: string): Activity {
    count += 1;
    const message = written(`line${count}`, now);
    if (line.startsWith('<< ')) {
      const title = line.slice(3).trim();
      const offer = session?.offers.findLast((o) => o.title === title);
      if (!offer) throw new Error(`no button "${title}"; there are: ${session?.offers.map((o) => o.title).join(' | ') ?? ''}`);
      return { ...message, value: { token: offer.token } };
    }
    if (line.startsWith('<file ')) return { ...message, attachments: [{ contentType: line.slice(6).trim(), name: 'file' }] };
    if (line.startsWith('<location ')) {
      const [latitude = 0, longitude = 0] = line.slice(10).split(',').map(Number);
      return { ...message, entities: [{ type: 'GeoCoordinates', latitude, longitude }] };
    }
    if (line.startsWith('<z ')) return { ...message, text: toZawgyi(line.slice(3)) };
    if (line.startsWith('<')) return { ...message, text: line.slice(1).trim() };
    const [, what = '', name = '', said = ''] = /^@ (\S+)\s*([^:]*)(?::\s*(.*))?$/.exec(line) ?? [];
    const event = (e: Parameters<typeof eventFor>[3]) => eventFor(referenceOf(message), message.id, now, e);
    const handoffId = session?.handoff?.id ?? 'none';
    switch (what) {
      case 'start':
        return event({ name: 'start', value: {} });
      case 'reply':
        return event({ name: 'counsellor.reply', value: { handoffId, counsellor: name, text: said } });
      case 'accepted':
      case 'completed':
      case 'queued':
        return event({ name: 'handoff.status', value: { handoffId, state: what, counsellor: name } });
      default:
        throw new Error(`"${line}" is no line of a talk: begin with "< ", "<z ", "<< ", "<file ", "<location " or "@ "`);
    }
  }

  return {
    async play(line) {
      const made = await happen(activityOf(line));
      const replies = made.replies.flatMap(({ activity, encoding }) => {
        const mark = encoding === 'zawgyi' ? '>z' : '>';
        const buttons = activity.suggestedActions?.actions ?? [];
        return [...(activity.text ?? '').split('\n').map((l) => `${mark} ${l}`.trimEnd()), ...buttons.map((b, i) => `${mark}   ${i + 1}. ${b.title}`)];
      });
      return [...replies, ...made.events.map((e) => `# ${e.type}`)];
    },
  };
}

function written(id: string, now: number): MessageActivity {
  return {
    type: 'message',
    id,
    timestamp: new Date(now).toISOString(),
    channelId: 'terminal',
    from: { id: 'you', role: 'user' },
    recipient: { id: 'bot', role: 'bot' },
    conversation: { id: 'terminal', isGroup: false, conversationType: 'personal', name: '' },
  };
}
