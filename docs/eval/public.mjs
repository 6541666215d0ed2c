// Makes the table of public.md: node docs/eval/public.mjs FOLDER, after `npm run build`. FOLDER holds <set>/<language>.corpus.jsonl and
// <set>/<language>.queries.jsonl as `lanpya eval retrieval` reads them. Beside the search that ships stand two that share nothing with it
// but how a text is normalised and cut into words: plain BM25 (k1 1.2, b 0.75) over words, and over words and sequences of letters.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evalRetrieval } from '../../dist/src/eval.js';
import { fold } from '../../dist/src/language/fold.js';
import { normalise } from '../../dist/src/language/normalise.js';
import { words } from '../../dist/src/language/segment.js';

const SETS = ['ntrex my', 'tico my', 'ntrex km', 'tico km', 'ntrex lo', 'xquad th', 'iapp th', 'ntrex th', 'xquad vi', 'ntrex vi', 'xquad en', 'clinc en', 'ntrex en', 'tico en'];
const K1 = 1.2;
const B = 0.75;

const linesOf = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

/** Sequences of 2 to 4 letters in scripts without spaces, of 3 to 5 elsewhere, over single spaces too. */
function letters(text) {
  const all = ` ${text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()} `;
  const found = [];
  for (let at = 0; at < all.length; at += 1) {
    const [least, most] = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/u.test(all[at]) ? [2, 4] : [3, 5];
    for (let size = least; size <= most && at + size <= all.length; size += 1) found.push(all.slice(at, at + size));
  }
  return found;
}

/** A list of texts as tokens; scores each by the share it has of the best score there could be. */
function bm25(texts) {
  const holders = new Map();
  texts.forEach((tokens, text) => {
    for (const token of tokens) {
      if (!holders.has(token)) holders.set(token, new Map());
      holders.get(token).set(text, (holders.get(token).get(text) ?? 0) + 1);
    }
  });
  const usual = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const rarity = (token) => Math.log(1 + (texts.length - (holders.get(token)?.size ?? 0) + 0.5) / ((holders.get(token)?.size ?? 0) + 0.5));
  return (tokens) => {
    const ideal = tokens.reduce((sum, token) => sum + rarity(token), 0) || 1;
    const scores = new Float64Array(texts.length);
    for (const token of tokens)
      for (const [text, count] of holders.get(token) ?? []) scores[text] += (rarity(token) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * texts[text].length) / usual)) / ideal;
    return scores;
  };
}

/** The share of questions whose right entry is first, in %, by words alone and by the mix. */
function baselines(corpus, queries) {
  const entries = new Map();
  for (const { id, text, entry = id } of linesOf(corpus)) entries.set(entry, [...(entries.get(entry) ?? []), normalise(text)]);
  const listOf = (cut) => bm25([...entries.values()].map((texts) => texts.flatMap(cut)));
  const byWords = listOf(words);
  const folded = listOf((text) => letters(fold(text)));
  const exact = listOf((text) => (fold(text) === text ? [] : letters(text)));
  const ids = [...entries.keys()];
  const first = (scores) => ids[scores.indexOf(Math.max(...scores))];
  const asked = linesOf(queries).filter(({ relevant }) => relevant.length > 0);
  let [right, rightByMix] = [0, 0];
  for (const { query, relevant } of asked) {
    const text = normalise(query);
    const plain = byWords(words(text));
    const shared = fold(text) === text ? 0 : 0.5;
    const [inFolded, inExact] = [folded(letters(fold(text))), exact(letters(text))];
    right += relevant.includes(first(plain));
    rightByMix += relevant.includes(first(plain.map((score, n) => 0.5 * score + (1 - shared) * inFolded[n] + shared * inExact[n])));
  }
  return [(100 * right) / asked.length, (100 * rightByMix) / asked.length];
}

const folder = process.argv[2];
if (folder === undefined || !existsSync(folder)) {
  console.error('usage: node docs/eval/public.mjs FOLDER');
  process.exit(2);
}
console.log('| set | questions | right first: words | recipe | lanpya | among three | MRR@10 | AUROC |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
const rows = SETS.map((name) => {
  const [corpus, queries] = ['corpus', 'queries'].map((kind) => join(folder, `${name.replace(' ', '/')}.${kind}.jsonl`));
  const [ours] = evalRetrieval({ corpus, queries, leaveOut: true });
  const row = [...baselines(corpus, queries), 100 * ours.recallAt1, 100 * ours.recallAt3, 100 * ours.mrrAt10, 100 * ours.aurocLeftOut];
  console.log(`| ${[name, ours.inScope, ...row.map((value) => value.toFixed(1))].join(' | ')} |`);
  return row;
});
console.log(`| mean | | ${rows[0].map((_, n) => (rows.reduce((sum, row) => sum + row[n], 0) / rows.length).toFixed(1)).join(' | ')} |`);
