import { revealed } from './reveal.js';

type Child = Node | string | null | false | undefined;
type Props<K extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[K], 'children' | 'style' | 'dataset' | 'innerHTML' | 'outerHTML'>> & {
  data?: Record<string, string>;
  aria?: Record<string, string>;
  role?: string;
};

/** An element from properties and children. Strings become text nodes: there is no way in for markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props<K> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { data, aria, role, ...own } = props;
  Object.assign(element, own);
  for (const [name, value] of Object.entries(data ?? {})) element.dataset[name] = value;
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(`aria-${name}`, value);
  if (role !== undefined) element.setAttribute('role', role);
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** What somebody wrote: as it is, with every invisible character made visible. */
export function words(tag: 'div' | 'span', className: string, text: string): HTMLElement {
  const element = h(tag, { className, dir: 'auto' });
  for (const part of revealed(text)) {
    element.append(part.kind === 'text' ? part.text : h('span', { className: `mark ${part.kind}`, title: part.name }, part.label));
  }
  return element;
}

/** Puts `children` into `place` instead of what is there. */
export function show(place: Element, ...children: Child[]): void {
  place.replaceChildren(...children.filter((child) => child !== null && child !== false && child !== undefined));
}

export function button(label: string, className: string, onclick: () => void): HTMLButtonElement {
  return h('button', { type: 'button', className, onclick }, label);
}
