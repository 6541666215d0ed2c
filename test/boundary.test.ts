import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom: the layers of DESIGN.md. A folder that is not named here may not exist. */
const ROOT = new URL('..', import.meta.url).pathname;
/** The composition: what starts the program, assembles content and runs commands. */
const EDGES = /^src\/(main|cli|content|content-[a-z]+|prepare|key)\.ts$|^src\/(commands|bench)\//;

/** Allowed prefixes of project files, and packages, for each layer. */
const LAYERS: { layer: RegExp; files: string[]; packages: RegExp }[] = [
  { layer: /^src\/core\//, files: ['src/core/'], packages: /^zod$/ },
  { layer: /^src\/language\//, files: ['src/language/', 'src/core/'], packages: /^(zod|yaml|myanmar-tools|libphonenumber-js\/min)$/ },
  { layer: /^src\/risk\//, files: ['src/risk/', 'src/core/', 'src/language/'], packages: /^zod$/ },
  { layer: /^src\/knowledge\//, files: ['src/knowledge/', 'src/core/', 'src/language/', 'src/risk/'], packages: /^(zod|yaml|commander|hnswlib-node|@langchain\/core.*|@huggingface\/transformers|node:(fs|fs\/promises|path|crypto|module|timers\/promises|url|util))$/ },
  { layer: /^src\/flow\//, files: ['src/flow/', 'src/core/', 'src/knowledge/', 'src/ports.ts'], packages: /^(zod|yaml|@viz-js\/viz|node:(fs|path))$/ },
  { layer: /^src\/host\//, files: ['src/host/', 'src/core/', 'src/ports.ts', 'src/language/', 'src/knowledge/', 'src/risk/', 'src/store/vault.ts'], packages: /^$/ },
  { layer: /^src\/store\//, files: ['src/store/', 'src/core/', 'src/ports.ts', 'src/watchdog.ts'], packages: /^(libsql|ioredis|zod|node:.*)$/ },
  { layer: /^src\/http\//, files: ['src/http/', 'src/core/', 'src/ports.ts', 'src/host/'], packages: /^(fastify|prom-client|@fastify\/.*|node:.*)$/ },
  { layer: /^src\/console\//, files: ['src/console/', 'src/core/', 'src/ports.ts', 'src/host/', 'src/store/vault.ts'], packages: /^(fastify|zod|@fastify\/.*|@node-rs\/argon2|node:.*)$/ },
  { layer: /^src\/eval\.ts$/, files: ['src/core/', 'src/knowledge/', 'src/language/'], packages: /^node:(fs|path)$/ },
  { layer: /^src\/ports\.ts$/, files: ['src/core/'], packages: /^fastify$/ },
  { layer: /^src\/config\.ts$/, files: [], packages: /^zod$/ },
  { layer: /^src\/saved\.ts$/, files: [], packages: /^node:(crypto|fs|path|v8)$/ },
  { layer: /^src\/watchdog(-thread)?\.ts$/, files: ['src/watchdog.ts'], packages: /^node:(fs|inspector|worker_threads)$/ },
  { layer: /^src\/log\.ts$/, files: ['src/ports.ts', 'src/config.ts'], packages: /^pino$/ },
];

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && /\.ts$/.test(f.name) && !f.name.endsWith('.d.ts'))
    .map((f) => relative(ROOT, join(f.parentPath, f.name)));
}

function imports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g)].map((m) => (m[1] ?? m[2]) as string);
}

/** A relative import as a path from the root; a package by its own name. */
function target(file: string, specifier: string): { file: string } | { package: string } {
  if (!specifier.startsWith('.')) return { package: specifier };
  return { file: normalize(join(dirname(file), specifier)).replace(/\.js$/, '.ts') };
}

const files = [...sources('src'), ...sources('channels')];
/** What several channels use lies beside their folders. */
const shared = files.filter((f) => /^channels\/[^/]+\.ts$/.test(f));

describe('imports', () => {
  it('every file belongs to a layer and imports only what its layer may', () => {
    const wrong: string[] = [];
    for (const file of files) {
      if (EDGES.test(file)) continue;
      const channel = /^channels\/([^/]+)\//.exec(file)?.[1];
      const layer = channel
        ? { files: [`channels/${channel}/`, ...shared, 'src/core/', 'src/ports.ts'], packages: /^(fastify|grammy\/web|ws|zod|@fastify\/.*|node:.*)$/ }
        : /^channels\//.test(file)
          ? { files: ['src/ports.ts', 'src/core/'], packages: /^(undici\/lib\/.*|node:.*)$/ }
          : LAYERS.find((l) => l.layer.test(file));
      if (!layer) {
        wrong.push(`${file} belongs to no layer`);
        continue;
      }
      for (const specifier of imports(file)) {
        const to = target(file, specifier);
        const allowed = 'file' in to ? layer.files.some((f) => to.file.startsWith(f)) : layer.packages.test(to.package);
        if (!allowed) wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('only main, content and the commands name concrete stores and channels; only the commands know main', () => {
    for (const file of files.filter((f) => !EDGES.test(f))) {
      for (const specifier of imports(file)) expect(normalize(join(dirname(file), specifier)), file).not.toMatch(/^src\/(main|cli)\.js$/);
    }
  });

  it('has no circles', () => {
    const graph = new Map(files.map((f) => [f, valueImports(f).flatMap((s) => { const to = target(f, s); return 'file' in to ? [to.file] : []; })]));
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) throw new Error(`circle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) expect(() => visit(file, [])).not.toThrow();
  });

  it('the core waits for nothing and knows no clock, chance or machine', () => {
    for (const file of files.filter((f) => f.startsWith('src/core/'))) {
      const code = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(code, file).not.toMatch(/\bawait\b|\basync\b|Date\.now|new Date\(\)|Math\.random|process\.|setTimeout|console\./);
    }
  });
});

/** Imports that exist at run time: type-only ones cannot make a circle there. */
function valueImports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/(?:^|\n)\s*(?:import|export)\s+type\s[^;]*;/g, '');
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)['"]([^'"]+)['"]/g)].map((m) => m[1] as string);
}
