import { entryFront } from './entry.js';
import type { LoadedText, Problem } from './knowledge.js';
import { error, readLined } from './lined.js';

/**
 * One `<lang>.md` of an entry: front matter between two `---`, the short answer, and detail under `## More`.
 * Null with the problems where it cannot be used.
 */
export function readText(text: string, file: string): { text: LoadedText | null; problems: Problem[] } {
  const parts = /^---\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(text);
  if (!parts) return { text: null, problems: [error(file, 1, 'begin with "---", then title and asks, then "---", then the answer')] };
  const front = parts[1] ?? '';
  const body = text.slice(parts[0].length);
  const bodyLine = linesIn(parts[0]) + 1;

  const head = plainFront(front) ?? yamlFront(front, file);
  if ('problems' in head) return { text: null, problems: head.problems };

  const more = /^## More[ \t]*$/m.exec(body);
  const short = more ? body.slice(0, more.index) : body;
  const detail = more ? body.slice(more.index + more[0].length) : '';
  const shortLine = bodyLine + leadingLines(short);
  const problems = short.trim() === '' ? [error(file, bodyLine, 'the short answer is missing: write it below the second "---"')] : [];
  return {
    text: {
      title: head.title,
      asks: head.asks,
      short: short.trim(),
      more: detail.trim(),
      file,
      lines: { title: head.titleLine, asks: head.askLines, short: shortLine, more: bodyLine + linesIn(body.slice(0, body.length - detail.length)) + leadingLines(detail) },
    },
    problems,
  };
}

interface Front {
  title: string;
  titleLine: number;
  asks: string[];
  askLines: number[];
}

/**
 * The commonest shape, read line by line: plain text that YAML reads as itself. Null for any other. It is some twenty
 * times as fast as the YAML library, and front matters are nearly all there is to parse.
 */
function plainFront(front: string): Front | null {
  const result: Front = { title: '', titleLine: 0, asks: [], askLines: [] };
  const lines = front.split('\n');
  for (const [i, line] of lines.entries()) {
    const field = /^(title|asks):(?: (.*))?$/.exec(line);
    const item = /^ {0,4}- (.*)$/.exec(line);
    if (field?.[1] === 'title' && result.titleLine === 0 && plain(field[2])) {
      result.title = field[2].trim();
      result.titleLine = i + 2; // the first line of the file is "---"
    } else if (field?.[1] === 'asks' && !field[2]?.trim() && result.askLines.length === 0) continue;
    else if (item && result.titleLine > 0 && plain(item[1])) {
      result.asks.push(item[1].trim());
      result.askLines.push(i + 2);
    } else if (line.trim() !== '') return null;
  }
  return result.titleLine > 0 && result.asks.length > 0 ? result : null;
}

/** True where YAML reads the words as a string that equals them: they begin with a letter and hold no sign of YAML. */
function plain(words: string | undefined): words is string {
  return words !== undefined && /^\p{L}/u.test(words) && !/[:#\t]|^(true|false|null|yes|no|on|off)\s*$/iu.test(words);
}

function yamlFront(front: string, file: string): Front | { problems: Problem[] } {
  const { data, problems, lineOf } = readLined(front, file, entryFront, 1);
  if (!data) return { problems };
  return { title: data.title, titleLine: lineOf(['title']), asks: data.asks, askLines: data.asks.map((_, i) => lineOf(['asks', i])) };
}

const linesIn = (text: string) => text.split('\n').length - 1;
const leadingLines = (text: string) => linesIn(/^\s*/.exec(text)?.[0] ?? '');
