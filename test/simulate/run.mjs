// `npm run simulate -- --seed 7` tells the story of one run; `--seeds 5000` runs so many and counts; `--bug WORDS` plants a
// bug, `--bug all` says how many seeds each planted bug needs.
import { parseArgs } from 'node:util';
import { createViteServer } from 'vitest/node';

const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string' }, bug: { type: 'string' } } });
const seed = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed !== undefined ? 1 : values.bug === undefined ? 2_000 : 1_000));
if (!Number.isInteger(seed) || !Number.isInteger(seeds) || seeds < 1) {
  console.error('--seed and --seeds are whole numbers');
  process.exit(2);
}
const root = new URL('../..', import.meta.url).pathname;
const vite = await createViteServer({ root, configFile: false, logLevel: 'error', server: { middlewareMode: true, watch: null, ws: false }, optimizeDeps: { noDiscovery: true } });
try {
  const { command } = await vite.ssrLoadModule('/test/simulate/command.ts');
  process.exitCode = (await command({ seed, seeds, bug: values.bug })) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  await vite.close();
}
