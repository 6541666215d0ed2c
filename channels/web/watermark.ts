import { createHash } from 'node:crypto';
import type { Activity, ConversationReference } from '../../src/core/activity.js';
import type { Mailbox } from '../../src/ports.js';
import { WHOLE_MAILBOX } from './limits.js';

export interface Batch {
  activities: Activity[];
  /** How far the reader has come; `0` at the start. */
  watermark: string;
}

/**
 * What a mailbox holds after a watermark. A watermark is the position of the last line read and a mark of that line
 * (`12-Zk3f9a`; a bare position is taken too): after an erasure positions begin again, and the line at 12 is then
 * missing or another one. The reader gets everything there is; clients know what they have seen by its id.
 */
export async function readAfter(mailbox: Mailbox, reference: ConversationReference, watermark: string | null): Promise<Batch> {
  const [, digits = '0', mark] = /^(\d{1,9})(?:-([\w-]{6}))?$/.exec(watermark ?? '') ?? [];
  const position = Number(digits);
  const lines = await mailbox.read(reference, Math.max(0, position - 1), WHOLE_MAILBOX + 1);
  const first = lines[0];
  const atMark = first?.position === position;
  const known = position === 0 || (first && (!atMark || mark === undefined || mark === markOf(first.activity)));
  const fresh = known ? lines.slice(atMark ? 1 : 0) : await mailbox.read(reference, 0, WHOLE_MAILBOX);
  const last = fresh.at(-1);
  return {
    activities: fresh.map((line) => line.activity),
    watermark: last ? `${last.position}-${markOf(last.activity)}` : known && position > 0 ? `${watermark}` : '0',
  };
}

function markOf(activity: Activity): string {
  // 36 bits: two lines at one position agree once in 69 thousand million.
  return createHash('sha256').update(activity.id).digest('base64url').slice(0, 6);
}
