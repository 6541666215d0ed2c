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
/** As wide as a phone shows without making it smaller: letters of 14 pixels stay letters of 12. */
const WIDTH = 340;
const HEIGHT = 190;
const SMALL = 14;

const PANELS = [
  { field: 'perSecond', title: 'messages a second' },
  { field: 'p50', title: 'latency, median, ms' },
  { field: 'p99', title: 'latency, 99th percentile, ms' },
] as const;

/**
 * Throughput and latency over connections as one SVG without a background, for light pages and dark ones; `caption` goes
 * under the title. Rejects with an Error that names the mend where vega is not installed.
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
    description: 'Throughput and latency as load and workers grow',
    padding: 8,
    autosize: 'pad',
    layout: { columns: 1, padding: 88, bounds: 'flush' },
    title: { text: ['Throughput and latency', 'as load and workers grow'], subtitle: caption.split('; ').flatMap(lined), anchor: 'start', color: TEXT, subtitleColor: TEXT, fontSize: 18, subtitleFontSize: 11, subtitlePadding: 6, offset: 12 },
    config: {
      axis: { labelColor: TEXT, titleColor: TEXT, domainColor: TEXT, tickColor: TEXT, gridColor: GRID, labelFontSize: SMALL, titleFontSize: SMALL, titleFontWeight: 'normal' },
      legend: { labelColor: TEXT, labelFontSize: SMALL, labelLimit: WIDTH, symbolSize: 120, symbolStrokeWidth: 3 },
    },
    data: [{ name: 'points', values: [...points] }],
    scales: [{ name: 'colour', type: 'ordinal', domain: series, range: COLOURS }],
    // Before the panels: whoever scrolls on a phone has read it when they come.
    legends: [{ stroke: 'colour', orient: 'top', direction: 'vertical', symbolType: 'stroke', offset: 28 }],
    marks: PANELS.map(({ field, title }) => ({
      type: 'group' as const,
      title: { text: title, anchor: 'start' as const, color: TEXT, fontSize: SMALL, offset: 8 },
      encode: { update: { width: { value: WIDTH }, height: { value: HEIGHT } } },
      scales: [
        { name: 'x', type: 'point' as const, domain: loads, range: [0, WIDTH], padding: 0.2 },
        { name: 'y', type: 'linear' as const, domain: { data: 'points', field }, range: [HEIGHT, 0], zero: true, nice: true },
      ],
      axes: [
        { orient: 'bottom' as const, scale: 'x', title: 'connections, each with one message under way' },
        { orient: 'left' as const, scale: 'y', grid: true, gridScale: 'x', tickCount: 5 },
      ],
      marks: [
        {
          type: 'group' as const,
          from: { facet: { name: 'one', data: 'points', groupby: 'series' } },
          marks: [
            { type: 'line' as const, from: { data: 'one' }, encode: { update: { ...at(field), stroke: { scale: 'colour', field: 'series' }, strokeWidth: { value: 2.5 } } } },
            { type: 'symbol' as const, from: { data: 'one' }, encode: { update: { ...at(field), fill: { scale: 'colour', field: 'series' }, size: { value: 44 } } } },
          ],
        },
      ],
    })),
  };
}

/** Letters of a line under the title: vega, which measures nothing here, counts a longer one wider than the panels. */
const LINE = 50;

/** Cut at commas, so that no line is wider than the panels. */
function lined(text: string): string[] {
  return text.split(', ').reduce<string[]>((lines, part) => {
    const last = lines.at(-1);
    return last !== undefined && `${last}, ${part}`.length <= LINE ? [...lines.slice(0, -1), `${last}, ${part}`] : [...lines, part];
  }, []);
}

function at(field: string) {
  return { x: { scale: 'x', field: 'connections' }, y: { scale: 'y', field } };
}
