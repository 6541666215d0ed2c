// Makes the table of public.md: node docs/eval/public.mjs FOLDER, after `npm run build`. FOLDER holds <set>/<language>.corpus.jsonl and
// <set>/<language>.queries.jsonl as `lanpya eval retrieval` reads them. Beside the search that ships stand three that share nothing with
// it but how a text is normalised and cut into words: plain BM25 (k1 1.2, b 0.75) over what a regular expression takes for words, over
// words, and over words and sequences of letters.
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

/** What the usual expression `\w\w+` takes for words: without marks, so that it cuts Burmese, Thai, Khmer and Lao anywhere. */
const byExpression = (text) => text.match(/[\p{L}\p{N}_]{2,}/gu) ?? [];

/** Sequences of 2 to 4 letters in scripts without spaces, whose spaces count nothing, of 3 to 5 elsewhere, over single spaces too. */
function letters(text) {
  const single = ` ${text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()} `;
  const all = single.replace(/(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]) (?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])/gu, '');
  const found = [];
  for (let at = 0; at < all.length; at += 1) {
    const [least, most] = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/u.test(all[at]) ? [2, 4] : [3, 5];
    for (let size = least; size <= most && at + size <= all.length; size += 1) found.push(all.slice(at, at + size));
  }
  return found;
}

/** A list of texts as tokens; scores each by the share it has of the best score there could be, which is the evidence. */
function bm25(texts) {
  const holders = new Map();
  texts.forEach((tokens, text) => {
    for (const token of tokens) {
      const held = holders.get(token) ?? [];
      if (held.length === 0) holders.set(token, held);
      if (held.at(-1)?.text === text) held.at(-1).count += 1;
      else held.push({ text, count: 1 });
    }
  });
  const usual = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const rarity = (held) => Math.log(1 + (texts.length - held.length + 0.5) / (held.length + 0.5));
  return (tokens) => {
    const asked = tokens.map((token) => holders.get(token) ?? []);
    const evidence = asked.reduce((sum, held) => sum + rarity(held), 0);
    const scores = new Float64Array(texts.length);
    for (const held of asked) {
      const share = (rarity(held) * (K1 + 1)) / evidence;
      for (const { text, count } of held) scores[text] += (share * count) / (count + K1 * (1 - B + (B * texts[text].length) / usual));
    }
    return { scores, evidence };
  };
}

/** What the recipe cuts a text into; `exact` stays empty where folding changes nothing. */
function cut(text) {
  const folded = fold(text);
  return { words: words(text), folded: letters(folded), exact: folded === text.normalize('NFC') ? [] : letters(text) };
}

/** The recipe over entries that are cut: a question's scores and evidence. What a question repeats counts once. */
function recipeOver(entries) {
  const lists = { words: bm25(entries.map((entry) => entry.words)), folded: bm25(entries.map((entry) => entry.folded)), exact: bm25(entries.map((entry) => entry.exact)) };
  return (question) => {
    const [plain, folded, exact] = ['words', 'folded', 'exact'].map((list) => lists[list]([...new Set(question[list])]));
    const shared = question.exact.length === 0 ? 0 : 0.5;
    return { scores: plain.scores.map((score, n) => 0.5 * score + (1 - shared) * folded.scores[n] + shared * exact.scores[n]), evidence: folded.evidence };
  };
}

/** The recipe's confidence in the first: its score, the root of the evidence, and the lead over the next. */
function sureness({ scores, evidence }) {
  const [second, best] = scores.toSorted().slice(-2);
  return best > 0 ? best * Math.sqrt(evidence) * (1 + (best - second) / best) : 0;
}

/** How often what has an answer scores above what has none; a tie counts half. */
function auroc(within, without) {
  let won = 0;
  for (const one of within) for (const other of without) won += one > other ? 1 : one === other ? 0.5 : 0;
  return won / (within.length * without.length);
}

/** The share of questions whose right entry is first by each of the three, and the recipe's AUROC where a fifth of the entries is out, in %. */
function baselines(corpus, queries) {
  const read = (text) => ({ expression: byExpression(text), ...cut(text) });
  const entries = new Map();
  for (const { id, text, entry = id } of linesOf(corpus)) entries.set(entry, [...(entries.get(entry) ?? []), read(normalise(text))]);
  const ids = [...entries.keys()];
  const pooled = [...entries.values()].map((texts) => Object.fromEntries(Object.keys(texts[0]).map((list) => [list, texts.flatMap((text) => text[list])])));
  const asked = linesOf(queries).filter(({ relevant }) => relevant.length > 0).map(({ query, relevant }) => ({ ...read(normalise(query)), relevant }));
  const firstOf = ({ scores }) => ids[scores.indexOf(Math.max(...scores))];
  const rightBy = (ask) => asked.filter((question) => question.relevant.includes(firstOf(ask(question)))).length / asked.length;
  const over = (list) => {
    const ask = bm25(pooled.map((entry) => entry[list]));
    return (question) => ask(question[list]);
  };
  const turns = [0, 1, 2, 3, 4].map((turn) => {
    const isLeft = (_, n) => Math.floor((n * 5) / ids.length) === turn;
    const left = new Set(ids.filter(isLeft));
    const ask = recipeOver(pooled.filter((_, n) => !isLeft(_, n)));
    const sure = asked.map((question) => ({ value: sureness(ask(question)), within: question.relevant.some((id) => !left.has(id)) }));
    return auroc(...[true, false].map((wanted) => sure.filter(({ within }) => within === wanted).map(({ value }) => value)));
  });
  return [rightBy(over('expression')), rightBy(over('words')), rightBy(recipeOver(pooled)), turns.reduce((sum, one) => sum + one, 0) / turns.length].map((share) => 100 * share);
}

const folder = process.argv[2];
if (folder === undefined || !existsSync(folder)) {
  console.error('usage: node docs/eval/public.mjs FOLDER');
  process.exit(2);
}
console.log('| set | questions | right first: expression | words | recipe | lanpya | among three | MRR@10 | AUROC: recipe | lanpya |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
const rows = SETS.map((name) => {
  const [corpus, queries] = ['corpus', 'queries'].map((kind) => join(folder, `${name.replace(' ', '/')}.${kind}.jsonl`));
  const [ours] = evalRetrieval({ corpus, queries, leaveOut: true });
  const [expression, byWords, recipe, recipeAuroc] = baselines(corpus, queries);
  const row = [expression, byWords, recipe, 100 * ours.recallAt1, 100 * ours.recallAt3, 100 * ours.mrrAt10, recipeAuroc, 100 * ours.aurocLeftOut];
  console.log(`| ${[name, ours.inScope, ...row.map((value) => value.toFixed(1))].join(' | ')} |`);
  return row;
});
console.log(`| mean | | ${rows[0].map((_, n) => (rows.reduce((sum, row) => sum + row[n], 0) / rows.length).toFixed(1)).join(' | ')} |`);
