// npm test: every tier, side by side where a tier leaves a core idle; nothing more begins once one has failed. --only unit,cli,... runs some.
import { parseArgs } from 'node:util';
import { workbenchRunsHere } from '../test/workbench/setup.mjs';
import { sideBySide } from './side-by-side.mjs';

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const tiers = [
  { name: 'workbench', args: ['test/workbench/install.mjs'] },
  {
    name: 'lint',
    args: ['node_modules/eslint/bin/eslint.js', 'src', 'webview', 'test', 'scripts', 'media'],
  },
  ...['test', 'webview', '.'].map((project) => ({
    name: 'types',
    args: ['node_modules/typescript/bin/tsc', '-p', project],
  })),
  {
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  },
  { name: 'circles', args: ['scripts/circles.mjs'] },
  { name: 'build', args: ['esbuild.mjs'] },
  { name: 'unit', args: [...vitest, 'test/unit', 'test/webview'], alone: true },
  { name: 'cli', args: [...vitest, 'test/cli'], alone: true },
  { name: 'integration', args: ['test/integration/run.mjs'] },
  {
    name: 'e2e',
    args: ['test/e2e/run.mjs'],
    skip: workbenchRunsHere ? null : 'the served workbench runs on Linux x64 only',
  },
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',') ?? tiers.map(({ name }) => name);
const unknown = only.filter((name) => !tiers.some((tier) => tier.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no tier ${unknown.join(', ')}. Choose from: ${tiers.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const wanted = tiers.filter(({ name }) => only.includes(name));
const ended = await sideBySide(
  wanted.filter(({ skip }) => !skip),
  { endAtFailure: true },
);
console.log();
for (const tier of wanted) {
  const result = ended.get(tier);
  if (tier.skip) console.log(`${tier.name}: SKIPPED, ${tier.skip}`);
  else if (result)
    console.log(`${tier.name}: ${result.passed ? 'passed' : 'FAILED'} in ${result.seconds} s`);
  if (result && !result.passed) process.exitCode = 1;
}
