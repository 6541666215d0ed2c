import type { Account } from '../account.js';
import type { TalkLine } from '../shapes.js';
import { h, words } from './dom.js';
import { moment } from './words.js';

/** One line of the talk, with who speaks. What people wrote is text and nothing else: no link, no markup. */
export function lineElement(line: TalkLine, me: Account): HTMLElement {
  return h(
    'li',
    { className: `line ${line.by}` },
    h('div', { className: 'speaker' }, `${speaker(line, me)} · ${moment(line.at, Date.now())}${line.changed ? ' · changed their message' : ''}`),
    line.text !== '' && words('div', 'bubble', line.text),
    ...line.files.map((file) => words('div', 'bubble file', `File: ${file}. Files are not opened here.`)),
    line.place && h('div', { className: 'bubble file' }, `Place: ${line.place.latitude.toFixed(5)}, ${line.place.longitude.toFixed(5)}`),
    line.buttons.length > 0 && h('div', { className: 'offered' }, ...line.buttons.map((title) => words('span', '', title))),
  );
}

function speaker(line: TalkLine, me: Account): string {
  switch (line.by) {
    case 'person':
      return 'The person';
    case 'bot':
      return 'Bot';
    case 'counsellor':
      return line.name === null || line.name === me.name ? 'Counsellor' : line.name;
    case 'notice':
      return 'Notice to the person';
    case 'note':
      return `Note from ${line.name ?? 'a counsellor'}, not sent`;
  }
}
