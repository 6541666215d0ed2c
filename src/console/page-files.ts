import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageFile {
  url: string;
  type: string;
  body: Buffer;
}

/** The page's files, read once: what is not in these folders has no address. */
export function pageFiles(root: string, scripts: string): PageFile[] {
  const html = readFileSync(join(root, 'index.html'));
  return [
    ...['/console', '/console/'].map((url) => ({ url, type: 'text/html; charset=utf-8', body: html })),
    ...filesOf(root, '.css', 'text/css; charset=utf-8'),
    ...filesOf(root, '.svg', 'image/svg+xml'),
    ...filesOf(scripts, '.js', 'text/javascript; charset=utf-8'),
  ];
}

function filesOf(folder: string, ending: string, type: string): PageFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.map((name) => ({ url: `/console/${name}`, type, body: readFileSync(join(folder, name)) }));
}
