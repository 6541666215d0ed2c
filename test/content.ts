import { loadContent, type Content } from '../src/content.js';
import { NOON, ROOT } from './core/world.js';

/** The knowledge base and flows of this repository, as `serve` reads them at a moment. */
export async function wholeContent(now = NOON): Promise<Content> {
  const loaded = await loadContent(ROOT, { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } }, now);
  if (!loaded.ok) throw new Error(loaded.problems.map((p) => `${p.file}:${p.line}: ${p.message}`).join('\n'));
  return loaded.content;
}
