import type { Fact, FactId, FactValue } from './fact.js';

/**
 * The places in a text where a fact is spoken: `{{fact:mmth-FEE-08}}`, `{{fact:mmth-FEE-08.application}}`,
 * `{{asof:mmth-FEE-08}}`.
 */
export interface Slot {
  /** As it stands in the text. */
  written: string;
  what: 'fact' | 'asof';
  fact: FactId;
  /** Name of the value; `value` where none is written. */
  name: string;
}

const SLOT = /\{\{(fact|asof):([A-Za-z0-9-]+)(?:\.([A-Za-z0-9]+))?\}\}/g;

export function slotsIn(text: string): Slot[] {
  return [...text.matchAll(SLOT)].map((m) => slotOf(m));
}

/** The text with every slot replaced. */
export function replaceSlots(text: string, speak: (slot: Slot) => string): string {
  return text.replace(SLOT, (...m: string[]) => speak(slotOf(m)));
}

/** What stands between double braces but is no slot. */
export function brokenSlots(text: string): string[] {
  return text.replace(SLOT, '').match(/\{\{[^\n]*?\}\}|\{\{|\}\}/g) ?? [];
}

/** `id` or `id.name`, as in fees.yaml. */
export function valueAt(facts: ReadonlyMap<FactId, Fact>, reference: string): { fact: Fact; value: FactValue } | null {
  const [id = '', name = 'value'] = reference.split('.');
  const fact = facts.get(id);
  const value = fact?.values[name];
  return fact && value ? { fact, value } : null;
}

function slotOf(m: ArrayLike<string | undefined>): Slot {
  return { written: m[0] ?? '', what: m[1] === 'asof' ? 'asof' : 'fact', fact: m[2] ?? '', name: m[3] ?? 'value' };
}
