import { GrammyError } from 'grammy/web';
import type { Log } from '../../src/ports.js';
import { backoff, pause } from '../upkeep.js';
import type { Client } from './client.js';
import { ALLOWED_UPDATES, POLL_SECONDS, TELEGRAM } from './limits.js';
import { outcomeOf } from './outcome.js';

interface Update {
  update_id: number;
}

/** Takes one update: true when it is stored for good or nothing to us, false when it must be offered again. */
export type Take = (update: unknown) => Promise<boolean>;

/**
 * Asks for updates until `signal` aborts. What was taken is confirmed with the next question, never sooner: an update
 * that could not be stored is offered again, after a pause, and those behind it with it.
 */
export async function poll(client: Client, take: Take, log: Log, signal: AbortSignal): Promise<void> {
  let offset = 0;
  let failures = 0;
  while (!signal.aborted) {
    const updates = await ask(client, offset, log, signal);
    const taken = await takeInOrder(updates ?? [], take, log);
    offset = (taken.at(-1)?.update_id ?? offset - 1) + 1;
    failures = taken.length === updates?.length ? 0 : failures + 1;
    if (failures > 0) await pause(backoff(failures), signal);
  }
}

async function ask(client: Client, offset: number, log: Log, signal: AbortSignal): Promise<Update[] | null> {
  try {
    return await client.raw.getUpdates({ offset, limit: TELEGRAM.updates, timeout: POLL_SECONDS, allowed_updates: [...ALLOWED_UPDATES] });
  } catch (error) {
    if (signal.aborted) return null;
    const conflict = error instanceof GrammyError && error.error_code === 409;
    // Two programs with one token take each other's updates in turn: the operator must stop one.
    if (conflict) log.error('telegram.another-program-polls-this-bot', { channel: 'telegram', status: 409 });
    else log.warn('telegram.poll-failed', { channel: 'telegram', code: outcomeOf(error).code });
    return null;
  }
}

/** The updates that were taken before the first that could not be. */
async function takeInOrder(updates: readonly Update[], take: Take, log: Log): Promise<readonly Update[]> {
  for (const [index, update] of updates.entries()) {
    const taken = await take(update).catch(() => false);
    if (!taken) {
      log.warn('telegram.updates-kept', { channel: 'telegram', count: updates.length - index });
      return updates.slice(0, index);
    }
  }
  return updates;
}
