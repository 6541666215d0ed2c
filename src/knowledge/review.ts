import { z } from 'zod';
import { LOCALES } from '../core/locale.js';

/**
 * `knowledge/reviews.yaml`: who signed which text when. A signature is Ed25519 over the exact text of an entry and
 * language and the facts it uses; a changed letter or figure voids it.
 */
export const review = z.strictObject({
  entry: z.string(),
  locale: z.enum(LOCALES),
  reviewer: z.string(),
  /** Day of signing, `2026-12-01`. */
  date: z.string(),
  verdict: z.enum(['signed', 'sent-back']),
  comment: z.string().optional(),
  /** SHA-256 of what was read, hex: names the text without holding it. */
  digest: z.string(),
  /** The text as it was read, so that a later change can be shown beside it. */
  text: z.string(),
  /** Ed25519 over the digest, base64; absent where it was sent back. */
  signature: z.string().optional(),
});
export const reviewer = z.strictObject({ id: z.string(), name: z.string(), publicKey: z.string() });
export const reviewFile = z.strictObject({ reviewers: z.array(reviewer).default([]), reviews: z.array(review).default([]) });
export type ReviewFile = z.infer<typeof reviewFile>;
export type Review = z.infer<typeof review>;
export type Reviewer = z.infer<typeof reviewer>;
