import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from '../core/world.js';

/** Sixteen lives on each store; each may wait some seconds for what a dead one held. */
const PATIENCE = 240_000;

it.each(['sqlite', 'redis'])('killed twice at each point on %s: nothing is lost, nothing out of order, twice only what was with the platform', { timeout: PATIENCE }, (store) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/faults/kills.mjs', '--kills', '2', '--store', store], { cwd: ROOT, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain('96 messages, 0 lost, 0 chats out of order');
});
