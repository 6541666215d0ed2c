import type { Locale } from '../../core/locale.js';
import { h } from './dom.js';
import { LANGUAGE } from './words.js';

/** Boxes to tick: which languages a counsellor speaks. */
export function languageBoxes(ticked: Locale[]): { element: HTMLElement; chosen(): Locale[] } {
  const boxes = (Object.keys(LANGUAGE) as Locale[]).map((locale) => ({ locale, box: h('input', { type: 'checkbox', checked: ticked.includes(locale) }) }));
  const labels = boxes.map(({ locale, box }) => h('label', { className: 'tick' }, box, LANGUAGE[locale]));
  return {
    element: h('fieldset', { className: 'field' }, h('legend', { className: 'field-name' }, 'Languages'), h('div', { className: 'ticks' }, ...labels)),
    chosen: () => boxes.filter(({ box }) => box.checked).map(({ locale }) => locale),
  };
}
