import type { Connection } from './redis-connection.js';
import { unavailable } from './redis-connection.js';

/** Small records lie together in a partition of their own. */
export const RECORDS = 'lanpya:{records}:';
/** Enough for a Cluster to spread over many nodes, few enough to look at each. */
const IN_A_CLUSTER = 64;
/** One server has nothing to spread, and who looks for what waits longest looks in one place. */
const ON_ONE_SERVER = 1;
/** Where a store keeps its number: conversations lie by it, so it stays, also where one server's data moves to a Cluster. */
const KEPT = `${RECORDS}partitions`;

/** Prefixes of all partitions of this store, `lanpya:{p07}:`. Rejects with StoreUnavailable. */
export async function partitionsOf({ client, clustered }: Connection): Promise<readonly string[]> {
  try {
    const kept = await client.get(KEPT);
    if (kept !== null) return prefixes(Number(kept));
    // Stores of version 0.1.0 keep no number and are divided everywhere.
    const divided = clustered || (await client.exists(prefixes(IN_A_CLUSTER).map((prefix) => `${prefix}n`))) > 0;
    // Of two processes that start at once, one sets it for both.
    await client.setnx(KEPT, divided ? IN_A_CLUSTER : ON_ONE_SERVER);
    return prefixes(Number(await client.get(KEPT)));
  } catch (error) {
    throw unavailable(error);
  }
}

function prefixes(length: number): string[] {
  return Array.from({ length }, (_, n) => `lanpya:{p${String(n).padStart(2, '0')}}:`);
}
