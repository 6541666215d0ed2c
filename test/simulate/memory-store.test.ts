import type { Store } from '../../src/ports.js';
import { storeContract } from '../contract/store.js';
import { START } from '../contract/store-steps.js';
import { actsOn, emptyState, type Watched } from './memory-store.js';

/** What the simulator simulates is a store like the others. */
storeContract('The simulated store', async () => {
  let now = START;
  const state = emptyState();
  const listeners = new Set<(what: Watched) => void>();
  const acts = actsOn(state, () => now, (what) => listeners.forEach((listener) => listener(what)));
  const store = Object.fromEntries(
    Object.entries(acts).map(([name, act]) => [name, async (...args: unknown[]) => (act as (...args: unknown[]) => unknown)(...args)]),
  ) as unknown as Store;
  store.watch = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  store.close = async () => {};
  return { store, tick: (ms) => (now += ms), reopen: async () => store, close: async () => {} };
});
