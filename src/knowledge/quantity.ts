import type { Quantity } from '../core/flow.js';
import type { Fact, FactValue } from './fact.js';

/**
 * A fact's value for reckoning: money, a number, or a day; a percentage as its share. Null for a range, which is no one
 * value, and for what is no quantity.
 */
export function quantityOf(value: FactValue): Quantity | { date: string } | null {
  if ('to' in value && value.to !== undefined) return null;
  if ('amount' in value) return { amount: value.amount, currency: value.currency };
  if ('count' in value) return value.count;
  if ('percent' in value) return value.percent / 100;
  if ('age' in value) return value.age;
  return 'date' in value && value.date.length >= 'yyyy-mm'.length ? { date: value.date } : null;
}

/**
 * How much of `to` one of `from` is. A rate of exchange is a fact with two sums of money that are worth the same: `one` in
 * one currency, `value` in the other. One without a day by which it must be looked at again is no rate of today.
 */
export function rateBetween(facts: readonly Fact[], from: string, to: string): { fact: Fact; rate: number } | null {
  for (const fact of facts) {
    const { one, value } = fact.values;
    if (fact.reviewBy === undefined || !one || !value || !('amount' in one) || !('amount' in value) || one.amount === 0 || value.amount === 0) continue;
    if (one.currency === from && value.currency === to) return { fact, rate: value.amount / one.amount };
    if (one.currency === to && value.currency === from) return { fact, rate: one.amount / value.amount };
  }
  return null;
}
