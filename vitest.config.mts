import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/webview/**/*.test.{ts,tsx}', 'test/cli/**/*.test.ts'],
    globalSetup: 'test/unit/engines/build-kernel.mjs',
    testTimeout: 60000,
    hookTimeout: 60000,
    pool: 'forks',
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
