import type { EmbeddingsInterface } from '@langchain/core/embeddings';

/** As many as keep texts of other letters apart. */
const OF_LETTERS = 64;

/** A model that knows subjects by their words, in any language, and of other texts little more than their letters. */
export function modelOf(subjects: readonly RegExp[]): EmbeddingsInterface {
  const vectorOf = (text: string): number[] => {
    const letters = new Array<number>(OF_LETTERS).fill(0);
    for (let at = 0; at + 3 <= text.length; at += 1) letters[[...text.slice(at, at + 3)].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 0) % OF_LETTERS]! += 1;
    const length = Math.hypot(...letters) || 1;
    return [...subjects.map((subject) => (subject.test(text) ? 2 : 0)), ...letters.map((value) => value / length)];
  };
  return { embedDocuments: async (texts) => texts.map(vectorOf), embedQuery: async (text) => vectorOf(text) };
}
