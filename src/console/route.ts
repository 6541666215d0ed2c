import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HandoffRow } from '../ports.js';
import { nameOf, type Account } from './account.js';
import type { Desk } from './desk.js';
import { Refusal } from './refusal.js';

/** What an act of the API is given: who asks, and the wish they make. */
export interface Call {
  desk: Desk;
  request: FastifyRequest;
  reply: FastifyReply;
  /** The session's token, null before signing in. */
  token: string | null;
  /** The Idempotency-Key; empty for a GET. */
  key: string;
}
export interface SignedCall extends Call {
  me: Account;
  token: string;
}
export interface HandoffCall extends SignedCall {
  row: HandoffRow;
}

/**
 * Who may do it. `reviewer`: whose account carries a reviewer's name. `reader`: a conversation that is queued, or held by them. `holder`: one they hold. `releaser`: its
 * holder, or an admin where the holder is away. An admin reads no more conversations than any other counsellor.
 */
export type Route =
  | { method: 'GET' | 'POST'; url: string; needs: 'nobody'; act(call: Call): Promise<unknown> }
  | {
      method: 'GET' | 'POST';
      url: string;
      needs: 'counsellor' | 'admin' | 'reviewer';
      /** A POST that may be repeated: neither the wish nor its answer is kept. */
      changesNothing?: true;
      /** Of the body, where that is more than usual. */
      mostBytes?: number;
      act(call: SignedCall): Promise<unknown>;
    }
  | { method: 'GET' | 'POST'; url: string; needs: 'handoff' | 'reader' | 'holder' | 'releaser'; act(call: HandoffCall): Promise<unknown> };

/** The handoff of this address as this counsellor may touch it, or a Refusal that says why not. */
export async function permitted(desk: Desk, needs: 'handoff' | 'reader' | 'holder' | 'releaser', me: Account, id: string): Promise<HandoffRow> {
  const row = await desk.store.handoff(id);
  if (row === null) throw new Refusal(404, 'unknown', 'There is no such conversation.');
  if (needs === 'handoff') return row;
  const mine = row.holder === me.id;
  switch (row.state) {
    case 'queued':
      if (needs === 'reader') return row;
      throw new Refusal(409, 'not-taken', 'Take this conversation first.');
    case 'accepted':
      if (mine || (needs === 'releaser' && me.role === 'admin')) return row;
      throw new Refusal(403, 'held', `${row.holder === null ? 'Another counsellor' : await nameOf(desk, row.holder)} holds this conversation.`);
    case 'completed':
    case 'failed':
      throw new Refusal(403, 'closed', 'This conversation is closed.');
  }
}
