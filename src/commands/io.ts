import type { Problem } from '../knowledge/knowledge.js';

/** What a command may touch: where it prints, the present time, and the folder that holds `knowledge/` and `flows/`. */
export interface Io {
  out(line: string): void;
  err(line: string): void;
  now: number;
  root: string;
}

/** Prints problems and a closing line; 1 where there is an error, else 0. */
export function printProblems(io: Io, problems: readonly Problem[], json: boolean, what: string): number {
  const errors = problems.filter((p) => p.level === 'error');
  if (json) io.out(JSON.stringify({ problems }));
  else {
    for (const p of problems) io.out(`${p.file}:${p.line}: ${p.level}: ${p.message}`);
    io.out(`${what}: ${errors.length} errors, ${problems.length - errors.length} warnings`);
  }
  return errors.length > 0 ? 1 : 0;
}
