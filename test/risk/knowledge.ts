import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { LEARNED } from '../../src/content-data.js';
import { unpacked } from '../../src/risk/learned.js';
import { compileRisk } from '../../src/risk/match.js';
import { danger } from '../../src/risk/rule.js';
import type { Danger } from '../../src/risk/rule.js';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The dangers as they ship. */
export const DANGERS: readonly Danger[] = readdirSync(`${ROOT}knowledge/risk`)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => danger.parse(parse(readFileSync(`${ROOT}knowledge/risk/${file}`, 'utf8'))));

/** Red flags as they ship: the rules, and what was learned. */
export const RISK = compileRisk(DANGERS, unpacked(readFileSync(ROOT + LEARNED)));

/** The messages of a set beside this file. */
export function messages(set: string): { text: string; danger?: string }[] {
  return readFileSync(new URL(`${set}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; danger?: string });
}
