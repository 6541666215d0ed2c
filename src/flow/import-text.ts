import type { Locale } from '../core/locale.js';

/** ISO 639-3, as exports name languages, to ours. */
export const LANGUAGES: Readonly<Record<string, Locale>> = { mya: 'my', eng: 'en', tha: 'th', khm: 'km', lao: 'lo', vie: 'vi' };

/** What an expression may begin with; any other "@word" is text, as in an e-mail address. */
const CONTEXT = /^(results|fields|contact|input|child|parent|run|urns|webhook|globals|trigger|resume|ticket|node|legacy_extra|locals|env)$/;
const SIMPLE = /^[a-z_]\w*(\.\w+)*$/i;

/** A reference in its shortest form: `results.age`, `results.age.category`, `fields.town`, `contact.name`. */
export function reference(operand: string): string | null {
  const [, inner = ''] = /^@\(?(.*?)\)?$/s.exec(operand.trim()) ?? [];
  const path = inner.trim().toLowerCase().replace(/^(run\.results|contact\.fields)\b/, (p) => p.split('.')[1] ?? p);
  return SIMPLE.test(path) && CONTEXT.test(path.split('.')[0] ?? '') ? path : null;
}

/**
 * A text with its expressions: each simple reference becomes what `say` gives for it; where that is null, and for every
 * other expression, nothing stands in its place and it is told of in `lost`.
 */
export function reworded(text: string, say: (reference: string) => string | null): { text: string; lost: string[] } {
  const lost: string[] = [];
  const parts = pieces(text).map((piece) => {
    if (piece === '@@') return '@';
    if (!piece.startsWith('@') || piece === '@') return piece.replaceAll('{', '(').replaceAll('}', ')');
    const simple = reference(piece);
    if (simple === null && !piece.startsWith('@(')) return piece;
    const said = simple === null ? null : say(simple);
    if (said === null) lost.push(piece);
    return said ?? '';
  });
  return { text: parts.join(''), lost };
}

/** Cuts a text into plain parts, `@@`, `@a.b.c` and `@(…)`. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const piece = rest.startsWith('@(') ? bracketed(rest) : (/^(@@|@[a-z_]\w*(\.\w+)*|@|[^@]+)/i.exec(rest)?.[0] ?? rest);
    found.push(piece);
    at += piece.length;
  }
  return found;
}

/** `@(…)` up to its own closing bracket; brackets inside quotes do not count. All of it where none closes. */
function bracketed(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let i = 1; i < text.length; i += 1) {
    if (text[i] === '"') quoted = !quoted;
    if (quoted) continue;
    if (text[i] === '(') depth += 1;
    if (text[i] === ')' && (depth -= 1) === 0) return text.slice(0, i + 1);
  }
  return text;
}

/** A name of ours from anybody's words: lower-case words joined by "-"; empty where no such letters are in them. */
export function slug(words: string): string {
  return words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** Words of a text as goflow cuts them. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{M}\p{L}\p{N}_]+/gu) ?? [];
}

/** Whether a test of goflow holds for a text; null where it is a test that we do not know. */
export function holds(test: { type: string; arguments: readonly string[] }, text: string): boolean | null {
  const [argument = ''] = test.arguments;
  const said = wordsOf(text);
  const wanted = wordsOf(argument);
  switch (test.type) {
    case 'has_any_word':
      return wanted.some((w) => said.includes(w));
    case 'has_all_words':
      return wanted.length > 0 && wanted.every((w) => said.includes(w));
    case 'has_phrase':
      return ` ${said.join(' ')} `.includes(` ${wanted.join(' ')} `);
    case 'has_only_phrase':
      return said.join(' ') === wanted.join(' ');
    case 'has_only_text':
      return text.trim() === argument.trim();
    case 'has_beginning':
      return argument.trim() !== '' && text.trim().toLowerCase().startsWith(argument.trim().toLowerCase());
    case 'has_category':
      return test.arguments.some((a) => a.toLowerCase() === text.toLowerCase());
    case 'has_text':
    case 'has_value':
      return text.trim() !== '';
    case 'has_number':
    case 'has_number_between':
    case 'has_number_lt':
    case 'has_number_lte':
    case 'has_number_eq':
    case 'has_number_gte':
    case 'has_number_gt':
      return numberHolds(test, text);
    default:
      return null;
  }
}

/** The limits that a number test names; null where one is no plain number. */
export function limitsOf(test: { arguments: readonly string[] }): number[] | null {
  const limits = test.arguments.map((a) => (a.trim() === '' ? NaN : Number(a)));
  return limits.some(Number.isNaN) ? null : limits;
}

function numberHolds(test: { type: string; arguments: readonly string[] }, text: string): boolean | null {
  const limits = limitsOf(test);
  if (limits === null) return null;
  const said = /-?\d+(\.\d+)?/.exec(text)?.[0];
  if (said === undefined) return false;
  const number = Number(said);
  const [a = 0, b = 0] = limits;
  switch (test.type) {
    case 'has_number_between':
      return a <= number && number <= b;
    case 'has_number_lt':
      return number < a;
    case 'has_number_lte':
      return number <= a;
    case 'has_number_eq':
      return number === a;
    case 'has_number_gte':
      return number >= a;
    case 'has_number_gt':
      return number > a;
    default:
      return true;
  }
}
