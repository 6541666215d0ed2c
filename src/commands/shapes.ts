import { LIMITS as web } from '../../channels/web/limits.js';
import { limits as telegram } from '../../channels/telegram/limits.js';
import { limits as terminal } from '../../channels/terminal/limits.js';
import { limits as viber } from '../../channels/viber/limits.js';
import type { Limits } from '../ports.js';

/** The channels whose shape a talk can be shown in. */
export const SHAPES: Record<string, Limits> = { telegram, viber, web, terminal };

/** The smallest of all channels' limits: what fits these fits everywhere. */
export const SMALLEST: Limits = {
  text: Math.min(telegram.text, viber.text, web.text),
  buttons: Math.min(telegram.buttons, viber.buttons, web.buttons),
  buttonTitle: Math.min(telegram.buttonTitle, viber.buttonTitle, web.buttonTitle),
};
