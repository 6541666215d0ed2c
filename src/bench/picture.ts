import type { Spec } from 'vega';
import { developers } from './report.js';

/** One measured point: a program under so many connections. */
export interface Point {
  series: string;
  connections: number;
  perSecond: number;
  p50: number;
  p99: number;
}

/** Each stands out from white and from near-black by 3:1 or more, text by 4:1 (WCAG 2.2, 1.4.11 and 1.4.3 for large text). */
const COLOURS = ['#2f7fc1', '#c2660c', '#2a9460', '#a45bd1'];
const TEXT = '#767676';
const GRID = '#76767640';
const WIDTH = 620;
const HEIGHT = 170;

const PANELS = [
  { field: 'perSecond', title: 'messages a second (1/s)' },
  { field: 'p50', title: 'latency, median (ms)' },
  { field: 'p99', title: 'latency, 99th percentile (ms)' },
] as const;

/**
 * Throughput and latency over connections as one SVG without a background, for light pages and dark ones; `caption` goes
 * under the title, a line for each part between semicolons (vega counts a long line wider than it is). Rejects with an Error that names the mend where vega is not installed.
 */
export async function picture(points: readonly Point[], caption: string): Promise<string> {
  const { View, parse } = await developers('vega', () => import('vega'));
  return new View(parse(specOf(points, caption)), { renderer: 'none' }).toSVG();
}

function specOf(points: readonly Point[], caption: string): Spec {
  const loads = [...new Set(points.map((p) => p.connections))].toSorted((a, b) => a - b);
  const series = [...new Set(points.map((p) => p.series))];
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: 'Throughput and latency as load grows',
    padding: 12,
    autosize: 'pad',
    layout: { columns: 1, padding: 64, bounds: 'flush' },
    title: { text: 'Throughput and latency as load grows', subtitle: caption.split('; '), anchor: 'start', color: TEXT, subtitleColor: TEXT, fontSize: 16, subtitleFontSize: 11, subtitlePadding: 6, offset: 14 },
    config: {
      axis: { labelColor: TEXT, titleColor: TEXT, domainColor: TEXT, tickColor: TEXT, gridColor: GRID, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
      legend: { labelColor: TEXT, labelFontSize: 13, labelLimit: WIDTH, symbolSize: 90, symbolStrokeWidth: 3 },
    },
    data: [{ name: 'points', values: [...points] }],
    scales: [{ name: 'colour', type: 'ordinal', domain: series, range: COLOURS }],
    legends: [{ stroke: 'colour', orient: 'bottom', direction: 'horizontal', columns: 2, symbolType: 'stroke', columnPadding: 24, offset: 24 }],
    marks: PANELS.map(({ field, title }) => ({
      type: 'group' as const,
      encode: { update: { width: { value: WIDTH }, height: { value: HEIGHT } } },
      scales: [
        { name: 'x', type: 'point' as const, domain: loads, range: [0, WIDTH], padding: 0.2 },
        { name: 'y', type: 'linear' as const, domain: { data: 'points', field }, range: [HEIGHT, 0], zero: true, nice: true },
      ],
      axes: [
        { orient: 'bottom' as const, scale: 'x', title: 'connections at once, each with one message under way' },
        { orient: 'left' as const, scale: 'y', title, grid: true, gridScale: 'x', tickCount: 5 },
      ],
      marks: [
        {
          type: 'group' as const,
          from: { facet: { name: 'one', data: 'points', groupby: 'series' } },
          marks: [
            { type: 'line' as const, from: { data: 'one' }, encode: { update: { ...at(field), stroke: { scale: 'colour', field: 'series' }, strokeWidth: { value: 2 } } } },
            { type: 'symbol' as const, from: { data: 'one' }, encode: { update: { ...at(field), fill: { scale: 'colour', field: 'series' }, size: { value: 36 } } } },
          ],
        },
      ],
    })),
  };
}

function at(field: string) {
  return { x: { scale: 'x', field: 'connections' }, y: { scale: 'y', field } };
}
