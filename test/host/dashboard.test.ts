import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openMetrics } from '../../src/http/metrics.js';
import type { Store } from '../../src/ports.js';

const EMPTY = { inbox: 0, outbox: 0, oldestInboxAt: null, openHandoffs: 0, deadLetters: 0 };

it('the dashboard asks only for numbers that the program tells', async () => {
  const { registry } = openMetrics({ depths: async () => EMPTY } as Partial<Store> as Store, () => 0);
  const told = new Set([...(await registry.metrics()).matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(([, name, kind]) => (kind === 'histogram' ? [`${name}_bucket`] : [name])));
  const { panels } = JSON.parse(readFileSync(new URL('../../docs/grafana.json', import.meta.url), 'utf8')) as { panels: { title: string; targets: { expr: string }[] }[] };
  const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/\b(?:lanpya|nodejs|process)_[a-z0-9_]+/g) ?? []));
  expect(asked.length).toBeGreaterThan(panels.length - 1);
  expect(asked.filter((name) => !told.has(name))).toEqual([]);
});
