import { ENDONYMS, LOCALES } from './locale.js';
import type { Event } from './event.js';
import type { Command } from './session.js';
import { newSession } from './session.js';
import { closeTalk, openHandoff } from './talk.js';
import type { Step, Talk } from './turn.js';

/** What a person can say at any time. */
export function obey(command: Command, talk: Talk): Step {
  const { session, world } = talk;
  const { locale } = session;
  switch (command) {
    case 'human':
      return openHandoff(talk, 'asked');
    case 'menu':
    case 'help':
      return showMenu(talk, null);
    case 'language':
      return {
        session: { ...session, run: null },
        says: [
          {
            text: world.phrase('choose-language', locale),
            by: 'bot',
            choices: [
              ...LOCALES.map((l) => ({ title: ENDONYMS[l], act: { do: 'locale', locale: l } as const })),
              {
                title: world.phrase(session.encoding === 'zawgyi' ? 'choice.unicode' : 'choice.zawgyi', 'my'),
                act: { do: 'encoding', encoding: session.encoding === 'zawgyi' ? 'unicode' : 'zawgyi' } as const,
              },
            ],
          },
        ],
        events: [],
      };
    case 'erase':
      return {
        session,
        says: [
          {
            text: world.phrase('erase.sure', locale),
            by: 'notice',
            choices: [
              { title: world.phrase('erase.yes', locale), act: { do: 'command', command: 'erase-yes' } },
              { title: world.phrase('erase.no', locale), act: { do: 'command', command: 'menu' } },
            ],
          },
        ],
        events: [],
      };
    case 'erase-yes':
      return {
        session: { ...newSession(locale, world.now), localeChosen: session.localeChosen, encoding: session.encoding },
        says: [{ text: world.phrase('erase.done', locale), by: 'notice' }],
        events: [{ type: 'conversation.erased' }],
        timer: null,
        erase: true,
      };
    case 'stop':
    case 'bot':
      if (session.handoff) return closeTalk(talk);
      return showMenu({ ...talk, session: { ...session, run: null, pendingTopic: null } }, null);
  }
}

/** The menu in the person's language. Leaves a waiting flow. */
export function showMenu({ session, world }: Talk, chosen: 'locale.chosen' | null): Step {
  const { locale } = session;
  const events: Event[] = chosen ? [{ type: chosen, locale }] : [];
  return {
    session: { ...session, run: null, pendingTopic: null, misses: 0 },
    says: [{ text: world.phrase('menu', locale), by: 'bot', choices: world.menu(locale, session.place, session.origin) }],
    events,
  };
}
