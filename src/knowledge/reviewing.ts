import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import type { FactCard, Kept, LastReview, Reviewing, TextPage, TextParts, TextRead, TextState } from '../core/reviewing.js';
import type { EntryKey } from '../core/understanding.js';
import type { Spoken } from '../core/world.js';
import { diffLines } from './diff.js';
import { format } from './format.js';
import type { Knowledge, LoadedEntry } from './knowledge.js';
import { digestOf, factIds, readingOf, reviewState, type ReviewState } from './reading.js';
import type { ReviewFile } from './review.js';
import { changeReviews, REVIEWS } from './reviews-file.js';
import { newReviewer, sendBack, signReading, withReview, withReviewer, type Signed } from './sign.js';
import { standing } from './standing.js';

export interface ReviewRoom {
  /** The content that the bot speaks from at this moment. */
  knowledge(): Knowledge;
  /** What the bot would say, were the text unread. */
  preview(entry: EntryKey, locale: Locale): Spoken | null;
  /** What the bot says. */
  speak(entry: EntryKey, locale: Locale): Spoken | null;
  /** Takes the reviews that were just written, so that they count at once. */
  changed(reviews: ReviewFile): void;
  clock(): number;
  /** Folder that holds `knowledge/`. */
  root: string;
}

/** A reviewer's desk over the content that is loaded; what they decide is written to `knowledge/reviews.yaml`. */
export function reviewing(room: ReviewRoom): Reviewing {
  const today = () => new Date(room.clock()).toISOString().slice(0, 10);

  function keep({ entry: key, locale, digest, reviewer }: TextRead, judge: (knowledge: Knowledge, reading: Parameters<typeof signReading>[1]) => Signed): Kept {
    const knowledge = room.knowledge();
    const entry = knowledge.entries.get(key);
    const reading = entry ? readingOf(knowledge, entry, locale) : null;
    if (!entry || reading === null || digestOf(reading) !== digest) return { kind: 'changed' };
    const judged = judge(knowledge, { entry, locale, reviewer, date: today() });
    if (!judged.ok) return { kind: 'refused', reason: judged.problem };
    const code = changeReviews(room.root, (text) => withReview(text, judged.review));
    if (code !== null) return unwritable(code);
    const { reviewers, reviews } = knowledge.reviews;
    room.changed({ reviewers, reviews: [...reviews, judged.review] });
    return { kind: 'kept' };
  }

  return {
    rows() {
      const knowledge = room.knowledge();
      const now = room.clock();
      return [...knowledge.entries.values()].map((entry) => ({
        entry: entry.key,
        topic: entry.topic,
        place: entry.place,
        origin: entry.origin ?? null,
        title: entry.texts.en?.title ?? entry.key,
        states: Object.fromEntries(LOCALES.map((l) => [l, stateOf(knowledge, entry, l, now)])) as Record<Locale, TextState>,
      }));
    },

    page(key, locale): TextPage | null {
      const knowledge = room.knowledge();
      const entry = knowledge.entries.get(key);
      const text = entry?.texts[locale];
      const reading = entry ? readingOf(knowledge, entry, locale) : null;
      if (!entry || !text || reading === null) return null;
      const now = room.clock();
      const preview = room.preview(key, locale);
      return {
        entry: key,
        locale,
        kind: entry.kind,
        digest: digestOf(reading),
        state: stateOf(knowledge, entry, locale, now),
        last: lastReview(knowledge, reviewState(knowledge, entry, locale), reading),
        text: parts(text),
        english: locale === 'en' || !entry.texts.en ? null : parts(entry.texts.en),
        asks: text.asks,
        facts: factIds(entry).map((id) => card(knowledge, id, locale, now)),
        spoken: preview ? whole(preview) : '',
        said: room.speak(key, locale)?.locale === locale,
      };
    },

    knows: (id, publicKey) => room.knowledge().reviews.reviewers.some((r) => r.id === id && r.publicKey === publicKey),

    enrol(id, name) {
      const { reviewers, reviews } = room.knowledge().reviews;
      const taken = new Set(reviewers.map((r) => r.id));
      const free = [id, ...Array.from({ length: taken.size + 1 }, (_, i) => `${id}-${i + 2}`)].find((one) => !taken.has(one)) ?? id;
      const { reviewer, privateKey } = newReviewer(free, name);
      const code = changeReviews(room.root, (text) => withReviewer(text, reviewer));
      if (code !== null) return unwritable(code);
      room.changed({ reviewers: [...reviewers, reviewer], reviews });
      return { kind: 'kept', reviewer: free, publicKey: reviewer.publicKey, privateKey };
    },

    sign: (read, privateKey) => keep(read, (knowledge, reading) => signReading(knowledge, reading, privateKey)),
    sendBack: (read, comment) => keep(read, (knowledge, reading) => sendBack(knowledge, reading, comment)),
  };
}

