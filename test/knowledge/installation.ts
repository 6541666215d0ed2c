import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, put, SAMPLE, type Files } from './content.js';

const project = new URL('../..', import.meta.url).pathname;

/** A whole installation in a folder: the sample of the knowledge base with the bot's real flows and names of places. */
export function installation(over: Files = {}): string {
  const root = folderOf({ 'flows/check-fee/flow.yaml': null, ...over });
  for (const flow of ['system', 'welcome', 'check-fee']) cpSync(join(project, 'flows', flow), join(root, 'flows', flow), { recursive: true });
  cpSync(join(project, 'knowledge/places.yaml'), join(root, 'knowledge/places.yaml'));
  // The sample has one topic and no other flow: the flow that looks up fees leads there, and else to the menu.
  const fees = readFileSync(join(root, 'flows/check-fee/flow.yaml'), 'utf8');
  put(root, 'flows/check-fee/flow.yaml', fees.replace(/entry: [a-z]+\/[a-z-]+/g, 'entry: documents/pink-card').replace(/start: (?!begin\b)[a-z-]+\}/g, 'menu: show}'));
  put(root, 'flows/system/menu.yaml', '- {flow: check-fee}\n- {topic: documents/pink-card}\n- {command: human}\n');
  return root;
}

/** Puts the sample's file back, with one thing in it replaced. */
export function rewrite(root: string, file: string, from: string, to: string): void {
  const text = SAMPLE[file];
  if (!text?.includes(from)) throw new Error(`the sample's ${file} does not hold ${from}`);
  put(root, file, text.replaceAll(from, to));
}
