import { evalRetrieval, type Evaluation } from '../eval.js';
import type { Io } from './io.js';

const SHARES = ['recallAt1', 'recallAt3', 'mrrAt10', 'auroc'] as const;

/** `eval retrieval`: a table, a row a language; or JSON. 2 where a file is not what it should be. */
export function evalCommand(io: Io, { json, ...files }: { corpus: string; queries: string; out?: string; json?: boolean }): number {
  let rows: Evaluation[];
  try {
    rows = evalRetrieval(files);
  } catch (error) {
    io.err(error instanceof Error ? error.message : 'the files could not be read');
    return 2;
  }
  if (json) io.out(JSON.stringify(rows));
  else {
    io.out('| language | questions | out of scope | Recall@1 | Recall@3 | MRR@10 | AUROC | build ms | questions/s |');
    io.out('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    for (const r of rows) io.out(`| ${[r.lang, r.inScope, r.outOfScope, ...SHARES.map((k) => r[k]?.toFixed(3) ?? ''), r.buildMs.toFixed(0), r.queriesPerSecond.toFixed(0)].join(' | ')} |`);
  }
  return 0;
}
