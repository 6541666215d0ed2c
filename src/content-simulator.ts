import { SHAPES } from './commands/shapes.js';
import type { SimulatorDesk } from './console/simulator.js';
import type { Content } from './content.js';

/** The console's simulator over the content in use. */
export function simulatorOf(content: Content): SimulatorDesk {
  return {
    understand: (text, context) => content.understand(text, context),
    world: (now) => content.world(now),
    flows: () => [...content.book.flows].map(([id, flow]) => ({ id, title: flow.words.en?.title ?? id })),
    async picture(id, locale) {
      const flow = content.book.flows.get(id);
      if (!flow) return null;
      const [{ svg }, { pictureOf }] = await Promise.all([import('./flow/drawing.js'), import('./flow/graph.js')]);
      return svg(pictureOf(flow, locale));
    },
    channels: SHAPES,
  };
}
