import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const PAGE = 'channels/web/page';

/** The chat page as it is shipped: its scripts compiled by the project's compiler and settings. Returns the folder. */
export function builtPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanpya-page-'));
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--ignoreConfig', '--target', 'ES2023', '--module', 'NodeNext', '--lib', 'ES2023,DOM,DOM.Iterable', '--types', 'node', '--strict', '--skipLibCheck', '--outDir', folder, `${PAGE}/chat.ts`], { stdio: 'pipe' });
  for (const name of ['index.html', 'style.css']) copyFileSync(join(PAGE, name), join(folder, name));
  return folder;
}

/** A real browser that speaks to nobody but us. */
export function browser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}
