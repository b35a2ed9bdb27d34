import { defineConfig } from 'vitest/config';

const file = '**/*.test.{ts,tsx}';
/** Their modules are pure functions, or keep what they know in objects: loaded once, they serve all files of a process. */
const pure = ['data', 'distributions', 'flows', 'operations', 'protocol', 'session'].map(
  (room) => `test/unit/${room}/${file}`,
);

export default defineConfig({
  test: {
    // vitest leaves one core idle unless told otherwise, which is half of a machine with two
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [`test/unit/${file}`, `test/webview/${file}`, `test/cli/${file}`],
          exclude: pure,
        },
      },
    ],
    globalSetup: 'test/unit/engines/build-kernel.mjs',
    testTimeout: 60000,
    hookTimeout: 60000,
    pool: 'forks',
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
