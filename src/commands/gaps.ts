import type { Content } from '../content.js';
import { groupsOf } from '../content-questions.js';
import { readGaps } from '../host/gaps.js';
import type { Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import type { Io } from './io.js';

/**
 * `knowledge gaps`: what was asked and found no answer, grouped, most asked first, and whether questions are kept at all
 * (`keeping`). Always 0: a gap is work, no fault.
 */
export async function knowledgeGaps(io: Io, desk: { store: Store; vault: Vault }, content: Content, { json, keeping }: { json: boolean; keeping: boolean }): Promise<number> {
  const gaps = await readGaps(desk);
  const groups = await groupsOf(content, gaps);
  if (json) {
    io.out(JSON.stringify({ keeping, questions: gaps.length, groups: groups.map(({ ids: _, ...group }) => group) }));
    return 0;
  }
  for (const { count, locale, example, nearest, proposal } of groups) {
    const near = nearest === null ? 'nothing near' : `nearest ${nearest.entry} (${nearest.score.toFixed(2)})`;
    io.out(`${count}\t${locale}\t${example}\t${near}: ${proposal === 'phrasing' ? `add as phrasing to "${nearest?.title}"` : 'a new entry'}`);
  }
  io.out(`${gaps.length} questions without an answer in 90 days, in ${groups.length} groups`);
  if (!keeping) io.out('Keeping questions is off: KEEP_QUESTIONS=yes turns it on, once flows/welcome says to people that they are kept');
  return 0;
}
