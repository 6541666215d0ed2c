import type { Correcting, World } from '../core/world.js';
import type { FlowBook } from './load.js';

/** Openings that one message begins with: "no, sorry, I meant …". */
const MOST_OPENINGS = 4;
/** A sentence that says both the wrong and the right answer is short. */
const LONGEST_CONTRAST = 200;
/** Marks and spaces between the words of a correction and what is meant. */
const GAP = '[\\s,:;.!။၊–-]*';

/** How words correct an earlier answer, by the openings and forms of all languages. */
export function correcting({ corrections, contrasts, rewrites }: Pick<FlowBook, 'corrections' | 'contrasts' | 'rewrites'>, yesNo: World['yesNo']): World['corrects'] {
  const openings = beginning(corrections);
  const rewriting = beginning(rewrites);
  const forms = contrasts.map(form);

  function behind(text: string, words: RegExp): { by: string; rest: string } | null {
    const by = words.exec(text)?.[0];
    return by === undefined ? null : { by, rest: text.slice(by.length) };
  }

  function contrasting(text: string): Pick<Correcting, 'said' | 'not'> | null {
    if (text.length > LONGEST_CONTRAST) return null;
    for (const f of forms) {
      const { old: not, new: said } = f.exec(text)?.groups ?? {};
      if (not === undefined || said === undefined) continue;
      // "No, 3 not 2" does not mean "no, 3".
      const inner = behind(said, openings);
      if (inner === null || inner.rest === '') return { said, not };
    }
    return null;
  }

  return (text) => {
    let rest = text.normalize('NFC').trim().replace(/[.!?။]+$/u, '');
    const whole = rest;
    for (let n = 0; n <= MOST_OPENINGS; n += 1) {
      const by = whole.slice(0, whole.length - rest.length).trim();
      const wrote = behind(rest, rewriting);
      if (wrote && wrote.rest !== '') return { gives: 'wrote', by: `${by} ${wrote.by}`.trim(), said: wrote.rest, not: null };
      const contrast = contrasting(rest);
      if (contrast) return { gives: 'other', by, ...contrast };
      const next = behind(rest, openings);
      // "Sorry, I meant no": behind a correction, "no" is what is meant.
      if (next === null || (next.rest === '' && by !== '' && yesNo(rest) !== null)) break;
      rest = next.rest;
    }
    return rest === whole ? null : { gives: 'other', by: whole.slice(0, whole.length - rest.length).trim(), said: rest, not: null };
  };
}

/** Words that a text begins with, the longest first, and the marks behind them; where letters part words, not inside one ("no", but not "November"). */
function beginning(all: readonly string[]): RegExp {
  const ended = (words: string) => (/\p{Script=Latin}$/u.test(words) ? '(?![\\p{L}\\p{M}\\p{N}])' : '(?!\\p{M})');
  const each = [...all].sort((a, b) => b.length - a.length).map((words) => `${literal(words)}${ended(words)}`);
  return each.length > 0 ? new RegExp(`^(?:${each.join('|')})${GAP}`, 'iu') : /^(?!)/u;
}

/** "not {old}, {new}": both are a few words. */
function form(words: string): RegExp {
  const parts = words.split(/(\{old\}|\{new\}|,)/).map((part) => {
    if (part === '{old}' || part === '{new}') return `(?<${part.slice(1, 4)}>\\S.{0,60}?)`;
    return part === ',' ? '\\s*[,၊;.]\\s*' : literal(part);
  });
  return new RegExp(`^${parts.join('')}$`, 'iu');
}

function literal(words: string): string {
  return words.normalize('NFC').replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '[\\s,]*');
}
