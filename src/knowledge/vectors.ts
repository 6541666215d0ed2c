/** Similarity of every document to a question by meaning, 0 to 1; `failed` where the model failed or was late. */
export type Meaning = (question: string) => Promise<Float64Array | 'failed'>;
