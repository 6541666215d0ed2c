import type { Flag } from '../core/understanding.js';
import { compileRules } from './compile.js';
import type { Rules } from './compile.js';
import { evidenceIn } from './evidence.js';
import { judge } from './learned.js';
import type { Learned } from './learned.js';
import type { Danger } from './rule.js';

/**
 * Red flags in a message. Every language's signals are tried whatever the language is: people mix, and a wrong guess
 * must not cost a call for help. Where it doubts, it says so, and a person is offered.
 */

/** All that red flags are seen by. */
export interface Risk extends Rules {
  /** Null where nothing was learned: the rules alone speak. */
  learned: Learned | null;
}

/** Red flags from rules, and from what was learned. */
export function compileRisk(dangers: readonly Danger[], learned: Learned | null = null): Risk {
  return { ...compileRules(dangers), learned };
}

/** What a message raises. */
export interface Reading {
  /** Gravest first, among equals the likeliest. */
  flags: Flag[];
  /** It may be a call for help, too unsure to call somebody: a person is offered before anything else. */
  doubt: boolean;
}

/**
 * The flags a message raises. `readings` are the ways its letters may be meant: as typed, as converted from Zawgyi.
 * `romanised`: it is Burmese in Latin letters, and is compared by sound too. Time grows with the length of the message,
 * not faster.
 */
export function readRisk(risk: Risk, readings: readonly string[], romanised: boolean): Reading {
  const evidence = evidenceIn(risk, readings, romanised);
  if (risk.learned === null) return { flags: evidence.ruled, doubt: evidence.deniesDeath };
  const { raised, doubt } = judge(risk.learned, readings[0] ?? '', evidence);
  const place = ({ danger }: Flag): number => raised.indexOf(danger);
  const found = risk.dangers.filter((flag) => place(flag) >= 0);
  return { flags: found.sort((a, b) => b.level.localeCompare(a.level) || place(a) - place(b)), doubt };
}

/** The flags alone. */
export function flags(risk: Risk, readings: readonly string[], romanised: boolean): Flag[] {
  return readRisk(risk, readings, romanised).flags;
}
