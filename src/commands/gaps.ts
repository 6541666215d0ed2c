import type { Content } from '../content.js';
import { groupsOf } from '../content-questions.js';
import { readGaps } from '../host/gaps.js';
import type { Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import type { Io } from './io.js';

/** `knowledge gaps`: what was asked and found no answer, grouped, most asked first. Always 0: a gap is work, no fault. */
export async function knowledgeGaps(io: Io, desk: { store: Store; vault: Vault }, content: Content, json: boolean): Promise<number> {
  const gaps = await readGaps(desk);
  const groups = await groupsOf(content, gaps);
  if (json) {
    io.out(JSON.stringify({ questions: gaps.length, groups: groups.map(({ ids: _, ...group }) => group) }));
    return 0;
  }
  for (const { count, locale, example, nearest, proposal } of groups) {
    const near = nearest === null ? 'nothing near' : `nearest ${nearest.entry} (${nearest.score.toFixed(2)})`;
    io.out(`${count}\t${locale}\t${example}\t${near}: ${proposal === 'phrasing' ? `add as phrasing to "${nearest?.title}"` : 'a new entry'}`);
  }
  io.out(`${gaps.length} questions without an answer in 90 days, in ${groups.length} groups`);
  return 0;
}
