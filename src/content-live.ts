import { contentOf, type Content, type ContentConfig } from './content.js';
import { readContentAway } from './content-away.js';
import type { Problem } from './knowledge/knowledge.js';
import type { ReviewFile } from './knowledge/review.js';
import type { Clock } from './ports.js';

/** How the last reading of the files went, and what is in use. */
export interface Standing {
  entries: number;
  /** When the content in use was taken, and when the files were last read: milliseconds since 1970, UTC. */
  takenAt: number;
  readAt: number;
  /** Errors of the last reading; while there are any, the earlier content stays in use. */
  problems: Problem[];
}

/** Content that can be changed for newer while the bot speaks from it: each call answers from what is in use then. */
export interface LiveContent extends Content {
  state(): Standing;
  /** Reads the files again without a pause in answering. Bad content changes nothing. Two at once are one after the other. */
  reload(): Promise<Standing>;
  /** Counts reviews that were just written, without reading anything again. */
  takeReviews(reviews: ReviewFile): void;
}

export function liveContent(first: Content, root: string, config: ContentConfig, clock: Clock): LiveContent {
  let inUse = first;
  let standing: Standing = { entries: first.knowledge.entries.size, takenAt: clock(), readAt: clock(), problems: [] };
  let reading: Promise<unknown> = Promise.resolve();

  async function read(): Promise<Standing> {
    const before = inUse;
    const found = await readContentAway(root, clock());
    if (!found.ok) {
      standing = { ...standing, readAt: clock(), problems: found.problems };
      return standing;
    }
    const next = await contentOf(root, found.data, config, clock());
    // A review that was written while the files were read is not in what was read: read once more.
    if (inUse !== before) return read();
    inUse = next;
    standing = { entries: next.knowledge.entries.size, takenAt: clock(), readAt: clock(), problems: [] };
    return standing;
  }

  return {
    get knowledge() {
      return inUse.knowledge;
    },
    get book() {
      return inUse.book;
    },
    get lookup() {
      return inUse.lookup;
    },
    get notes() {
      return inUse.notes;
    },
    world: (now) => inUse.world(now),
    preview: (entry, locale, now) => inUse.preview(entry, locale, now),
    understand: (text, context) => inUse.understand(text, context),
    greeting: (locale) => inUse.greeting(locale),
    withReviews: (reviews) => inUse.withReviews(reviews),
    state: () => standing,
    reload() {
      const mine = reading.then(read, read);
      reading = mine;
      return mine;
    },
    takeReviews: (reviews) => void (inUse = inUse.withReviews(reviews)),
  };
}
