import { ENDONYMS, LOCALES } from './locale.js';
import type { Event } from './event.js';
import type { Command } from './session.js';
import { newSession } from './session.js';
import { repeatQuestion, skipQuestion, stepBack, type FlowStep } from './run.js';
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
    case 'back':
    case 'repeat':
    case 'skip':
      return inFlow(command, talk) ?? showMenu(talk, null);
    case 'stop':
    case 'bot':
      if (session.handoff) return closeTalk(talk);
      return showMenu({ ...talk, session: { ...session, run: null, pendingTopic: null } }, null);
  }
}

/** Goes back to the question before, asks again, or leaves one out; the question itself is repeated where that cannot be. */
function inFlow(command: 'back' | 'repeat' | 'skip', talk: Talk): Step | null {
  const { session } = talk;
  const done = command === 'back' ? stepBack(session, talk) : command === 'skip' ? skipQuestion(session, talk) : null;
  if (done) return flowStep(talk, done);
  const again = repeatQuestion(session, talk);
  return again && { session, says: [again], events: [] };
}

/** What a flow did, with the handoff or menu it may end in. Null lets the next rule try. */
export function flowStep(talk: Talk, flow: FlowStep | null): Step | null {
  if (!flow) return null;
  const step: Step = { session: flow.session, says: flow.says, events: flow.events };
  const after = { ...talk, session: flow.session };
  const then = flow.human ? openHandoff(after, flow.events.some((e) => e.type === 'flow.failed') ? 'no-answer' : 'flow') : flow.menu ? showMenu(after, null) : null;
  return then ? { ...then, says: [...step.says, ...then.says], events: [...step.events, ...then.events] } : step;
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
