import type { EventActivity } from './activity.js';
import { dueNow } from './due.js';
import type { Event } from './event.js';
import { andAgain, parkedAt, repeatQuestion } from './parked.js';
import { nicknameGiven, switchTo, askNickname } from './person.js';
import { answersFlow, askedAnew, correctsFor, expireFlow, isLost, movedOn, pressedEarlier, resumeFlow, startFlow } from './run.js';
import { MISSES_BEFORE_HUMAN, answerEntry, answerSeveral, moreOf, nearby, notOurs, offerEntries, offerHuman, offerPlaces, splitKey } from './answer.js';
import { closeTalk, openHandoff, raiseFlags, talkWithCounsellor, handoffEvent, rung, silent } from './talk.js';
import { flowStep, obey, showMenu } from './command.js';
import { askLetters, lettersChosen, lettersUnanswered } from './letters.js';
import { isSentence, localeAsked, localeWished, type Locale } from './locale.js';
import { changeReminders } from './remind.js';
import type { Choice, Say } from './say.js';
import type { Act, Due } from './session.js';
import type { Rule, Step, Talk } from './turn.js';
import { read } from './wait.js';

/**
 * The ordered rules of the bot, on one screen. The first that answers ends the turn.
 */
export const RULES: readonly Rule[] = [
  // What is not a message: a counsellor's act, a timer, somebody arriving or leaving.
  { name: 'happening', apply: happening },
  // Danger is seen before anything else, in every state.
  { name: 'red-flags', apply: raiseFlags },
  // One party speaks at a time: while a counsellor does, the bot is silent.
  { name: 'counsellor', apply: talkWithCounsellor },
  // Which letters their phone shows, where we asked: the message that waited is read.
  { name: 'letters', apply: lettersChosen },
  // What a person can say at any time: help, a person, menu, language, stop, forget me.
  { name: 'command', apply: command },
  // "English please."
  { name: 'language', apply: language },
  // A button that leads somewhere else than the waiting flow.
  { name: 'choice', apply: choice },
  // Zawgyi or Unicode for all we know, and the two are not the same to us: which can they read?
  { name: 'which-letters', apply: askLetters },
  // Somebody else writes from this phone, and was asked for a nickname.
  { name: 'nickname', apply: nickname },
  // A language that is none of ours.
  { name: 'foreign', apply: foreign },
  // We asked which language, and they say in it what they need.
  { name: 'need-first', apply: needFirst },
  // A question that a flow would take for its answer: "how much is a passport in Malaysia?", asked where a country is.
  { name: 'question-between', apply: questionBetween },
  // The answer a flow waits for, or a correction of an earlier one.
  { name: 'flow', apply: waitingFlow },
  // Words that begin a flow.
  { name: 'trigger', apply: trigger },
  // "Is K7Q2P still true?"
  { name: 'receipt', apply: receipt },
  // A place on the map, without words: where to go near it.
  { name: 'location', apply: location },
  // Several questions in one message.
  { name: 'several', apply: several },
  // The country that a question waited for; "and in Malaysia?", "how much?".
  { name: 'follow-up', apply: followUp },
  // The answer.
  { name: 'answer', apply: answer },
  // One thing is missing, or several entries are likely.
  { name: 'clarify', apply: clarify },
  // We asked which letters, and this was no answer to it: go on without one.
  { name: 'letters-unanswered', apply: lettersUnanswered },
  // A flow asked, and this was no answer to it: ask again.
  { name: 'ask-again', apply: askAgain },
  // A greeting, or the first words of a stranger.
  { name: 'welcome', apply: welcome },
  // Nothing fits: a person.
  { name: 'human', apply: lastResort },
];

function happening(talk: Talk): Step | null {
  const { activity, session } = talk;
  switch (activity.type) {
    case 'message':
      return null;
    case 'messageUpdate':
      return editedMessage(talk);
    case 'conversationUpdate':
      return welcomed(talk);
    case 'contactRelationUpdate':
      return activity.action === 'add' ? welcomed(talk) : { session: { ...session, run: null, reminders: [] }, says: [], events: [{ type: 'conversation.left' }] };
    case 'typing':
      return silent(talk);
    case 'endOfConversation':
      // The person cleared the screen: nobody is there to read a farewell, and no counsellor should wait for them.
      return farewell(session.handoff ? { ...closeTalk(talk), says: [] } : silent(talk));
    case 'event':
      return eventHappened(talk, activity);
  }
}

function eventHappened(talk: Talk, activity: EventActivity): Step {
  switch (activity.name) {
    case 'start':
      return welcomed(talk);
    case 'timer':
      return dueNow(talk).reduce((step, kind) => ringing({ ...talk, session: step.session }, kind, step), silent(talk));
    case 'delivery.failed':
      return silent(talk);
    case 'handoff.status':
    case 'counsellor.reply':
      return handoffEvent(talk);
  }
}

