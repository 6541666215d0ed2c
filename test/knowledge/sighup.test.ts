import { describe, expect, it } from 'vitest';
import { installation, rewrite, servedFrom } from './installation.js';

const FEES = 'knowledge/facts/TH/fees.yaml';

describe('SIGHUP', () => {
  it('reads the content again; bad content is told of with file and line, and the program goes on', async () => {
    const root = installation();
    const { url, printed, signal } = await servedFrom(root);
    rewrite(root, FEES, '2026-12-11', '2026-02-30');
    signal('SIGHUP');
    await printed(/knowledge\/facts\/TH\/fees\.yaml:8: error: .*this day does not exist[^]*The earlier content stays in use/);
    rewrite(root, FEES, '2026-12-11', '2026-12-12');
    signal('SIGHUP');
    await printed(/The content was read again: 1 entries/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
