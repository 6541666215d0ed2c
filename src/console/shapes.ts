import type { GapGroup, Questions } from '../core/gap.js';
import type { HandoffState, HandoffSummary, Outcome, TranscriptLine } from '../core/handoff.js';
import type { TextPage, TextRow } from '../core/reviewing.js';
import type { RiskLevel } from '../core/understanding.js';
import type { Account } from './account.js';
import type { AuditRow } from './audit.js';
import type { ContentState } from './content-desk.js';
import type { Trouble } from '../host/trouble.js';
import type { DeadLetter } from '../ports.js';

/** What the console's API says, in JSON; the page imports these types and nothing else of the server. */

export interface Me {
  account: Account;
}

export interface HandoffItem {
  id: string;
  state: HandoffState;
  risk: RiskLevel;
  /** Milliseconds since 1970, UTC. */
  openedAt: number;
  acceptedAt: number | null;
  closedAt: number | null;
  /** From opening until it was taken or closed, or until now. */
  waitedMs: number;
  holder: { id: string; name: string; me: boolean } | null;
  outcome: string | null;
  /** Null where the person was forgotten, or where the row cannot be opened. What they wrote is not in a list. */
  summary: Omit<HandoffSummary, 'agreed'> | null;
  /** True where I hold it and the person spoke last. */
  waitsForYou: boolean;
}

export interface HandoffList {
  revision: number;
  now: number;
  /** How many letters no platform took. */
  undelivered: number;
  /** What befell the store, each kind once. */
  troubles: Trouble[];
  handoffs: HandoffItem[];
}

export interface TalkLine {
  position: number;
  at: number;
  by: TranscriptLine['by'];
  /** Who, where it was a counsellor. */
  name: string | null;
  text: string;
  /** True where the person changed an earlier message to this. */
  changed: boolean;
  /** Content types of files that came by reference. */
  files: string[];
  place: { latitude: number; longitude: number } | null;
  /** Titles of the buttons that stood under a message of the bot. */
  buttons: string[];
  /** Id that the answer to `reply` gave for this line; only on counsellors' lines. */
  reply: string | null;
}

export interface OpenedHandoff {
  handoff: HandoffItem;
  /** What the person agreed to hand on, as a flow put it. */
  agreed: string | null;
  lines: TalkLine[];
}

export interface Closing {
  outcome: Outcome;
  note?: string;
}

export interface UndeliveredItem extends Pick<DeadLetter, 'id' | 'channel' | 'code' | 'at'> {
  /** The handoff in whose conversation it was written, the newest; null where no counsellor was called. */
  handoff: string | null;
}

export interface DeadLetterList {
  deadLetters: UndeliveredItem[];
  /** How many messages wait to be sent. */
  waiting: number;
}

export interface AccountList {
  accounts: Account[];
}

export interface AuditList {
  rows: AuditRow[];
}

export interface TextList {
  /** False where the reviewer has no key here yet. */
  canSign: boolean;
  rows: TextRow[];
}

export interface OpenedText {
  canSign: boolean;
  page: TextPage;
}

export interface QuestionList {
  /** False where this account only reads. */
  mayJudge: boolean;
  groups: Omit<GapGroup, 'ids'>[];
  entries: ReturnType<Questions['entries']>;
}

export type { ContentState };

export interface Failure {
  error: { code: string; message: string };
}