/** One thing that is due, after others; a flow's question that nobody answered goes on where it says. */
function ringing(talk: Talk, kind: Due['kind'], before: Step): Step {
  const step = (kind === 'flow-expires' ? flowStep(talk, expireFlow(talk.session, talk)) : null) ?? rung(talk, kind);
  return { ...before, ...step, says: [...before.says, ...step.says], events: [...before.events, ...step.events] };
}

/** Where nobody is, nobody is reminded. */
function farewell(step: Step): Step {
  return { ...step, session: { ...step.session, reminders: [] } };
}

/** A changed message is read for danger and shown to the counsellor who speaks; it is not answered a second time. */
function editedMessage(talk: Talk): Step {
  return raiseFlags(talk) ?? talkWithCounsellor(talk) ?? silent(talk);
}

function command(talk: Talk): Step | null {
  const { act, world, understanding } = talk;
  const said = act?.do === 'command' ? act.command : act ? null : (world.command(understanding.text) ?? answeredNothing(talk));
  // "Ok" greets and thanks; to a question it is an answer.
  if (said === 'hello' && !act && answersFlow(talk.session, talk)) return null;
  // A stranger who greets is welcomed, as one who says nothing yet.
  if (said === 'hello' && talk.first) return welcomed(talk);
  return said ? obey(said, talk) : null;
}

/** "Yes", where nothing was asked, is as much as "ok". */
function answeredNothing({ session, world, understanding }: Talk): 'hello' | null {
  return session.run === null && world.yesNo(understanding.text) !== null ? 'hello' : null;
}

function choice(talk: Talk): Step | null {
  const { act, session } = talk;
  switch (act?.do) {
    case 'entry':
      return answerEntry(talk, act.entry);
    case 'more':
      return moreOf(talk, act.entry);
    case 'flow':
      return flowStep(talk, startFlow(act.flow, session, talk));
    case 'place':
      return placeChosen(talk, act);
    case 'locale':
      if (session.run && answersFlow(session, talk)) return null;
      return talk.first ? greeted(talk) : speakIn(act.locale, talk);
    case 'encoding':
      return goOn({ ...talk, session: { ...session, encoding: act.encoding, encodingChosen: true } }, []);
    case 'person':
      return switchTo(act.name, talk);
    case 'new-person':
      return askNickname(talk);
    case 'pick':
      if (session.run?.flow === act.flow && session.run.node === act.node) return null;
      // A button of an old question: it corrects that answer; of a flow that is over, begins it anew rather than guess.
      return flowStep(talk, pressedEarlier(session, talk) ?? startFlow(act.flow, session, talk));
    case 'take':
      if (session.run?.flow === act.flow && session.run.node === act.node) return null;
      // The flow has gone on since: its question stands.
      return goOn(talk, []);
    case 'change':
      return flowStep(talk, askedAnew(act, session, talk)) ?? goOn(talk, []);
    case 'reminders':
      return andAgain(changeReminders(talk, act), talk.world);
    case 'command':
    case undefined:
      return null;
  }
}

function language(talk: Talk): Step | null {
  const { session, world, understanding, act } = talk;
  const locale = act || parkedAt(session, world)?.wait.for === 'locale' ? null : localeWished(understanding.text);
  if (locale === null) return null;
  return talk.first ? greeted({ ...talk, act: { do: 'locale', locale } }) : speakIn(locale, talk);
}

function speakIn(locale: Locale, talk: Talk): Step {
  return goOn({ ...talk, session: { ...talk.session, locale, localeChosen: true } }, [{ type: 'locale.chosen', locale }]);
}

/** The country that a question waited for; a flow that waits for one too takes it, and goes on behind the answer. */
function placeChosen(talk: Talk, { topic, place }: Extract<Act, { do: 'place' }>): Step | null {
  const { session, world } = talk;
  const went = session.run && answersFlow(session, talk) ? flowStep(talk, resumeFlow(session, talk)) : null;
  const entry = world.entryFor(topic, place, session.origin);
  const answered = (there: Talk): Step | null => (entry === null ? null : answerEntry(there, entry));
  if (!went) return askedAgain(answered(talk), talk);
  const told = answered({ ...talk, session: went.session });
  return told === null ? went : { ...went, ...told, says: [...told.says, ...went.says], events: [...told.events, ...went.events] };
}

/** Back to the waiting question, in another language or other letters; to the menu where none waits. */
function goOn(talk: Talk, events: Event[]): Step {
  const again = repeatQuestion(talk.session, talk.world);
  const step = again ? { session: talk.session, says: [again], events: [] } : showMenu(talk);
  return { ...step, events };
}

