/** One line of a report: ours beside a baseline, in the same unit. */
export interface Row {
  name: string;
  ours: number;
  baseline: number | null;
  unit: string;
  /** How far rounds of the same thing lie apart, as a share; absent where it was measured once. */
  noise?: number;
}

/** Rounds of each side; the median of five holds one disturbed round on either side. */
export const ROUNDS = 5;
/** Two rounds of the same program that differ by more say that the machine is busy with something else. */
const NOISY = 0.1;

/** The row of rounds taken in turn: the medians, and how noisy the noisier side was. */
export function rowOf(name: string, unit: string, ours: readonly number[], baseline: readonly number[]): Row {
  return { name, unit, ours: median(ours), baseline: median(baseline), noise: Math.max(noiseOf(ours), noiseOf(baseline)) };
}

/** Ours in units of the baseline; null where there is none. */
export function ratioOf({ ours, baseline }: Row): number | null {
  return baseline === null ? null : ours / baseline;
}

export function isNoisy({ noise }: Row): boolean {
  return noise !== undefined && noise > NOISY;
}

/** How far each round lies from the one before it (an A/A pair), as a share of the smaller: the median of these. */
export function noiseOf(rounds: readonly number[]): number {
  const pairs = rounds.slice(1).map((value, i) => [value, rounds[i] ?? value] as const);
  return pairs.length === 0 ? 0 : median(pairs.map(([a, b]) => Math.abs(a - b) / Math.min(a, b)));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that the share of all lies below: 0.99 for the 99th percentile. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string[] {
  const number = (n: number | null) => (n === null ? '' : n >= 100 ? n.toFixed(0) : n.toFixed(2));
  return [
    '| what | lanpya | baseline | ratio | |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows.map((r) => `| ${r.name}, ${r.unit} | ${number(r.ours)} | ${number(r.baseline)} | ${ratioOf(r)?.toFixed(2) ?? ''} | ${remark(r)} |`),
  ];
}

function remark(row: Row): string {
  return isNoisy(row) ? `too noisy (±${(100 * (row.noise ?? 0)).toFixed(0)} %), close other programs` : '';
}
