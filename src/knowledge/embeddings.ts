import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { z } from 'zod';

/**
 * The embedding models a setting can name, as LangChain's `Embeddings`. Any other LangChain model fits as well: give it a
 * kind here and in `src/config.ts`, and a case below that returns it.
 */

export type EmbeddingSetting = { kind: 'transformers'; folder: string } | { kind: 'openai'; url: string };

/**
 * The model of the setting `EMBEDDINGS`.
 *
 * @throws Error that names the package to install, or the folder that holds no model.
 */
export async function embeddingModel(setting: EmbeddingSetting): Promise<EmbeddingsInterface> {
  switch (setting.kind) {
    case 'transformers':
      return transformers(setting.folder);
    case 'openai':
      return openai(setting.url);
  }
}

/** An answer of an embedding endpoint. Source: OpenAI API reference, "Create embeddings"; llama.cpp, vLLM and TEI answer alike. */
const answer = z.object({ data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()) })) });
/** Long enough for a batch on a slow CPU; the search has a shorter one of its own for questions. */
const TIME_OUT_MS = 30_000;

/**
 * An endpoint that speaks OpenAI's `POST <base>/embeddings`. The query `?model=` of the base address names the model,
 * for endpoints that serve several.
 */
function openai(base: string): EmbeddingsInterface {
  const address = new URL(base);
  const model = address.searchParams.get('model') ?? 'default';
  address.search = '';
  address.pathname = `${address.pathname.replace(/\/+$/u, '')}/embeddings`;
  const embed = async (input: string[]): Promise<number[][]> => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      signal: AbortSignal.timeout(TIME_OUT_MS),
    }).catch((failure: unknown) => {
      throw new Error(`${address.host} cannot be reached (${reasonOf(failure)}): start the endpoint there`);
    });
    // The body may quote what somebody wrote: only the status is told.
    if (!response.ok) throw new Error(`${address.host} answered ${response.status}`);
    const read = answer.safeParse(await response.json().catch(() => null));
    if (!read.success || read.data.data.length !== input.length) throw new Error(`${address.host} did not answer as an OpenAI embedding endpoint does`);
    return [...read.data.data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  };
  return { embedDocuments: embed, embedQuery: async (text) => (await embed([text]))[0]! };
}

/** Of a failed fetch: the system's code or name for it, which holds nothing of the address or of what was sent. */
function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'unknown';
  const { cause } = failure;
  if (!(cause instanceof Error)) return failure.name;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

/** What is used of @huggingface/transformers. */
interface Transformers {
  env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(task: 'feature-extraction', model: string): Promise<(texts: string[], options: { pooling: 'mean' | 'cls'; normalize: boolean }) => Promise<{ tolist(): number[][] }>>;
}

/** A model in a folder of this machine, run by @huggingface/transformers; nothing is fetched. */
async function transformers(folder: string): Promise<EmbeddingsInterface> {
  const { env, pipeline } = await loadTransformers();
  env.allowRemoteModels = false;
  const at = folder.replace(/\/+$/u, '').lastIndexOf('/');
  env.localModelPath = at < 0 ? '.' : folder.slice(0, at);
  const extract = await pipeline('feature-extraction', folder.slice(at + 1).replace(/\/+$/u, '')).catch(() => {
    throw new Error(`${folder} holds no model for @huggingface/transformers (config.json, tokenizer.json, onnx/model.onnx)`);
  });
  const embed = async (texts: string[]): Promise<number[][]> => (await extract(texts, { pooling: 'cls', normalize: true })).tolist();
  return { embedDocuments: embed, embedQuery: async (text) => (await embed([text]))[0]! };
}

async function loadTransformers(): Promise<Transformers> {
  const name = '@huggingface/transformers';
  try {
    return (await import(name)) as Transformers;
  } catch {
    throw new Error(`the package ${name} is needed; run "npm install ${name}"`);
  }
}
