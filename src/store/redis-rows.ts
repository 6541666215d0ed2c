import type { Claim, Commit, DeadLetter, HandoffRow, Outgoing } from '../ports.js';
import { fromDeadId } from './dead-id.js';
import type { Argument } from './redis-connection.js';
import { bytes, bytesOrNull, number, numberOrNull, text, textOrNull } from './redis-reply.js';

/** The arguments of the `commit` script, in its order. */
export function commitArguments({ claim, session, speaker, lines, deliveries, handoff, timer, erase }: Commit, sendLeaseMs: number | undefined): Argument[] {
  const none = new Uint8Array(0);
  return [
    claim.conversation,
    ...('seq' in claim ? [claim.lease, claim.version, claim.seq, none] : ['', claim.version, claim.dedupe, claim.key]),
    session,
    speaker,
    erase?.key ?? none,
    ...(timer === undefined ? ['keep', '', ''] : timer === null ? ['clear', '', ''] : ['set', timer.at, timer.sealed]),
    ...handoffArguments(handoff),
    lines.length,
    ...lines.flatMap((line): Argument[] => [line.id, line.sealed]),
    deliveries.length,
    ...deliveries.flatMap((delivery): Argument[] => [delivery.id, delivery.channel, delivery.by, delivery.sealed]),
    sendLeaseMs ?? '',
  ];
}

function handoffArguments(change: Commit['handoff']): Argument[] {
  if (change === null) return ['', '', '', ''];
  switch (change.do) {
    case 'open':
    case 'raise':
      return [change.do, change.id, change.risk, change.sealed];
    case 'reopen':
      return [change.do, change.id, change.since, ''];
    case 'close':
      return [change.do, change.id, change.state, change.outcome];
  }
}

export function asClaim([conversation, lease, version, session, key, seq, acceptedAt, attempts, sealed]: unknown[]): Claim {
  return {
    conversation: text(conversation),
    lease: number(lease),
    version: number(version),
    session: bytesOrNull(session),
    key: bytes(key),
    event: { seq: number(seq), acceptedAt: number(acceptedAt), attempts: number(attempts), sealed: bytes(sealed) },
  };
}

export function asOutgoing([id, conversation, channel, by, speaker, attempts, queuedAt, lease, key, sealed]: unknown[]): Outgoing {
  return {
    id: text(id),
    conversation: text(conversation),
    channel: text(channel),
    by: text(by) as Outgoing['by'],
    speaker: text(speaker) as Outgoing['speaker'],
    attempts: number(attempts),
    queuedAt: number(queuedAt),
    lease: number(lease),
    key: bytes(key),
    sealed: bytes(sealed),
  };
}

export function asDeadLetter([id, channel, code, at]: unknown[]): DeadLetter {
  return { id: text(id), conversation: fromDeadId(text(id)).conversation, channel: text(channel), code: text(code), at: number(at) };
}

export function asHandoff([id, conversation, key, state, risk, openedAt, acceptedAt, closedAt, holder, outcome, sealed]: unknown[]): HandoffRow {
  return {
    id: text(id),
    conversation: text(conversation),
    key: bytes(key),
    state: text(state) as HandoffRow['state'],
    risk: text(risk) as HandoffRow['risk'],
    openedAt: number(openedAt),
    acceptedAt: numberOrNull(acceptedAt),
    closedAt: numberOrNull(closedAt),
    holder: textOrNull(holder),
    outcome: textOrNull(outcome),
    sealed: bytesOrNull(sealed),
  };
}

export function byGravity(a: HandoffRow, b: HandoffRow): number {
  if (a.risk !== b.risk) return a.risk < b.risk ? 1 : -1;
  return a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1);
}
export function byEnd(a: HandoffRow, b: HandoffRow): number {
  return (b.closedAt ?? 0) - (a.closedAt ?? 0) || (a.id < b.id ? -1 : 1);
}
