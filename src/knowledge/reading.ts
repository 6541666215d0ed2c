import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Locale } from '../core/locale.js';
import type { Fact, FactId, FactValue } from './fact.js';
import type { Knowledge, LoadedEntry } from './knowledge.js';
import type { Review, ReviewFile } from './review.js';

/**
 * What a reviewer reads and signs: the exact words of an entry in a language, where it leads, and every fact it rests
 * on with its figures, dates and sources. A changed letter or figure makes another reading.
 */
export function readingOf({ facts }: Knowledge, entry: LoadedEntry, locale: Locale): string | null {
  const text = entry.texts[locale];
  if (!text) return null;
  const parts = [
    `${entry.key} ${locale} ${entry.kind} ${entry.risk}${entry.audience ? ` ${plain(entry.audience)}` : ''}`,
    `# ${text.title}`,
    text.short,
    ...(text.more ? ['## More', text.more] : []),
    ...(entry.next.length > 0 ? [entry.next.map((n) => `→ ${plain(n)}`).join('\n')] : []),
    ...factIds(entry).map((id) => factLines(id, facts.get(id))),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Ids of every fact an entry rests on or leads to. */
export function factIds(entry: LoadedEntry): FactId[] {
  return [...new Set([...entry.facts, ...entry.next.flatMap((n) => ('hotline' in n ? [n.hotline] : []))])];
}

/** The facts of a reading, each with its lines as they were read. */
export function factsIn(reading: string): Map<string, string> {
  const parts = reading.split(/\n\n(?=fact )/).slice(1);
  return new Map(parts.map((part) => [/^fact (\S+?):? /.exec(`${part} `)?.[1] ?? '', part.trimEnd()]));
}

/** SHA-256 of a reading, hex. */
export function digestOf(reading: string): string {
  return createHash('sha256').update(reading, 'utf8').digest('hex');
}

/** What is signed: the digest with what is claimed of it, so that no part of a review can be changed. */
export function claimOf(review: Pick<Review, 'entry' | 'locale' | 'reviewer' | 'date' | 'digest'>): Buffer {
  return Buffer.from(`lanpya review 1\n${review.entry}\n${review.locale}\n${review.reviewer}\n${review.date}\n${review.digest}\n`, 'utf8');
}

/** True where the reviewer is known and the signature is theirs, over this review's own text. */
export function holds(review: Review, { reviewers }: ReviewFile): boolean {
  const reviewer = reviewers.find((r) => r.id === review.reviewer);
  if (review.verdict !== 'signed' || !reviewer || review.signature === undefined || digestOf(review.text) !== review.digest) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(reviewer.publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, claimOf(review), key, Buffer.from(review.signature, 'base64'));
  } catch {
    return false; // a key that is none
  }
}

/**
 * `signed` by whom and when; `voided` where it was signed but text or facts changed since; `sent-back` where a reviewer
 * refused the present text; else `unread`.
 */
export type ReviewState =
  | { state: 'signed'; by: string; date: string }
  | { state: 'voided'; review: Review }
  | { state: 'sent-back'; review: Review }
  | { state: 'unread' };

/** The newest word of reviewers on the present text. */
export function reviewState(knowledge: Knowledge, entry: LoadedEntry, locale: Locale): ReviewState {
  const { reviews } = knowledge;
  const mine = reviews.reviews.filter((r) => r.entry === entry.key && r.locale === locale);
  const reading = mine.length > 0 ? readingOf(knowledge, entry, locale) : null;
  if (reading === null) return { state: 'unread' };
  const digest = digestOf(reading);
  const present = mine.filter((r) => r.digest === digest && (r.verdict === 'sent-back' || holds(r, reviews))).at(-1);
  if (present?.verdict === 'sent-back') return { state: 'sent-back', review: present };
  if (present) return { state: 'signed', by: reviews.reviewers.find((r) => r.id === present.reviewer)?.name ?? present.reviewer, date: present.date };
  const earlier = mine.filter((r) => holds(r, reviews)).at(-1);
  return earlier ? { state: 'voided', review: earlier } : { state: 'unread' };
}

function factLines(id: string, fact: Fact | undefined): string {
  if (!fact) return `fact ${id} is missing`;
  return [
    `fact ${id}: ${fact.claim}`,
    ...Object.entries(fact.values).map(([name, v]) => `  ${name}: ${plain(v)}`),
    `  ${plain({ in: fact.jurisdiction, asOf: fact.asOf, validFrom: fact.validFrom, validUntil: fact.validUntil, reviewBy: fact.reviewBy, confidence: fact.confidence, use: fact.use })}`,
    ...(fact.label ? [`  ${plain(fact.label)}`] : []),
    ...fact.sources.map((s) => `  ${s.publisher}: ${s.title} (${s.date}) ${s.url}`),
  ].join('\n');
}

/** `amount 900, currency THB, per year`: data in a fixed order, readable. */
function plain(data: FactValue | Record<string, unknown>): string {
  return Object.entries(data)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k} ${Array.isArray(v) ? v.join(' ') : String(v)}`)
    .join(', ');
}