function unwritable(code: string) {
  return { kind: 'unwritable' as const, reason: `${REVIEWS} of this installation cannot be written (${code}): give the program the right to write into its folder "knowledge", or sign on another machine with "lanpya knowledge sign"` };
}

function stateOf(knowledge: Knowledge, entry: LoadedEntry, locale: Locale, now: number): TextState {
  if (!entry.texts[locale]) return 'missing';
  const ended = entry.facts.some((id) => {
    const fact = knowledge.facts.get(id);
    return fact !== undefined && standing(fact, now) === 'expired';
  });
  return ended ? 'expired' : reviewState(knowledge, entry, locale).state;
}

function lastReview(knowledge: Knowledge, state: ReviewState, reading: string): LastReview | null {
  const nameOf = (id: string) => knowledge.reviews.reviewers.find((r) => r.id === id)?.name ?? id;
  switch (state.state) {
    case 'unread':
      return null;
    case 'signed':
      return { by: state.by, date: state.date, comment: null, changes: [] };
    case 'sent-back':
      return { by: nameOf(state.review.reviewer), date: state.review.date, comment: state.review.comment ?? null, changes: [] };
    case 'voided':
      return { by: nameOf(state.review.reviewer), date: state.review.date, comment: null, changes: diffLines(state.review.text, reading) };
  }
}

const parts = ({ title, short, more }: TextParts): TextParts => ({ title, short, more });

function card({ facts }: Knowledge, id: string, locale: Locale, now: number): FactCard {
  const fact = facts.get(id);
  if (!fact) return { id, claim: '', values: [], asOf: '', validFrom: null, validUntil: null, reviewBy: null, confidence: 'low', use: 'background', standing: 'missing', sources: [], conflicts: [], note: null };
  return {
    id,
    claim: fact.claim,
    values: Object.entries(fact.values).map(([name, value]) => ({ name, said: format(value, locale), english: format(value, 'en') })),
    asOf: fact.asOf,
    validFrom: fact.validFrom ?? null,
    validUntil: fact.validUntil ?? null,
    reviewBy: fact.reviewBy ?? null,
    confidence: fact.confidence,
    use: fact.use,
    standing: standing(fact, now),
    sources: fact.sources.map(({ publisher, title, date, url }) => ({ publisher, title, date, url })),
    conflicts: fact.conflicts ?? [],
    note: fact.note ?? null,
  };
}

/** All that a person is shown for an answer, in order. */
function whole({ text, more, footer, next }: Spoken): string {
  const calls = next.flatMap((n) => (n.do === 'hotline' ? [n.text] : []));
  const buttons = next.flatMap((n) => (n.do === 'entry' || n.do === 'flow' ? [`[ ${n.title} ]`] : []));
  return [text, ...calls, ...(more ? [more] : []), footer, ...(buttons.length > 0 ? [buttons.join(' ')] : [])].join('\n\n');
}
