import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largest, positionsOfLargest } from '../../src/knowledge/largest.js';

it('takes what sorting some positions would put first, of equals the earlier, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 9 }), fc.boolean(), fc.nat()), { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (drawn, most) => {
      const values = drawn.map(([value]) => value);
      const among = [...drawn.keys()].filter((at) => drawn[at]![1]).sort((a, b) => drawn[a]![2] - drawn[b]![2]);
      const sorted = among.toSorted((a, b) => values[b]! - values[a]! || a - b);
      expect(largest(Float64Array.from(values), most, Uint32Array.from(among))).toEqual(sorted.slice(0, most));
      // Of equals those that are named earlier.
      const named = among.toSorted((a, b) => values[b]! - values[a]!);
      expect([...positionsOfLargest(Float64Array.from(values), most, Uint32Array.from(among))]).toEqual(named.slice(0, most).sort((a, b) => a - b));
    }),
  );
});
