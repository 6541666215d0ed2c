import { describe, it } from 'vitest';
import { commitContract } from './store-commit.js';
import { handoffsContract } from './store-handoffs.js';
import { inboxContract } from './store-inbox.js';
import { agreesWithModel } from './store-model.js';
import { outboxContract } from './store-outbox.js';
import { recordsContract } from './store-records.js';
import { closing, type Opened } from './store-steps.js';

/** What every store must do: each sentence of the port, and any run of acts as a simple model does it. */
export function storeContract(name: string, open: Opened): void {
  const opened = closing(open);
  for (const part of [inboxContract, commitContract, outboxContract, handoffsContract, recordsContract]) part(name, opened);
  describe(`${name}: altogether`, () => {
    it('does what a simple model does, whatever the order', () => agreesWithModel(open));
  });
}
