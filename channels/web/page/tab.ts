/*
 * What is kept while this tab lives, a reload included, and gone when it is closed: another person who opens the page
 * on this phone later sees nothing. Where the browser forbids even that, it lives as long as the page.
 */

const held = new Map<string, unknown>();

export function keep(name: string, value: unknown): void {
  held.set(name, value);
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Forbidden or full: `held` has it.
  }
}

/** What was kept under a name, or null. Only this page writes there, so it is what was put in. */
export function kept<T>(name: string): T | null {
  if (held.has(name)) return held.get(name) as T;
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