function nickname(talk: Talk): Step | null {
  const given = nicknameGiven(talk);
  if (!given || given.session.name === talk.session.name) return given;
  // Somebody new chooses a language and is asked for consent, as anybody is.
  const begun = flowStep(talk, startFlow('welcome', given.session, talk));
  return begun && { ...begun, says: [...given.says, ...begun.says], events: [...given.events, ...begun.events] };
}

/** A language that nobody here reads: said in all that are, with the way to choose one. To a flow's question it may be an answer, as a name is. */
function foreign(talk: Talk): Step | null {
  const { session, understanding, world, act, first } = talk;
  const waits = parkedAt(session, world)?.wait.for;
  if (act || !understanding.foreign || (waits !== undefined && waits !== 'locale')) return null;
  const told = notOurs(talk);
  if (waits === 'locale') return andAgain({ ...told, says: told.says.map(({ text, by }) => ({ text, by })) }, world);
  // Nobody is past the welcome who never chose a language or was asked whether they agree.
  const begun = first ? welcomed(talk) : null;
  return begun ? { ...begun, says: [...told.says.map(({ text, by }) => ({ text, by })), ...begun.says] } : told;
}

/** A sentence where the language is asked: the language it names is the answer, else its own, and what it says is heard at once. */
function needFirst(talk: Talk): Step | null {
  const { session, understanding, world, act } = talk;
  if (act || parkedAt(session, world)?.wait.for !== 'locale') return null;
  const { text } = understanding;
  const named = localeAsked(text);
  const locale = named ?? (isSentence(text) ? understanding.locale : null);
  if (locale === null) return null;
  const begun = flowStep(talk, resumeFlow(session, { ...talk, act: { do: 'locale', locale } }));
  if (!begun || named) return begun;
  const there = { ...talk, session: begun.session };
  const told = trigger(there) ?? several(there) ?? answer(there) ?? whatIsMissing(there);
  // Who we are comes first; the flow's next question comes again by itself, or after what is asked now.
  return told ? { ...told, says: [...begun.says.slice(0, -1), ...told.says], events: [...begun.events, ...told.events] } : begun;
}

/**
 * A question in the middle that is an answer too, by the letter. Who asks is answered, and the flow's question stands; where
 * it shows no buttons of its own, one takes what was written for the answer after all.
 */
function questionBetween(talk: Talk): Step | null {
  const { session, understanding, world, act } = talk;
  const parked = act ? null : parkedAt(session, world);
  if (!parked || !(understanding.asks || (understanding.takesUp && parked.wait.for !== 'text')) || correctsFor(parked, talk)) return null;
  const reading = read(parked.wait, parked.run, talk);
  if (reading === null) return null;
  const told = several(talk) ?? followUp(talk) ?? answer(talk) ?? (parked.wait.for === 'place' ? clarify(talk) : null);
  if (!told || parked.wait.for === 'place') return told;
  const { flow, node } = parked.run;
  const taken: Choice = { title: world.phrase('choice.my-answer', session.locale), act: { do: 'take', flow, node, answer: reading } };
  const asked = told.says.at(-1) as Say;
  const text = `${asked.text}\n\n${world.phrase('meant-as-answer', session.locale)}`;
  return { ...told, says: [...told.says.slice(0, -1), { ...asked, text, choices: [...(asked.choices ?? []), taken] }] };
}

function waitingFlow(talk: Talk): Step | null {
  if (!talk.session.run || !answersFlow(talk.session, talk)) return null;
  return flowStep(talk, resumeFlow(talk.session, talk));
}

function trigger(talk: Talk): Step | null {
  const [flow] = talk.world.triggered(talk.understanding.text, talk.session.locale);
  return flow ? flowStep(talk, startFlow(flow, talk.session, talk)) : null;
}

function receipt(talk: Talk): Step | null {
  const { session, world, understanding } = talk;
  const text = world.receipt(understanding.text, session.locale);
  return askedAgain(text ? { session, says: [{ text, by: 'bot' }], events: [] } : null, talk);
}

function location(talk: Talk): Step | null {
  const { activity, understanding } = talk;
  if (activity.type !== 'message' || !activity.entities?.length || understanding.text !== '') return null;
  const near = nearby(talk);
  return near && askedAgain(answerEntry(talk, near.entry), talk);
}

function followUp(talk: Talk): Step | null {
  const { session, understanding, world } = talk;
  const place = (understanding.places.find((m) => m.direction === 'to') ?? understanding.places[0])?.place;
  // In a flow a country that answers no question corrects an earlier answer, unless the words take up what was said.
  const inFlow = session.run !== null && !session.pendingTopic && !understanding.takesUp;
  const goesOn = understanding.takesUp !== null || (understanding.gate === 'none' && isBrief(understanding.text));
  const last = session.last && goesOn ? splitKey(session.last).topic : null;
  const topic = session.pendingTopic ?? last;
  const ownSubject = understanding.gate === 'answer' && understanding.takesUp !== 'place';
  const entry = place && topic && !inFlow && !ownSubject ? world.entryFor(topic, place, session.origin) : null;
  return askedAgain((entry ? answerEntry(talk, entry) : null) ?? sequelOf(talk), talk);
}

