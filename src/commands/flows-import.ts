import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCALES } from '../core/locale.js';
import { importFlows, type Imported, type ImportedFlow } from '../flow/import.js';
import type { Loss } from '../flow/import-draft.js';
import { readExport } from '../flow/import-format.js';
import { readFlows } from '../flow/load.js';
import { graphFile, wordsFile } from '../flow/save.js';
import { flowVoice } from '../flow/voice.js';
import { printProblems, type Io } from './io.js';

/**
 * `flows import FILE`: a RapidPro or TextIt export becomes files of ours in `into`, with a list of all that was not
 * carried over. 0 where all was, 1 where something was not or the file is refused; 2 where it is not there. Writes
 * nothing at all where a flow is there already, unless `force`.
 */
export function importExport(io: Io, file: string, { into, force, json }: { into: string; force: boolean; json: boolean }): number {
  if (!existsSync(file)) {
    io.err(`There is no file ${file}`);
    return 2;
  }
  const read = readExport(readFileSync(file, 'utf8'), file);
  if (!read.ok) return printProblems(io, read.problems, json, file);

  const yesNo = flowVoice(readFlows(io.root).book)(io.now, { entryFor: () => null, title: () => null }).yesNo;
  const imported = importFlows(read.exported, yesNo);
  const there = imported.flows.map((f) => join(into, f.graph.flow)).filter((folder) => existsSync(resolve(io.root, folder)));
  if (there.length > 0 && !force) {
    io.err(`Nothing was written: ${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already. Rename what is there, use --into another folder, or --force to write over it.`);
    return 1;
  }
  const written = imported.flows.flatMap((flow) => write(resolve(io.root, into), flow, file).map((name) => join(into, flow.graph.flow, name)));
  if (json) io.out(JSON.stringify({ written, losses: imported.losses }));
  else report(io, imported, written);
  return imported.losses.length > 0 ? 1 : 0;
}

function write(into: string, { graph, words }: ImportedFlow, source: string): string[] {
  const folder = join(into, graph.flow);
  mkdirSync(folder, { recursive: true });
  // A language that the export no longer has must not stay behind with old words.
  for (const old of readdirSync(folder).filter((f) => f.endsWith('.yaml'))) rmSync(join(folder, old));
  const files = [
    { name: 'flow.yaml', text: graphFile(graph, `Imported from ${source.split(/[\\/]/).at(-1)}.`) },
    ...LOCALES.flatMap((locale) => (words[locale] ? [{ name: `${locale}.yaml`, text: wordsFile(words[locale]) }] : [])),
  ];
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  return files.map(({ name }) => name);
}

function report(io: Io, { flows, losses }: Imported, written: readonly string[]): void {
  for (const name of written) io.out(`wrote ${name}`);
  for (const id of [null, ...new Set(losses.map((l) => l.flow).filter((f) => f !== null))]) {
    const own = losses.filter((l) => l.flow === id);
    if (own.length > 0) io.out(`\n${id ?? 'The file as a whole'}`);
    for (const loss of own) for (const line of lines(loss)) io.out(line);
  }
  io.out(`\n${flows.length} flows, ${losses.length} things to look at. Then: npx lanpya flows check`);
}

function lines({ node, uuid, what, mend }: Loss): string[] {
  return [`  ${node === null ? '' : `${node} (${uuid}): `}${what}`, ...(mend === 'nothing' ? [] : [`    → ${mend}`])];
}
