import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    // A process start, a browser or a Redis may take a while on two busy cores; no test sleeps.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: one file at a time each.
    maxWorkers: 2,
  },
});
