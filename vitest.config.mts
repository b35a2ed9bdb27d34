import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/webview/**/*.test.{ts,tsx}', 'test/cli/**/*.test.ts'],
    globalSetup: 'test/unit/engines/build-kernel.mjs',
    // vitest leaves one core idle unless told otherwise, which is half of a machine with two
    maxWorkers: '100%',
    testTimeout: 60000,
    hookTimeout: 60000,
    pool: 'forks',
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
