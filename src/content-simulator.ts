import { SHAPES } from './commands/flows.js';
import type { SimulatorDesk } from './console/simulator.js';
import type { Content } from './content.js';
import { svg } from './flow/drawing.js';
import { pictureOf } from './flow/graph.js';

/** The console's simulator over the content in use. */
export function simulatorOf(content: Content): SimulatorDesk {
  return {
    understand: (text, context) => content.understand(text, context),
    world: (now) => content.world(now),
    flows: () => [...content.book.flows].map(([id, flow]) => ({ id, title: flow.words.en?.title ?? id })),
    async picture(id, locale) {
      const flow = content.book.flows.get(id);
      return flow ? svg(pictureOf(flow, locale)) : null;
    },
    channels: SHAPES,
  };
}
