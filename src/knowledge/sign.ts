import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { isSeq, parseDocument, stringify } from 'yaml';
import type { Locale } from '../core/locale.js';
import type { Knowledge, LoadedEntry } from './knowledge.js';
import { claimOf, digestOf, readingOf } from './reading.js';
import type { Review, Reviewer } from './review.js';

/** Why something could not be signed, in words for the reviewer. */
export type Signed = { ok: true; review: Review } | { ok: false; problem: string };

interface Reading {
  entry: LoadedEntry;
  locale: Locale;
  reviewer: string;
  /** `2026-12-01`. */
  date: string;
}

/** Signs the present text with the reviewer's private key (PKCS 8, PEM). */
export function signReading(knowledge: Knowledge, { entry, locale, reviewer, date }: Reading, privateKey: string): Signed {
  const text = readingOf(knowledge, entry, locale);
  if (text === null) return { ok: false, problem: `${entry.key} has no text in ${locale}` };
  const known = knowledge.reviews.reviewers.find((r) => r.id === reviewer);
  if (!known) return { ok: false, problem: `${reviewer} is not among the reviewers of knowledge/reviews.yaml` };
  const key = keyFrom(privateKey);
  if (!key) return { ok: false, problem: 'the key file holds no Ed25519 private key' };
  if (publicKeyOf(key) !== known.publicKey) return { ok: false, problem: `the key is not that of ${reviewer} in knowledge/reviews.yaml` };
  const claim = { entry: entry.key, locale, reviewer, date, digest: digestOf(text) };
  return { ok: true, review: { ...claim, verdict: 'signed', text, signature: sign(null, claimOf(claim), key).toString('base64') } };
}

/** Sends the present text back with what is wrong with it: from then on that text is not said. */
export function sendBack(knowledge: Knowledge, { entry, locale, reviewer, date }: Reading, comment: string): Signed {
  const text = readingOf(knowledge, entry, locale);
  if (text === null) return { ok: false, problem: `${entry.key} has no text in ${locale}` };
  return { ok: true, review: { entry: entry.key, locale, reviewer, date, verdict: 'sent-back', comment, digest: digestOf(text), text } };
}

/** A new reviewer and their private key (PKCS 8, PEM), which belongs outside the repository. */
export function newReviewer(id: string, name: string): { reviewer: Reviewer; privateKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { reviewer: { id, name, publicKey: publicKeyOf(privateKey) }, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The text of reviews.yaml with one more review; what stands there is not touched. */
export function withReview(file: string, review: Review): string {
  return withItem(file, 'reviews', review);
}
export function withReviewer(file: string, reviewer: Reviewer): string {
  return withItem(file, 'reviewers', reviewer);
}

function withItem(file: string, list: 'reviews' | 'reviewers', item: Review | Reviewer): string {
  const [last, indent] = /(?<=^|\n)(\w+):\n( *)- (?![^]*\n\w)/.exec(file)?.slice(1) ?? [];
  // The list that ends the file, as we write it, takes one more without the rest being read: it holds every signed text.
  if (last === list && indent !== undefined) return `${file}${file.endsWith('\n') ? '' : '\n'}${stringify([item], { lineWidth: 0 }).replace(/^(?=.)/gm, indent)}`;
  const doc = parseDocument(file.trim() === '' ? 'reviewers: []\nreviews: []\n' : file);
  const items = doc.get(list);
  if (isSeq(items)) {
    items.flow = false;
    items.add(doc.createNode(item));
  } else doc.set(list, doc.createNode([item]));
  return doc.toString({ lineWidth: 0 });
}

type Key = ReturnType<typeof createPrivateKey>;

function keyFrom(pem: string): Key | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function publicKeyOf(key: Key): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
}
