import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readContent } from '../src/content-read.js';
import { compileRules } from '../src/risk/compile.js';
import { hashOfFiles, saved, stateOfFiles } from '../src/saved.js';
import { TODAY } from './knowledge/content.js';
import { installation, rewrite } from './knowledge/installation.js';
import { DANGERS } from './risk/knowledge.js';

const folder = mkdtempSync(join(tmpdir(), 'lanpya-saved-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counts how often it was made. */
function maker<T>(value: T) {
  const counted = { times: 0, make: () => ((counted.times += 1), value) };
  return counted;
}

describe('what was made once', () => {
  it('is read, not made, the next time', async () => {
    const file = join(folder, 'deep', 'one.bin');
    const rules = maker(compileRules(DANGERS));
    expect(await saved(file, 'a', rules.make)).toEqual(rules.make());
    rules.times = 0;
    expect(await saved(file, 'a', rules.make)).toEqual(compileRules(DANGERS));
    expect(rules.times).toBe(0);
  });

  it('is made anew under another key', async () => {
    const file = join(folder, 'two.bin');
    await saved(file, 'a', () => 1);
    expect(await saved(file, 'b', () => 2)).toBe(2);
    expect(await saved(file, 'b', () => 3)).toBe(2);
  });

  it.each([
    ['cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 40))],
    ['of something else', (file: string) => writeFileSync(file, 'nothing')],
  ])('is made anew where the file is %s', async (_, spoil) => {
    const file = join(folder, 'spoilt.bin');
    const long = maker('x'.repeat(1_000));
    await saved(file, 'a', long.make);
    spoil(file);
    expect(await saved(file, 'a', long.make)).toBe(long.make());
    long.times = 0;
    await saved(file, 'a', long.make);
    expect(long.times).toBe(0);
  });

  it('is made where nothing can be written', async () => {
    expect(await saved('/dev/null/one.bin', 'a', () => 1)).toBe(1);
  });

  it('is not kept where it is not worth keeping', async () => {
    const file = join(folder, 'three.bin');
    const bad = maker({ ok: false });
    await saved(file, 'a', bad.make, ({ ok }) => ok);
    await saved(file, 'a', bad.make, ({ ok }) => ok);
    expect(bad.times).toBe(2);
  });
});

describe('the hash of files', () => {
  it('changes with any byte and any name, and with nothing else', () => {
    const root = join(folder, 'files');
    mkdirSync(join(root, 'a/b'), { recursive: true });
    const put = (name: string, text: string) => writeFileSync(join(root, name), text);
    put('a/one', 'x');
    put('a/b/two', 'y');
    const first = hashOfFiles(root, ['a']);
    cpSync(root, `${root}-copy`, { recursive: true });
    expect(hashOfFiles(`${root}-copy`, ['a'])).toBe(first);
    expect(hashOfFiles(`${root}/`, ['a'])).toBe(first);
    put('a/b/two', 'z');
    const changed = hashOfFiles(root, ['a']);
    expect(changed).not.toBe(first);
    put('a/b/two', 'y');
    put('a/b/three', '');
    expect(hashOfFiles(root, ['a'])).not.toBe(first);
    rmSync(join(root, 'a/b/three'));
    expect(hashOfFiles(root, ['a'])).toBe(first);
  });
});

describe('the state of files', () => {
  it('tells a change that keeps size and times of writing, and is not settled while files are still being written', () => {
    const root = join(folder, 'state');
    mkdirSync(root);
    const path = join(root, 'one');
    writeFileSync(path, 'x');
    const { atime, mtime } = statSync(path);
    const first = stateOfFiles([root]);
    expect(first.settled).toBe(false);
    expect(stateOfFiles([root]).state).toBe(first.state);
    // The clock of a file system may stand for 10 ms.
    while (statSync(path).ctimeMs <= mtime.getTime() + 10) utimesSync(path, atime, mtime);
    expect(stateOfFiles([root]).state).not.toBe(first.state);
    const before = stateOfFiles([root]).state;
    writeFileSync(join(root, 'two'), '');
    expect(stateOfFiles([root]).state).not.toBe(before);
  });
});

describe('content that was read and checked', () => {
  it('is the same from its file, and read again when a file changed', async () => {
    const root = installation();
    const first = await readContent(root, TODAY);
    const kept = statSync(join(root, 'dist/content.bin')).mtimeMs;
    expect(await readContent(root, TODAY)).toEqual(first);
    expect(statSync(join(root, 'dist/content.bin')).mtimeMs).toBe(kept);
    rewrite(root, 'knowledge/facts/TH/fees.yaml', 'amount: 900', 'amount: 950');
    const changed = await readContent(root, TODAY);
    expect(JSON.stringify(changed.ok && [...changed.data.knowledge.facts])).toContain('950');
  });

  it('is refused again and again while it is wrong', async () => {
    const root = installation();
    rewrite(root, 'knowledge/facts/TH/fees.yaml', 'amount: 900', 'amount: many');
    expect((await readContent(root, TODAY)).ok).toBe(false);
    expect((await readContent(root, TODAY)).ok).toBe(false);
  });
});
