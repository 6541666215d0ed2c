import type { Locale } from '../../core/locale.js';
import type { SimulatorStage, SimulatorStep } from '../simulator.js';
import { act, ask } from './api.js';
import { button, h, show, words } from './dom.js';
import { field } from './sign-in.js';
import { LANGUAGE, plain, SHAPE } from './words.js';

const FREE_TALK = '';

/** A turn that was played: what the person did, and what came of it. */
interface Played extends SimulatorStep {
  line: string;
}

/** A talk with the bot that nobody else sees: it lives in this page and ends with it. */
export async function showSimulator(place: HTMLElement, begin: string | undefined): Promise<void> {
  const stage = await ask<SimulatorStage>('/simulator');
  const title = h('h1', {}, 'Simulator');
  if (!stage.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, stage.message)));

  let played: Played[] = [];
  let busy = false;
  const flow = chooser([[FREE_TALK, 'Free talk'], ...stage.value.flows.map((f): [string, string] => [f.id, f.title])], begin ?? FREE_TALK);
  const language = chooser(Object.entries(LANGUAGE), 'my');
  const channel = chooser(stage.value.channels.map((c) => [c, SHAPE[c] ?? c]), stage.value.channels[0] ?? '');
  const turns = h('ol', { className: 'sim-turns', tabIndex: 0, aria: { label: 'The talk', live: 'polite' } });
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const box = h('input', { name: 'sim-text', autocomplete: 'off', dir: 'auto', aria: { label: 'What the person writes' } });
  const back = button('Step back', 'quiet', () => keep(played.slice(0, -1)));
  const save = button('Save as test', 'quiet', () => void saveTest());
  const picture = h('a', { className: 'sim-picture', href: '' }, 'Its picture');

  const form = h('form', { className: 'sim-form' }, box, h('button', { type: 'submit', className: 'primary' }, 'Send'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (box.value.trim() === '') return;
    // One line is one message here, as in a transcript.
    void play(`< ${box.value.trim().replace(/\s*\n\s*/g, ' ')}`).then((done) => {
      if (done) box.value = '';
    });
  });
  for (const select of [flow, language, channel]) select.addEventListener('change', () => void startOver());

  show(
    place,
    h(
      'div',
      { className: 'sheet sim' },
      title,
      h('p', { className: 'soft' }, 'The real bot, on a talk that is stored nowhere and that no counsellor sees.'),
      h('div', { className: 'filters' }, field('Flow', flow), field('Language', language), field('As shown on', channel)),
      h('div', { className: 'sim-acts' }, button('Start over', 'quiet', () => void startOver()), back, save, picture),
      turns,
      problem,
      form,
      h('div', { className: 'sim-acts' }, button('Send a photo', 'plain', () => void play('<file image/jpeg')), button('Share a place', 'plain', () => void play('<location 13.75,100.5')), button('Let the time run out', 'plain', () => void play('@ timer'))),
    ),
  );
  await startOver();

  async function startOver(): Promise<void> {
    keep([]);
    if (flow.value !== FREE_TALK) await play(`@ flow ${flow.value}`);
    box.focus();
  }

  async function play(line: string): Promise<boolean> {
    if (busy) return false;
    busy = true;
    const before = played;
    const answer = await act<SimulatorStep>('/simulator/step', { session: before.at(-1)?.session ?? null, count: before.length + 1, locale: language.value, channel: channel.value, line });
    busy = false;
    // Somebody started over while this was on its way: it belongs to a talk that is gone.
    if (played !== before) return false;
    problem.hidden = answer.ok;
    if (answer.ok) keep([...before, { line, ...answer.value }]);
    else problem.textContent = answer.message;
    return answer.ok;
  }

  function keep(now: Played[]): void {
    played = now;
    back.disabled = save.disabled = played.length === 0;
    picture.hidden = flow.value === FREE_TALK;
    picture.href = `#/flows/${flow.value}`;
    show(turns, ...(played.length === 0 ? [h('li', { className: 'nobody' }, 'Write something, as a person would.')] : played.map((turn, n) => turnElement(turn, n === played.length - 1))));
    turns.scrollTop = turns.scrollHeight;
  }

  function turnElement(turn: Played, last: boolean): HTMLElement {
    const said = turn.messages.map((message) =>
      h(
        'div',
        { className: `line ${message.by}` },
        words('div', 'bubble', message.text),
        message.zawgyi && h('span', { className: 'hint' }, 'goes out in Zawgyi letters'),
        message.buttons.length > 0 && h('div', { className: 'sim-buttons' }, ...message.buttons.map((b) => button(b.title, 'quiet', () => void play(`<< ${b.press}`)))),
      ),
    );
    const facts = h(
      'div',
      { className: 'sim-facts' },
      ...turn.events.map(({ type, ...more }) => h('div', {}, h('strong', {}, type), ` ${Object.values(more).map(String).join(' · ')}`)),
      turn.variables.length > 0 && h('dl', {}, ...turn.variables.flatMap((v) => [h('dt', {}, v.name), h('dd', {}, words('span', '', v.value))])),
    );
    return h('li', { className: last ? 'sim-turn last' : 'sim-turn' }, h('div', { className: 'sim-said' }, personElement(turn.line), ...said, said.length === 0 && h('p', { className: 'hint' }, 'The bot says nothing.')), facts);
  }

  async function saveTest(): Promise<void> {
    const name = flow.value === FREE_TALK ? 'talk' : flow.value;
    const about = flow.selectedOptions[0]?.textContent ?? name;
    const written = await act<{ text: string }>('/simulator/transcript', { locale: language.value, about, turns: played.map(({ line, lines }) => ({ line, lines })) });
    problem.hidden = written.ok;
    if (!written.ok) return void (problem.textContent = written.message);
    const address = URL.createObjectURL(new Blob([written.value.text], { type: 'text/plain' }));
    h('a', { href: address, download: `${name}.${language.value}.txt` }).click();
    URL.revokeObjectURL(address);
  }
}

