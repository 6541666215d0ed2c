import type { ConversationKey } from '../ports.js';

/*
 * A delivery's id is unique in its conversation only (a platform counts messages chat by chat), so a dead letter is
 * known by both. A conversation's key is base64url and holds no dot.
 */

export function deadId(conversation: ConversationKey, delivery: string): string {
  return `${conversation}.${delivery}`;
}

export function fromDeadId(id: string): { conversation: ConversationKey; id: string } {
  const dot = id.indexOf('.');
  return { conversation: id.slice(0, dot), id: id.slice(dot + 1) };
}
