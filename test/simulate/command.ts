import { BUGS } from './bugs.js';
import { simulate } from './simulate.js';

export interface Wanted {
  seed: number;
  seeds: number;
  /** Part of a planted bug's name; `all` for a table of them. */
  bug?: string | undefined;
}

/** What `npm run simulate` does. Resolves to whether every promise was kept, or every planted bug was seen. */
export async function command({ seed, seeds, bug: named }: Wanted): Promise<boolean> {
  if (named === 'all') return table(seed, seeds);
  const bug = named === undefined ? undefined : BUGS.find(({ name }) => name.includes(named));
  if (named !== undefined && !bug) throw new Error(`no planted bug is called "${named}"; there are:\n${BUGS.map(({ name }) => `  ${name}`).join('\n')}`);
  if (seeds === 1) return tell(seed, bug);
  const began = performance.now();
  let failed = 0;
  let duplicates = 0;
  let ms = 0;
  for (let at = seed; at < seed + seeds; at += 1) {
    const run = await simulate(at, bug ? { bug } : {});
    duplicates += run.duplicates;
    ms += run.ms;
    if (run.broken.length === 0) continue;
    failed += 1;
    console.log(`seed ${at}: ${run.broken.join('; ')}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${failed} of ${seeds} seeds broke a promise; ${duplicates} messages came twice, each after a fault that explains it`);
  console.log(`${(seeds / seconds).toFixed(0)} runs a second, ${(ms / 3_600_000 / seconds).toFixed(1)} simulated hours a second`);
  return failed === 0;
}

async function tell(seed: number, bug: (typeof BUGS)[number] | undefined): Promise<boolean> {
  const { story, broken, trace } = await simulate(seed, { tell: true, ...(bug ? { bug } : {}) });
  for (const line of story) console.log(line);
  for (const promise of broken) console.log(`BROKEN ${promise}`);
  console.log(`seed ${seed}, trace ${(trace >>> 0).toString(16)}: ${broken.length === 0 ? 'every promise was kept' : 'see above'}`);
  return broken.length === 0;
}

async function table(from: number, seeds: number): Promise<boolean> {
  let unseen = 0;
  for (const bug of BUGS) {
    let seed = from;
    let broken: string[] = [];
    while (seed < from + seeds && (broken = (await simulate(seed, { bug })).broken).length === 0) seed += 1;
    if (broken.length === 0) unseen += 1;
    console.log(`${broken.length > 0 ? String(seed - from + 1).padStart(5) : '    –'}  ${bug.name}${broken[0] ? `  (${broken[0]})` : ''}`);
  }
  console.log(`${BUGS.length - unseen} of ${BUGS.length} planted bugs were seen within ${seeds} seeds; the number is how many each needed`);
  return unseen === 0;
}