/** Who names another country for what was told needs few letters; more of them tell something else ("my brother died in Malaysia"). */
const BRIEF_LETTERS = 30;

function isBrief(text: string): boolean {
  return text.replace(/[^\p{L}\p{M}]/gu, '').length <= BRIEF_LETTERS;
}

/** "How much?", "and for my wife?": read with what was said last. Words with a subject of their own that is sure are not. */
function sequelOf(talk: Talk): Step | null {
  const { understanding, session } = talk;
  const { sequel, takesUp, gate } = understanding;
  const [best] = sequel.matches;
  if (!best || (takesUp === 'more' && gate === 'answer')) return null;
  const isNew = best.entry !== session.last;
  if (sequel.gate === 'answer' && isNew) return answerEntry(talk, best.entry);
  // "How much?" of what was just told: its details. The same answer once more says nothing of the wife: it is offered beside others.
  if (sequel.gate === 'answer' && takesUp === null) return moreOf(talk, best.entry);
  return sequel.gate === 'none' ? null : offerEntries({ ...talk, understanding: { ...understanding, matches: sequel.matches } });
}

function several(talk: Talk): Step | null {
  return askedAgain(answerSeveral(talk), talk);
}

/** Answers, and comes back to the question of a flow that was interrupted. */
function answer(talk: Talk): Step | null {
  const best = talk.understanding.gate === 'answer' ? talk.understanding.matches[0] : undefined;
  return askedAgain(best ? answerEntry(talk, best.entry) : null, talk);
}

function askedAgain(step: Step | null, talk: Talk): Step | null {
  return step && talk.session.run ? andAgain(step, talk.world) : step;
}

/** Less likely than that, what is told to a flow's question is rather an answer to it, in words that it does not know. */
const TOLD_AT = 0.7;
/** Likelier right than wrong: worth a look also after two misses. */
const LIKELY_AT = 0.5;

function clarify(talk: Talk): Step | null {
  const { understanding, session } = talk;
  const likely = understanding.matches[0]?.score ?? 0;
  // To a flow's question only a question needs a clarification, or a need that is told.
  const tells = understanding.gate === 'place' && likely >= TOLD_AT && isSentence(understanding.text);
  if (session.run && !understanding.asks && !tells) return null;
  // It is asked at most twice in a row; then a person is offered.
  return session.misses >= MISSES_BEFORE_HUMAN && likely < LIKELY_AT ? null : whatIsMissing(talk);
}

/** The country, asked by itself: a flow's question comes again with the answer. Or which entry is meant. */
function whatIsMissing(talk: Talk): Step | null {
  const { understanding } = talk;
  if (understanding.gate === 'place') return offerPlaces(talk);
  return understanding.gate === 'clarify' ? askedAgain(offerEntries(talk), talk) : null;
}

function askAgain(talk: Talk): Step | null {
  const { session, world } = talk;
  if (isLost(session, world)) return changedFlow(talk);
  return session.run ? flowStep(talk, resumeFlow(talk.session, talk)) : null;
}

/** The flow was changed while the person was in the middle, and their question is no more: go on where it moved, or say so and begin it anew. */
function changedFlow(talk: Talk): Step | null {
  const { session, world } = talk;
  const moved = movedOn(session, talk);
  if (moved) return flowStep(talk, moved);
  const begun = flowStep(talk, startFlow(session.run?.flow ?? '', { ...session, run: null }, talk)) ?? showMenu(talk);
  return { ...begun, says: [{ text: world.phrase('flow-changed', session.locale), by: 'bot' }, ...begun.says] };
}

function welcome(talk: Talk): Step | null {
  return talk.first ? welcomed(talk) : null;
}

/** Where understanding itself failed, a person is not only offered: they are called. */
function lastResort(talk: Talk): Step {
  return talk.understanding.partial && !talk.session.handoff ? openHandoff(talk, 'understanding-failed') : offerHuman(talk);
}

/** Somebody arrives: the welcome flow, unless a person is already being talked with. */
function welcomed(talk: Talk): Step {
  if (talk.session.speaker === 'counsellor') return silent(talk);
  return flowStep(talk, startFlow('welcome', talk.session, talk)) ?? showMenu(talk);
}

/** A stranger answers the greeting's question, which no turn of ours had asked. */
function greeted(talk: Talk): Step | null {
  const begun = startFlow('welcome', talk.session, talk);
  return begun && flowStep(talk, resumeFlow(begun.session, talk));
}
