import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: {
    include: ['test/tensorflow/*.test.ts', 'test/unit/engines/fast-engines.test.ts'],
    globalSetup: 'test/unit/engines/build-kernel.mjs',
    testTimeout: 120000,
    hookTimeout: 60000,
    pool: 'forks',
    fileParallelism: false,
  },
});
