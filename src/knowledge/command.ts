import { Command, CommanderError } from 'commander';
import { byPlace, checkKnowledge } from './check.js';
import { readKnowledge } from './load.js';

export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
  /** Milliseconds since 1970, UTC. */
  now: number;
  /** Folder that holds `knowledge/` and `flows/`. */
  root: string;
}

/** `lanpya knowledge …`. Resolves to the exit code: 0 done, 1 not in order, 2 wrong use. */
export async function knowledgeCommand(args: string[], io: CommandIo): Promise<number> {
  let code = 0;
  const program = new Command('knowledge')
    .description('The knowledge base: check it, see what is covered, sign, write, translate')
    .exitOverride()
    .configureOutput({ writeOut: (s) => io.out(s.trimEnd()), writeErr: (s) => io.err(s.trimEnd()) });

  program
    .command('check')
    .description('Every problem with file, line and how to mend it. Gaps of the coverage map in tier 1 are warnings while the content is being written; --strict makes them errors')
    .option('--json', 'one JSON object')
    .option('--strict', 'a gap in tier 1 is an error')
    .action((options: { json?: boolean; strict?: boolean }) => {
      code = check(io, options.json === true, options.strict === true);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : 2;
    throw failure;
  }
}

function check(io: CommandIo, json: boolean, strict: boolean): number {
  const { knowledge, problems: unread } = readKnowledge(io.root);
  const problems = [...unread, ...checkKnowledge(knowledge, io.now, strict)].sort(byPlace);
  const errors = problems.filter((p) => p.level === 'error').length;
  if (json) io.out(JSON.stringify({ errors, warnings: problems.length - errors, problems }));
  else {
    for (const p of problems) io.out(`${p.file}:${p.line}: ${p.level === 'error' ? '' : 'warning: '}${p.message}`);
    io.out(`${knowledge.facts.size} facts, ${knowledge.entries.size} entries: ${errors} errors, ${problems.length - errors} warnings`);
  }
  return errors > 0 ? 1 : 0;
}
