import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Event } from '../core/event.js';
import type { Settled } from '../host/deliver.js';
import type { Clock, Store } from '../ports.js';

/** Numbers for Prometheus. Labels are channels, kinds and outcomes: never a person, a place or a word. */
export function openMetrics(store: Store, clock: Clock) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const events = new Counter({ name: 'lanpya_events_total', help: 'What turns did, by kind', labelNames: ['type', 'channel'], registers: [registry] });
  const turns = new Histogram({ name: 'lanpya_turn_seconds', help: 'From claim to commit', buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5], registers: [registry] });
  const deliveries = new Counter({ name: 'lanpya_deliveries_total', help: 'What became of deliveries; unsure: may have arrived, tried once more; waits: not tried, for the pace', labelNames: ['channel', 'outcome'], registers: [registry] });
  const waited = new Histogram({ name: 'lanpya_delivery_wait_seconds', help: 'From commit to settled', buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300], registers: [registry] });
  new Gauge({
    name: 'lanpya_depth',
    help: 'What waits, by queue',
    labelNames: ['queue'],
    registers: [registry],
    async collect() {
      const depths = await store.depths().catch(() => null);
      if (!depths) return;
      this.set({ queue: 'inbox' }, depths.inbox);
      this.set({ queue: 'outbox' }, depths.outbox);
      this.set({ queue: 'handoffs' }, depths.openHandoffs);
      this.set({ queue: 'dead-letters' }, depths.deadLetters);
    },
  });
  new Gauge({
    name: 'lanpya_oldest_inbox_seconds',
    help: 'How long the oldest event has waited',
    registers: [registry],
    // Asks for itself: gauges are read side by side, and one set by another would tell what was at the last look.
    async collect() {
      const depths = await store.depths().catch(() => null);
      if (depths) this.set(depths.oldestInboxAt === null ? 0 : (clock() - depths.oldestInboxAt) / 1000);
    },
  });

  const damage = new Gauge({ name: 'lanpya_store_damage', help: 'What the last look through the embedded store found damaged; 0 is sound, NaN not looked', registers: [registry] });
  damage.set(NaN);
  let amiss = 0;

  return {
    registry,
    /** null: it could not be looked at; what was known of it stands. */
    inspected(found: readonly { count: number }[] | null): void {
      if (found === null) return;
      amiss = found.reduce((sum, { count }) => sum + count, 0);
      damage.set(amiss);
    },
    isDamaged: () => amiss > 0,
    happened(happened: readonly Event[], channel: string, ms: number): void {
      turns.observe(ms / 1000);
      for (const event of happened) events.inc({ type: event.type, channel });
    },
    settled(channel: string, outcome: Settled, waitedMs: number): void {
      deliveries.inc({ channel, outcome });
      if (outcome === 'sent') waited.observe(waitedMs / 1000);
    },
  };
}

export type Metrics = ReturnType<typeof openMetrics>;
