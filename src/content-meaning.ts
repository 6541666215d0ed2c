import { join } from 'node:path';
import type { Config } from './config.js';
import { textsOf, type Document } from './knowledge/search.js';
import type { Meaning } from './knowledge/vectors.js';

/** The vectors of all passages, in the folder of the store. */
const VECTORS = 'vectors.bin';
/** For an operator, on standard error as the log is. */
const toOperator = (line: string): void => void process.stderr.write(`lanpya: ${line}\n`);

/**
 * The search by meaning that the setting `EMBEDDINGS` asks for; null with `builtin`, and where its model cannot be used,
 * which is told: the words alone find answers then, and the next reading of the content tries it again.
 */
export async function meaningIn(documents: readonly Document[], { embeddings, dataDir }: { embeddings: Config['embeddings']; dataDir?: string }, tell = toOperator): Promise<Meaning | null> {
  if (embeddings.kind === 'builtin') return null;
  const model = embeddings.kind === 'openai' ? embeddings.url : embeddings.folder;
  const about = (line: string): void => tell(`EMBEDDINGS=${embeddings.kind}: ${line}`);
  try {
    const [{ embeddingModel }, { meaningOf }] = await Promise.all([import('./knowledge/embeddings.js'), import('./knowledge/vectors.js')]);
    return await meaningOf(documents.map(textsOf), await embeddingModel(embeddings), { topics: documents.map(({ topic }) => topic), ...(dataDir !== undefined && { kept: { file: join(dataDir, VECTORS), model } }), tell: about });
  } catch (failure) {
    about(`${failure instanceof Error ? failure.message : 'unknown'}. Until then, or with EMBEDDINGS=builtin, questions are found by builtin alone; the next reload of the content (SIGHUP) or start tries the model again`);
    return null;
  }
}
