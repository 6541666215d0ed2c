import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { picture, type Point } from '../../src/bench/picture.js';
import { measuredPoints, type Contender } from '../../src/bench/plot.js';
import { launch } from '../console/browser.js';

const SERIES = ['the other <one>', 'ours, 1 worker', 'ours, 2 workers'];
const POINTS: Point[] = SERIES.flatMap((series, n) => [1, 5, 40].map((connections) => ({ series, connections, perSecond: 100 * (n + 1) + connections, p50: connections / 10, p99: connections })));

describe('the picture of bench --plot', () => {
  it('is SVG that a browser draws, with every series, its points, and a unit on each axis', async () => {
    const svg = await picture(POINTS, '2 cores & a name');
    const browser = await launch();
    try {
      const page = await browser.newPage();
      // Strict XML: what an <img> demands.
      const drawn = await page.evaluate((text) => {
        const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
        return { name: root.localName, texts: [...root.querySelectorAll('text')].map((t) => t.textContent), symbols: root.querySelectorAll('.mark-symbol path').length };
      }, svg);
      expect(drawn.name).toBe('svg');
      expect(drawn.texts).toEqual(expect.arrayContaining([...SERIES, '2 cores & a name', 'messages a second', 'latency, median, ms', 'latency, 99th percentile, ms']));
      // Three panels, and a stroke for each series in the legend.
      expect(drawn.symbols).toBe(3 * POINTS.length + SERIES.length);
    } finally {
      await browser.close();
    }
  });

  it('has a point for each program and load, as far from webhook to send as it was, and rows against the first', async () => {
    const { points, rows } = await measuredPoints([answering('quick', 0), answering('slow', 20)], { loads: [1, 3], rounds: 2, seconds: 0.1 }, () => {});
    expect(points.map((p) => `${p.series} ${p.connections}`)).toEqual(['quick 1', 'slow 1', 'quick 3', 'slow 3']);
    for (const p of points) {
      expect(p.perSecond).toBeGreaterThan(0);
      expect(p.p99).toBeGreaterThanOrEqual(p.p50);
      if (p.series === 'slow') expect(p.p50).toBeGreaterThan(19);
    }
    expect(rows.map((r) => r.name)).toEqual([
      'messages, slow, 1 connections',
      'p99 from webhook to send, slow, 1 connections',
      'messages, slow, 3 connections',
      'p99 from webhook to send, slow, 3 connections',
    ]);
    expect(rows.every((r) => r.ours > 0 && (r.baseline ?? 0) > 0)).toBe(true);
  });
});

/** A bot that answers after so long: what stands in for a whole program. */
function answering(name: string, ms: number): Contender {
  return {
    name,
    async start(platform) {
      const server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          response.end();
          const { message } = JSON.parse(Buffer.concat(parts).toString()) as { message: { chat: { id: number } } };
          setTimeout(() => void fetch(`${platform.url}/bot1/sendMessage`, { method: 'POST', body: JSON.stringify({ chat_id: message.chat.id }) }), ms);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop: async () => {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  };
}
