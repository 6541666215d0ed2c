import type { Limits } from '../../src/ports.js';

/** A terminal has no buttons: choices become numbered lines. The text bound is ours: one long scroll is enough. */
export const limits: Limits = { text: 8_000, buttons: 0, buttonTitle: 60 };
