/** Languages the bot speaks (BCP 47 primary tags), the first ones first. */
export const LOCALES = ['my', 'en', 'th', 'km', 'lo', 'vi'] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && (LOCALES as readonly string[]).includes(value);
}

/** The language of a BCP 47 tag ("my-MM"), where it is one of ours. */
export function localeOf(tag: string | undefined): Locale | null {
  const language = tag?.toLowerCase().split('-')[0];
  return isLocale(language) ? language : null;
}

/** A text in several languages; `en` is always there because every translation is checked against it. */
export type Localised = { readonly en: string } & { readonly [L in Locale]?: string };

/** How each language calls itself, for a language picker. */
export const ENDONYMS: Record<Locale, string> = {
  my: 'မြန်မာ',
  en: 'English',
  th: 'ไทย',
  km: 'ខ្មែរ',
  lo: 'ລາວ',
  vi: 'Tiếng Việt',
};

/** A real sentence has four words in Latin letters ("no, Cambodia" is none), else 12 letters, where words have no spaces. */
const SENTENCE_WORDS = 4;
const SENTENCE_LETTERS = 12;

/** Whether a text is long enough to show which language somebody speaks, not one borrowed word. */
export function isSentence(text: string): boolean {
  return /[^\p{Script=Latin}\P{L}]/u.test(text) ? text.length >= SENTENCE_LETTERS : text.split(/\s+/u).length >= SENTENCE_WORDS;
}
