import type { MessageActivity } from '../core/activity.js';
import type { Limits } from '../ports.js';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const bytes = (text: string) => Buffer.byteLength(text, 'utf8');

/**
 * Cuts one message to what a channel carries. Long text is split between paragraphs, else sentences, else graphemes,
 * never inside one (a Burmese letter keeps its marks). The buttons go under the last part. Where they do not fit (too
 * many, too long, or a channel without buttons) they are listed as numbered lines in the text too: a number always works.
 * Parts are named `<id>`, `<id>p1`, `<id>p2`.
 */
export function fit(message: MessageActivity, limits: Limits): MessageActivity[] {
  const actions = message.suggestedActions?.actions ?? [];
  const cut = actions.map((a) => ({ ...a, title: shorten(a.title, limits.buttonTitle) }));
  const shown = cut.slice(0, limits.buttons);
  const whole = shown.length === actions.length && shown.every((a, i) => a.title === actions[i]?.title);
  const list = whole ? '' : actions.map((a, i) => `${i + 1}. ${a.title}`).join('\n');
  const text = [message.text ?? '', list].filter((t) => t !== '').join('\n\n');

  const parts = split(text, limits);
  const { suggestedActions: _, ...plain } = message;
  return parts.map((part, n): MessageActivity => {
    const last = n === parts.length - 1;
    return {
      ...plain,
      id: n === 0 ? message.id : `${message.id}p${n}`,
      text: part,
      ...(last && shown.length > 0 ? { suggestedActions: { to: [], actions: shown } } : {}),
    };
  });
}

/** A title of at most `most` graphemes, the cut marked by "…". */
function shorten(title: string, most: number): string {
  // A grapheme is at least one code unit: most titles need no segmenting.
  if (title.length <= most) return title;
  const letters = [...graphemes.segment(title)];
  return letters.length <= most ? title : `${letters.slice(0, most - 1).map((g) => g.segment).join('').trimEnd()}…`;
}

function split(text: string, limits: Limits): string[] {
  const fits = (t: string) => t.length <= limits.text && (limits.textBytes === undefined || bytes(t) <= limits.textBytes);
  if (fits(text)) return [text];
  for (const pieces of [text.split(/(?<=\n\n)/), text.split(/(?<=\n)/), [...sentences.segment(text)].map((s) => s.segment), [...graphemes.segment(text)].map((g) => g.segment)]) {
    if (pieces.every(fits)) return pack(pieces, fits);
  }
  // A single grapheme larger than a message exists only in malicious text (thousands of marks on one letter).
  return pack([...text], fits);
}

/** As many pieces in a part as fit, in order. */
function pack(pieces: string[], fits: (text: string) => boolean): string[] {
  const parts: string[] = [];
  let part = '';
  for (const piece of pieces) {
    if (part !== '' && !fits(part + piece)) {
      parts.push(part);
      part = '';
    }
    part += piece;
  }
  if (part !== '') parts.push(part);
  return parts.map((p) => p.trim()).filter((p) => p !== '');
}
