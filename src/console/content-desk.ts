import type { Reviewing } from '../core/reviewing.js';

/** Something to mend in the content, where it stands. */
export interface ContentProblem {
  file: string;
  line: number;
  message: string;
}

/** What the bot speaks from, and how the last reading of the files went. */
export interface ContentState {
  entries: number;
  /** When the content that is in use was taken, milliseconds since 1970, UTC. */
  takenAt: number;
  /** Errors of the last reading: while there are any, the earlier content stays in use. */
  problems: ContentProblem[];
  /** When the files were last read. */
  readAt: number;
}

/** The content as the console works on it. */
export interface ContentDesk {
  reviewing: Reviewing;
  state(): ContentState;
  /** Reads the files again, without a pause in answering; resolves with how it went. */
  reload(): Promise<ContentState>;
}
