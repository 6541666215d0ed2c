import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Store } from '../ports.js';

/** `/readyz` answers within this even where the store hangs: a probe must not hang with it. */
const PATIENCE_MS = 2_000;

/** `/healthz` alive; `/readyz` store reachable and content loaded; `/metrics` Prometheus text without personal data. */
export function healthRoutes(app: FastifyInstance, store: Store, metrics: Registry): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const depths = await Promise.race([store.depths().catch(() => null), patience()]);
    return depths ? { status: 'ready' } : reply.code(503).send({ status: 'store unreachable' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
}

function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref());
}
