import { ENDONYMS, LOCALES } from './locale.js';
import type { Command } from './session.js';
import { newSession } from './session.js';
import { andAgain, repeatQuestion } from './parked.js';
import { askWho } from './person.js';
import { listReminders, stopReminders } from './remind.js';
import { answersGiven, skipQuestion, startOver, stepBack } from './run.js';
import type { FlowStep } from './walk.js';
import { closeTalk, openHandoff } from './talk.js';
import type { Step, Talk } from './turn.js';

/** What help offers to somebody who has a question of ours before them. */
const IN_FLOW = ['change', 'profile', 'human'] as const;
/** Answers that are listed to be changed: more buttons than that are scrolled past. */
const MOST_ANSWERS = 12;
/** Enough of a question to know it again, and of an answer for a button. */
const LONGEST_QUESTION = 90;
const LONGEST_ANSWER = 24;

/** What a person can say at any time. */
export function obey(command: Command, talk: Talk): Step {
  const { session, world } = talk;
  const { locale } = session;
  switch (command) {
    case 'human':
      return openHandoff(talk, 'asked');
    case 'menu':
      return showMenu(talk);
    case 'help': {
      const again = repeatQuestion(session, world);
      return again ? { session, says: [{ text: world.phrase('help-in-flow', locale), by: 'bot', choices: IN_FLOW.map((c) => ({ title: world.phrase(`choice.${c}`, locale), act: { do: 'command', command: c } })) }, again], events: [] } : showMenu(talk);
    }
    case 'language':
      return {
        session,
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
              { title: world.phrase('erase.no', locale), act: { do: 'command', command: 'repeat' } },
            ],
          },
        ],
        events: [],
      };
    case 'erase-yes':
      return {
        session: { ...newSession(locale, world.now), localeChosen: session.localeChosen, encoding: session.encoding, encodingChosen: session.encodingChosen },
        says: [{ text: world.phrase('erase.done', locale), by: 'notice' }],
        events: [{ type: 'conversation.erased' }],
        erase: true,
      };
    case 'profile':
      return askWho(talk);
    case 'change':
      return listAnswers(talk) ?? inFlow('repeat', talk) ?? showMenu(talk);
    case 'reminders':
      return andAgain(listReminders(talk), world);
    case 'stop-reminders':
      return andAgain(stopReminders(talk), world);
    case 'hello':
    case 'back':
    case 'repeat':
    case 'skip':
    case 'start-over':
      return inFlow(command, talk) ?? showMenu(talk);
    case 'stop':
    case 'bot':
      if (session.handoff) return closeTalk(talk);
      return showMenu({ ...talk, session: { ...session, run: null, pendingTopic: null } });
  }
}

/** Goes back, leaves out or begins anew; the question itself is repeated where that cannot be, and where somebody only says hello. */
function inFlow(command: 'hello' | 'back' | 'repeat' | 'skip' | 'start-over', talk: Talk): Step | null {
  const { session, world } = talk;
  const done = command === 'back' ? stepBack(session, talk) : command === 'skip' ? skipQuestion(session, talk) : command === 'start-over' ? startOver(session, talk) : null;
  if (done) return flowStep(talk, done);
  const again = repeatQuestion(session, world);
  return again && { session, says: [again], events: [] };
}

/** The answers given so far, each a button that leads back to its question; null where there are none. */
function listAnswers({ session, world }: Talk): Step | null {
  const given = answersGiven(session, world, MOST_ANSWERS).map(({ question, answer, act }, n) => {
    const said = answer === null ? '…' : typeof answer === 'string' ? answer : world.phrase('change.wrote', session.locale);
    const number = world.number(n + 1, session.locale);
    return { line: `${number}. ${shortened(question, LONGEST_QUESTION)} — ${shortened(said, LONGEST_ANSWER)}`, choice: { title: `${number}. ${shortened(said, LONGEST_ANSWER)}`, act } };
  });
  if (given.length === 0) return null;
  const text = [world.phrase('change.which', session.locale), ...given.map(({ line }) => line)].join('\n');
  return { session, says: [{ text, by: 'bot', choices: given.map(({ choice }) => choice) }], events: [] };
}

/** One line of at most so many letters, the cut marked by "…". */
function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)];
  return letters.length <= most ? line : `${letters.slice(0, most - 1).map((g) => g.segment).join('').trimEnd()}…`;
}

/** What a flow did, with the handoff or menu it may end in. Null lets the next rule try. */
export function flowStep(talk: Talk, flow: FlowStep | null): Step | null {
  if (!flow) return null;
  const step: Step = { session: flow.session, says: flow.says, events: flow.events };
  const after = { ...talk, session: flow.session };
  const then = flow.human ? openHandoff(after, flow.events.some((e) => e.type === 'flow.failed') ? 'no-answer' : 'flow', flow.agreed) : flow.menu || isSilent(flow) ? showMenu(after) : null;
  return then ? { ...then, says: [...step.says, ...then.says], events: [...step.events, ...then.events] } : step;
}

/** A flow that ended without a word. */
function isSilent({ says, session }: FlowStep): boolean {
  return says.length === 0 && session.run === null;
}

/** The menu in the person's language. Leaves a waiting flow. */
export function showMenu({ session, world }: Talk): Step {
  const { locale } = session;
  return {
    session: { ...session, run: null, pendingTopic: null, misses: 0 },
    says: [{ text: world.phrase('menu', locale), by: 'bot', choices: world.menu(locale, session.place, session.origin) }],
    events: [],
  };
}
