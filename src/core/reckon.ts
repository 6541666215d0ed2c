import { daysAfter, daysBetween, today } from './date.js';
import type { Calculation, Quantity, Value } from './flow.js';
import type { Locale } from './locale.js';
import type { World } from './world.js';

/** Payments that one person tells one after the other; more are a ledger, which a counsellor reads better than we do. */
const LONGEST_LIST = 20;

type Vars = Readonly<Record<string, Value>>;

/**
 * What a flow works out. The variables with the result; without it where that cannot be known (something is not set, two
 * currencies, no fact that holds now), also where an earlier result stood.
 */
export function reckon(action: Calculation, vars: Vars, world: World, locale: Locale): Record<string, Value> {
  if ('append' in action) return put(vars, action.to, appended(vars[action.to], vars[action.append]));
  if ('convert' in action) {
    const made = converted(vars[action.convert], vars[action.like], world, locale);
    return put(put(vars, action.into, made && made.money), action.said, made && made.said.length > 0 ? { said: made.said.join(', ') } : null);
  }
  return put(vars, action.into, result(action, vars, world));
}

/** Money, or a list of it, as one sum in the money of `like`, and the rates it took; null where one of them is not known today. */
function converted(from: Value | undefined, like: Value | undefined, world: World, locale: Locale): { money: Quantity; said: string[] } | null {
  const parts = typeof from === 'object' && 'list' in from ? from.list : [from];
  if (!isMoney(like)) return null;
  const said = new Set<string>();
  let all: Quantity | null = { amount: 0, currency: like.currency };
  for (const part of parts) {
    const rate = isMoney(part) && part.currency !== like.currency ? world.rate(part.currency, like.currency, locale) : null;
    if (rate) said.add(rate.text);
    const alike = isMoney(part) ? (part.currency === like.currency ? part : rate && times({ ...part, currency: like.currency }, rate.rate)) : null;
    all = alike && together(all, alike, 1);
    if (all === null) return null;
  }
  return { money: all, said: [...said] };
}

function result(action: Exclude<Calculation, { append: string } | { convert: string }>, vars: Vars, world: World): Value | null {
  const term = (name: string | number): Value | undefined => (typeof name === 'number' ? name : vars[name]);
  if ('value-of' in action) return world.factValue(action['value-of']);
  if ('sum' in action) return total(action.sum.map(term));
  if ('add' in action) return sum(term(action.to), term(action.add));
  if ('subtract' in action) return difference(term(action.from), term(action.subtract));
  if ('multiply' in action) return times(term(action.multiply), term(action.by));
  if ('divide' in action) return over(term(action.divide), term(action.by));
  if ('days-until' in action) {
    const date = term(action['days-until']);
    return isDate(date) ? daysBetween(today(world.now), date.date) : null;
  }
  const date = term(action['days-since']);
  return isDate(date) ? daysBetween(date.date, today(world.now)) : null;
}

/** How much more, or how many days later, `a` is than `b`; null where they are not of one kind and currency. */
export function excess(a: Value | undefined, b: Value | undefined): number | null {
  const left = difference(a, b);
  return left === null ? null : isMoney(left) ? left.amount : left;
}

function put(vars: Vars, into: string, value: Value | null): Record<string, Value> {
  const { [into]: _, ...rest } = vars;
  return value === null || !isFinal(value) ? rest : { ...rest, [into]: value };
}

/** Beyond what a number holds there is no result. */
function isFinal(value: Value): boolean {
  return Number.isFinite(isMoney(value) ? value.amount : typeof value === 'number' ? value : 0);
}

function appended(list: Value | undefined, value: Value | undefined): Value | null {
  const before = typeof list === 'object' && 'list' in list ? list.list : [];
  const all = isQuantity(value) ? [...before, value] : before;
  return all.length > 0 ? { list: all.slice(-LONGEST_LIST) } : null;
}

function total(values: readonly (Value | undefined)[]): Quantity | null {
  const parts = values.flatMap((v): (Value | undefined)[] => (typeof v === 'object' && 'list' in v ? v.list : [v]));
  const [first, ...others] = parts;
  return isQuantity(first) ? others.reduce<Quantity | null>((all, v) => (all === null || !isQuantity(v) ? null : together(all, v, 1)), first) : null;
}

function sum(a: Value | undefined, b: Value | undefined): Value | null {
  if (isDate(a) && typeof b === 'number') {
    const date = daysAfter(a.date, b);
    return date === null ? null : { date };
  }
  return isQuantity(a) && isQuantity(b) ? together(a, b, 1) : null;
}

function difference(a: Value | undefined, b: Value | undefined): Quantity | null {
  if (isDate(a) && isDate(b)) return daysBetween(b.date, a.date);
  return isQuantity(a) && isQuantity(b) ? together(a, b, -1) : null;
}

function together(a: Quantity, b: Quantity, sign: 1 | -1): Quantity | null {
  if (isMoney(a)) return isMoney(b) && a.currency === b.currency ? money(a.amount + sign * b.amount, a.currency) : null;
  return isMoney(b) ? null : round(a + sign * b);
}

function times(a: Value | undefined, by: Value | undefined): Quantity | null {
  if (typeof by !== 'number') return isMoney(by) && typeof a === 'number' ? times(by, a) : null;
  return isMoney(a) ? money(a.amount * by, a.currency) : typeof a === 'number' ? round(a * by) : null;
}

function over(a: Value | undefined, by: Value | undefined): Quantity | null {
  if (typeof by !== 'number' || by === 0) return null;
  return isMoney(a) ? money(a.amount / by, a.currency) : typeof a === 'number' ? round(a / by) : null;
}

function money(amount: number, currency: string): Quantity {
  return { amount: round(amount), currency };
}

/** To a thousandth: dinars and rials of the Gulf have that many parts, no other money of ours has more. */
function round(n: number): number {
  // Plus zero: JSON knows no zero below zero.
  return Math.round(n * 1_000) / 1_000 + 0;
}

export function isMoney(value: Value | undefined): value is { amount: number; currency: string } {
  return typeof value === 'object' && 'amount' in value;
}

export function isDate(value: Value | undefined): value is { date: string } {
  return typeof value === 'object' && 'date' in value;
}

function isQuantity(value: Value | undefined): value is Quantity {
  return typeof value === 'number' || isMoney(value);
}
