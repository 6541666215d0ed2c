import { LOCALES } from '../core/locale.js';
import { whereIs } from './check-facts.js';
import type { Knowledge, Problem } from './knowledge.js';
import { error, warning } from './lined.js';
import { holds, readingOf, reviewState } from './reading.js';
import { changedFacts } from './voids.js';

const FILE = 'knowledge/reviews.yaml';

/** Signatures that are none, and texts that changed after they were signed. */
export function checkReviews(knowledge: Knowledge): Problem[] {
  const { reviews, reviewers } = knowledge.reviews;
  const line = (i: number) => whereIs(knowledge, `review ${i}`).line;
  const records = reviews.flatMap((r, i): Problem[] => {
    const what = `${r.entry} in ${r.locale}, by ${r.reviewer}`;
    if (!reviewers.some((k) => k.id === r.reviewer)) return [error(FILE, line(i), `${what}: ${r.reviewer} is not among the reviewers: add their public key`)];
    if (r.verdict === 'signed' && !holds(r, knowledge.reviews)) return [error(FILE, line(i), `${what}: the signature does not match: take this review out and sign again`)];
    return knowledge.entries.has(r.entry) ? [] : [warning(FILE, line(i), `${what}: this entry does not exist any more`)];
  });
  const ids = reviewers.map((r) => r.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) < i).map((id) => error(FILE, 1, `the reviewer ${id} stands twice: keep one`));
  const signed = new Set(reviews.filter((r) => r.verdict === 'signed').map((r) => `${r.entry} ${r.locale}`));
  const voided = [...knowledge.entries.values()].flatMap((entry) =>
    LOCALES.flatMap((locale) => {
      if (!signed.has(`${entry.key} ${locale}`)) return [];
      const state = reviewState(knowledge, entry, locale);
      if (state.state !== 'voided') return [];
      const file = entry.texts[locale]?.file ?? FILE;
      const facts = changedFacts(state.review.text, readingOf(knowledge, entry, locale) ?? '');
      const what = facts.length > 0 ? facts.join(', ') : 'the text';
      return [warning(file, 1, `${what} changed after it was signed: read it again and sign it (lanpya knowledge sign ${entry.key} ${locale})`)];
    }),
  );
  return [...records, ...twice, ...voided];
}
