import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const HERE = import.meta.dirname;
/** Faults 1 to 32 of the list that this program is built against. */
const FAULTS = Array.from({ length: 32 }, (_, n) => n + 1);
const readme = readFileSync(join(HERE, 'README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| (\d+) \|.*\| (.*) \|$/gm)].map(([, fault, shown]) => ({ fault: Number(fault), shown: shown ?? '' }));

it('the table of faults names them all, each with a test', () => {
  expect(rows.map(({ fault }) => fault)).toEqual(FAULTS);
  for (const { fault, shown } of rows) expect(shown, `fault ${fault}`).toMatch(/`[^`]+`/);
});

it('every test that the table of faults names exists', () => {
  const named = [...readme.matchAll(/`([^`\s]+\.(?:ts|sh))(?: › ([^`]+))?`/g)];
  expect(named.length).toBeGreaterThan(FAULTS.length);
  const missing = named.filter(([, file = '', title]) => {
    const path = join(HERE, file);
    return !existsSync(path) || (title !== undefined && !readFileSync(path, 'utf8').replaceAll("\\'", "'").includes(title));
  });
  expect(missing.map(([all]) => all)).toEqual([]);
});
