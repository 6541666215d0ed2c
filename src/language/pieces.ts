/** Longer than most messages, which stay whole; short enough that what grows with the square of a piece takes no time. */
const LONGEST = 500;

/**
 * A long text in pieces of at most 500 UTF-16 units, cut after a white space where there is one in the later half, and never
 * inside a character. Joined they are the text. For libraries whose time grows faster than the text.
 */
export function pieces(text: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = from + LONGEST >= text.length ? text.length : endOf(text, from);
    found.push(text.slice(from, end));
    from = end;
  }
  return found;
}

function endOf(text: string, from: number): number {
  const most = from + LONGEST;
  for (let end = most; end > most - LONGEST / 2; end -= 1) if (/\s/u.test(text.charAt(end - 1))) return end;
  return isHigh(text.charCodeAt(most - 1)) ? most - 1 : most;
}

/** The first half of a character that takes two units. */
function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