/** What the person did, in words. */
function personElement(line: string): HTMLElement | false {
  if (line.startsWith('@ flow ')) return false;
  const [, done = ''] = /^(?:<<|<|@) ?(.*)$/.exec(line) ?? [];
  if (line.startsWith('< ') || line.startsWith('<< ')) return h('div', { className: 'line person' }, words('div', 'bubble', done));
  return h('div', { className: 'line note' }, h('div', { className: 'bubble' }, plain(done)));
}

/** A list to choose from. */
export function chooser(options: readonly (readonly [value: string, words: string])[], now: string): HTMLSelectElement {
  return h('select', {}, ...options.map(([value, said]) => h('option', { value, selected: value === now }, said)));
}

/** The flows as pictures. */
export async function showFlows(place: HTMLElement, open: string | undefined): Promise<void> {
  const stage = await ask<SimulatorStage>('/simulator');
  const title = h('h1', {}, 'Flows');
  if (!stage.ok) return show(place, h('div', { className: 'sheet' }, title, h('p', { className: 'problem' }, stage.message)));
  const { flows } = stage.value;
  const flow = chooser(flows.map((f) => [f.id, f.title]), open ?? flows[0]?.id ?? '');
  const language = chooser(Object.entries(LANGUAGE) as [Locale, string][], 'en');
  const image = h('img', { className: 'flow-picture', alt: '' });
  const whole = h('a', { className: 'sim-picture', target: '_blank', rel: 'noopener' }, 'Whole size');
  const attempt = h('a', { className: 'sim-picture' }, 'Try it');
  const draw = () => {
    const address = `/api/flow-picture?flow=${encodeURIComponent(flow.value)}&locale=${language.value}`;
    image.src = whole.href = address;
    image.alt = `The flow ${flow.selectedOptions[0]?.textContent ?? ''}`;
    attempt.href = `#/simulator/${flow.value}`;
  };
  for (const select of [flow, language]) select.addEventListener('change', draw);
  const key = h('p', { className: 'hint' }, 'Green: a question. White: what the bot does by itself. Orange: a person comes. Dashed: the question was skipped, or nobody answered. From every question people can also ask for help, go back, or call a person.');
  show(place, h('div', { className: 'sheet wide-sheet' }, title, h('div', { className: 'filters' }, field('Flow', flow), field('Language', language)), h('div', { className: 'sim-acts' }, attempt, whole), key, h('div', { className: 'flow-scroll', tabIndex: 0 }, image)));
  draw();
}
