import type { Attachment } from '../core/activity.js';
import type { TranscriptLine } from '../core/handoff.js';
import { legible } from '../host/legible.js';
import { KEPT_LINES, type HandoffRow } from '../ports.js';
import type { Desk } from './desk.js';
import type { TalkLine } from './shapes.js';

/** True where the person said something that no counsellor has answered yet. */
export async function waitsForAnswer(desk: Desk, row: HandoffRow): Promise<boolean> {
  const spoken = (await readTalk(desk, row)).filter((line) => line.by === 'person' || line.by === 'counsellor');
  return spoken.at(-1)?.by === 'person';
}

/** The conversation's transcript as a counsellor reads it, oldest first. */
export async function readTalk(desk: Desk, row: HandoffRow): Promise<TalkLine[]> {
  if (row.sealed === null) return [];
  const sealed = await desk.store.read(row.conversation, 'transcript', 0, KEPT_LINES);
  const kept = legible(desk.vault, row, 'line', sealed);
  return kept.map(({ position, at, plain }) => lineOf(position, at, plain as TranscriptLine)).filter((line) => line !== null);
}

function lineOf(position: number, at: number, { by, activity }: TranscriptLine): TalkLine | null {
  // A reply is an event `<id>`; the turn makes the message `<id>.<n>` of it.
  const reply = by === 'counsellor' ? activity.id.replace(/\.\d+$/, '') : null;
  const line = { position, at, by, name: null, text: '', changed: false, files: [], place: null, buttons: [], reply };
  switch (activity.type) {
    case 'message':
      return {
        ...line,
        name: by === 'note' ? (activity.from.name ?? null) : null,
        text: activity.text ?? '',
        files: (activity.attachments ?? []).map(fileOf),
        place: placeOf(activity.entities?.[0]),
        buttons: (activity.suggestedActions?.actions ?? []).map((a) => a.title),
      };
    case 'messageUpdate':
      return { ...line, text: activity.text ?? '', changed: true };
    case 'event':
    case 'conversationUpdate':
    case 'contactRelationUpdate':
    case 'typing':
    case 'endOfConversation':
      return null;
  }
}

const fileOf = (a: Attachment) => (a.name === undefined ? a.contentType : `${a.contentType} (${a.name})`);

function placeOf(geo: { latitude: number; longitude: number } | undefined): TalkLine['place'] {
  return geo ? { latitude: geo.latitude, longitude: geo.longitude } : null;
}
