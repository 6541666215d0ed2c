import fc from 'fast-check';

/**
 * Property tests draw the same examples on every machine, so that a red run is the fault of the change at hand and can be
 * run again. Another draw: `PROPERTY_SEED=$RANDOM npm test`; it is worth doing before a release.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20261122) });
