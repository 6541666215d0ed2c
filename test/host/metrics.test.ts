import { expect, it } from 'vitest';
import { openMetrics } from '../../src/http/metrics.js';
import { openOffice, written } from './office.js';

it('tells queue age, depths, sends by outcome, turn time and answers by kind, and nothing of a person', async () => {
  const office = await openOffice({ understand: () => ({ gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] }) });
  try {
    const metrics = openMetrics(office.store, office.clock);
    office.work.happened = metrics.happened;
    await office.receive({ activity: written('a secret question', 'm1'), dedupeKey: 'm1' });
    await office.drain();
    for (const outcome of ['sent', 'unsure', 'waits', 'dead'] as const) metrics.settled('test', outcome, 40);
    await office.receive({ activity: written('another', 'm2', 'p2'), dedupeKey: 'm2' });
    office.tick(90_000);
    const text = await metrics.registry.metrics();
    for (const line of [
      'lanpya_oldest_inbox_seconds 90',
      'lanpya_depth{queue="inbox"} 1',
      'lanpya_depth{queue="outbox"} 0',
      'lanpya_depth{queue="dead-letters"} 0',
      'lanpya_events_total{type="answer.given",channel="test"} 1',
      'lanpya_turn_seconds_count 1',
      'lanpya_deliveries_total{channel="test",outcome="sent"} 1',
      'lanpya_deliveries_total{channel="test",outcome="unsure"} 1',
      'lanpya_delivery_wait_seconds_count 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toMatch(/secret|p1|p2/);
  } finally {
    await office.close();
  }
});
