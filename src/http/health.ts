import type { FastifyInstance } from 'fastify';
import type { Store } from '../ports.js';
import type { Metrics } from './metrics.js';

/** `/readyz` answers within this even where the store hangs: a probe must not hang with it. */
const PATIENCE_MS = 2_000;

/**
 * `/healthz` alive; `/readyz` store reachable and content loaded; `/metrics` Prometheus text without personal data. A store
 * that is damaged is ready all the same: no start mends it, and most of it can be read.
 */
export function healthRoutes(app: FastifyInstance, store: Store, { registry, isDamaged }: Pick<Metrics, 'registry' | 'isDamaged'>): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const depths = await Promise.race([store.depths().catch(() => null), patience()]);
    return depths ? { status: isDamaged() ? 'ready, store damaged' : 'ready' } : reply.code(503).send({ status: 'store unreachable' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref());
}
