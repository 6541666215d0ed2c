import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largest } from '../../src/knowledge/largest.js';

it('takes what sorting all would put first, of equals the earlier', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom(-Infinity, 0), (values, most, above) => {
      const sorted = [...values.keys()].filter((at) => values[at]! > above).sort((a, b) => values[b]! - values[a]! || a - b);
      expect(largest(Float64Array.from(values), most, above)).toEqual(sorted.slice(0, most));
      const even = (at: number) => at % 2 === 0;
      const may = [...values.keys()].filter((at) => even(at) && values[at]! > above).sort((a, b) => values[b]! - values[a]! || a - b);
      expect(largest(Float64Array.from(values), most, above, even)).toEqual(may.slice(0, most));
    }),
  );
});
