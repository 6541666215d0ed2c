import { beforeAll, describe, expect, it } from 'vitest';
import type { Content } from '../../src/content.js';
import { LOCALES } from '../../src/core/locale.js';
import { newSession } from '../../src/core/session.js';
import { turn } from '../../src/core/turn.js';
import { wholeContent } from '../content.js';
import { NOON, message } from '../core/world.js';

let content: Content;
beforeAll(async () => {
  content = await wholeContent();
}, 120_000);

async function typed(text: string, locale: (typeof LOCALES)[number]) {
  const session = { ...newSession(locale, NOON), localeChosen: true };
  const { understanding } = await content.understand(text, session);
  return turn(session, message(text), understanding, content.world(NOON));
}

describe('words that we ask people to type', () => {
  it('begin their flow in every language, and call nobody to a danger that is none', async () => {
    for (const [id, { words }] of content.book.flows) {
      for (const locale of LOCALES) {
        for (const trigger of words[locale]?.triggers ?? []) {
          const { events } = await typed(trigger, locale);
          expect(events, `${id} ${locale} "${trigger}"`).toContainEqual({ type: 'flow.started', flow: id });
          expect(events.map((e) => e.type), `${id} ${locale} "${trigger}"`).not.toContain('flag.raised');
        }
      }
    }
  }, 120_000);

  it('are the words of buttons: typed, they do what a tap does', async () => {
    for (const locale of LOCALES) {
      const session = { ...newSession(locale, NOON), localeChosen: true };
      // A trigger leads to a flow's first question; its buttons are what people see first.
      for (const { words } of content.book.flows.values()) {
        const [trigger] = words[locale]?.triggers ?? [];
        if (trigger === undefined) continue;
        const asked = turn(session, message(trigger), { ...(await content.understand(trigger, session)).understanding, flags: [] }, content.world(NOON));
        for (const { title } of asked.session.offers) {
          const { understanding } = await content.understand(title, asked.session);
          const { events } = turn(asked.session, message(title), understanding, content.world(NOON));
          expect(events.map((e) => e.type), `${locale} "${title}"`).not.toContain('flag.raised');
        }
      }
    }
  }, 120_000);

  it('are numbers: whoever worked seventeen days is not taken for a child', async () => {
    for (let n = 0; n <= 100; n += 1) expect((await typed(String(n), 'en')).events.map((e) => e.type), String(n)).not.toContain('flag.raised');
  }, 120_000);

  it('are commands, answers and corrections in every language, and raise no alarm', async () => {
    const { commands, answers, corrections } = content.book;
    for (const words of [...commands.map((c) => c.words), ...answers.map((a) => a.words), ...corrections]) {
      expect((await typed(words, 'en')).events.map((e) => e.type), words).not.toContain('flag.raised');
    }
  }, 120_000);
});
