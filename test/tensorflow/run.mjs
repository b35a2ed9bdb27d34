// npm run test:tensorflow: the native engine for real. Sets tfjs-node up by the product's own
// recipe (once), then runs the catalogue on it with this Node and with Node 24, and the tests
// of damage; with --only NAMES some of them. Linux x64; elsewhere tfjs-node needs no recipe.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureTensorflow } from './setup.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const { values } = parseArgs({ options: { only: { type: 'string' } } });

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('The tests of tfjs-node run on Linux x64 only: nothing was tested.');
  process.exit(0);
}

const began = Date.now();
const step = (name, command, args, env = process.env) => {
  if (values.only && !values.only.split(',').includes(name) && name !== 'build') return;
  console.log(`\n== ${name}`);
  const start = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  console.log(
    `${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - start) / 1000)} s`,
  );
  if (status !== 0) process.exit(1);
};

step('build', process.execPath, ['esbuild.mjs']);
let places;
try {
  places = ensureTensorflow();
} catch (error) {
  console.error(`tfjs-node could not be set up. ${error.message}`);
  process.exit(1);
}
const { storage, tfjsNode, node24 } = places;
console.log(`tfjs-node: ${tfjsNode} (${Math.round((Date.now() - began) / 1000)} s so far)`);
const env = {
  ...process.env,
  FLOWSCOPE_STORAGE: storage,
  FLOWSCOPE_TENSORFLOW_PATH: '',
  FLOWSCOPE_TEST_TFJS_NODE: tfjsNode,
  FLOWSCOPE_TEST_NODE24: node24,
  TF_CPP_MIN_LOG_LEVEL: '2',
};
const vitest = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--config',
  join(here, 'vitest.config.mts'),
];
step('catalogue', process.execPath, [...vitest, 'fast-engines'], env);
step('catalogue on Node 24', node24, [...vitest, 'fast-engines'], env);
step('fits and damage', process.execPath, [...vitest, 'test/tensorflow'], env);
step(
  'workbench',
  process.execPath,
  ['test/integration/run.mjs', '--suites', join(here, 'workbench'), '--host', 'served'],
  env,
);
step('panel', process.execPath, [join(here, 'panel.e2e.mjs')], env);
// of a machine without tfjs-node
step('untrusted', process.execPath, [join(here, 'untrusted.e2e.mjs')], {
  ...env,
  FLOWSCOPE_STORAGE: join(root, 'test-output/no-tensorflow'),
});

console.log(`\nThe tests of tfjs-node passed in ${Math.round((Date.now() - began) / 1000)} s.`);
