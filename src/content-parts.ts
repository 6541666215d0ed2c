import type { ContentData } from './content-data.js';
import type { Knowledge } from './knowledge/knowledge.js';

/*
 * Content on its way from one thread to another, in parts so small that taking one is no pause for those who wait for
 * an answer.
 */

type Maps = Pick<Knowledge, 'facts' | 'entries' | 'dangers' | 'topics' | 'where'>;
const MAPS = ['facts', 'entries', 'dangers', 'topics', 'where'] as const satisfies readonly (keyof Maps)[];
/** Some entries in six languages: taking a hundred was measured at 25 ms on a busy machine, these are a quarter of it. */
const IN_ONE_PART = 25;

type Rest = Omit<ContentData, 'knowledge'> & { knowledge: Omit<Knowledge, keyof Maps> };
export type Part = { kind: 'items'; of: keyof Maps; items: [string, unknown][] } | { kind: 'rest'; rest: Rest };

export function partsOf({ knowledge, ...other }: ContentData): Part[] {
  const { facts, entries, dangers, topics, where, ...small } = knowledge;
  const maps: Maps = { facts, entries, dangers, topics, where };
  const items = MAPS.flatMap((of): Part[] => {
    const all = [...maps[of]] as [string, unknown][];
    return Array.from({ length: Math.ceil(all.length / IN_ONE_PART) }, (_, n) => ({ kind: 'items', of, items: all.slice(n * IN_ONE_PART, (n + 1) * IN_ONE_PART) }));
  });
  return [...items, { kind: 'rest', rest: { ...other, knowledge: small } }];
}

/** What belongs to the other thread once it is sent: the arrays of the search and of red flags are not copied. */
export function transferOf(part: Part): ArrayBuffer[] {
  return part.kind === 'rest' ? [...new Set(buffersIn([part.rest.search, part.rest.learned, part.rest.risk]))] : [];
}

function buffersIn(data: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(data)) return data.buffer instanceof ArrayBuffer ? [data.buffer] : [];
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(buffersIn) : [];
}

/** The content from its parts, which may come in any order. */
export function gather(): { take(part: Part): void; whole(): ContentData } {
  const maps = Object.fromEntries(MAPS.map((of) => [of, new Map<string, unknown>()])) as Record<keyof Maps, Map<string, unknown>>;
  let rest: Rest | null = null;
  return {
    take(part) {
      if (part.kind === 'rest') rest = part.rest;
      else for (const [key, item] of part.items) maps[part.of].set(key, item);
    },
    whole() {
      if (rest === null) throw new Error('the content came without its end');
      return { ...rest, knowledge: { ...rest.knowledge, ...(maps as unknown as Maps) } };
    },
  };
}
