import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import type { Problem } from './knowledge.js';

/** YAML that fits a schema, and the line of each of its parts. */
export interface Lined<T> {
  /** Null where a problem keeps it from being used. */
  data: T | null;
  problems: Problem[];
  lineOf(path: readonly PropertyKey[]): number;
}

/** Reads YAML against a schema; all problems together. `offset`: lines of the file that stand above it. */
export function readLined<T>(text: string, file: string, schema: z.ZodType<T>, offset = 0): Lined<T> {
  const counter = new LineCounter();
  const doc = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (position: number) => counter.linePos(position).line + offset;
  const lineOf = (path: readonly PropertyKey[]) => lineAt(positionOf(doc, path));
  if (doc.errors.length > 0) {
    const problems = doc.errors.map((e) => error(file, lineAt(e.pos[0]), `this is not valid YAML: ${e.message}; put text with ":" or "#" in quotes`));
    return { data: null, problems, lineOf };
  }
  const parsed = schema.safeParse(doc.toJS());
  if (parsed.success) return { data: parsed.data, problems: [], lineOf };
  return { data: null, problems: problemsOf(parsed.error, file, [], lineOf), lineOf };
}

/** Reads a YAML list; an item that does not fit is left out and reported, the others stand. */
export function readLinedList<T>(text: string, file: string, schema: z.ZodType<T>): { items: { item: T; line: number }[]; problems: Problem[] } {
  const { data, problems, lineOf } = readLined(text, file, z.array(z.unknown(), { error: 'write a list: each item begins with "- "' }));
  const items = (data ?? []).flatMap((raw, i) => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return [{ item: parsed.data, line: lineOf([i]) }];
    problems.push(...problemsOf(parsed.error, file, [i], lineOf));
    return [];
  });
  return { items, problems };
}

function problemsOf(failure: z.ZodError, file: string, above: readonly PropertyKey[], lineOf: Lined<unknown>['lineOf']): Problem[] {
  return failure.issues.map((i) => error(file, lineOf([...above, ...i.path]), inWords(i)));
}

export function error(file: string, line: number, message: string): Problem {
  return { file, line, level: 'error', message };
}
export function warning(file: string, line: number, message: string): Problem {
  return { file, line, level: 'warning', message };
}

/** Offset of the deepest part of the path that stands in the document. */
function positionOf(doc: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = depth === 0 ? doc.contents : doc.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function inWords(issue: z.core.$ZodIssue): string {
  const place = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  if (issue.code === 'unrecognized_keys') return `${place}nobody reads ${issue.keys.map((k) => `"${k}"`).join(', ')}: correct the name or take it out`;
  return `${place}${issue.message}`;
}
