// npm test: every tier in the order of its cost; ends at the first that fails. --only unit,cli,... runs some.
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { workbenchRunsHere } from '../test/workbench/setup.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const tiers = [
  {
    name: 'lint',
    args: ['node_modules/eslint/bin/eslint.js', 'src', 'webview', 'test', 'scripts', 'media'],
  },
  { name: 'circles', args: ['scripts/circles.mjs'] },
  {
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  },
  ...['.', 'webview', 'test'].map((project) => ({
    name: 'types',
    args: ['node_modules/typescript/bin/tsc', '-p', project],
  })),
  { name: 'unit', args: [...vitest, 'test/unit', 'test/webview'] },
  { name: 'build', args: ['esbuild.mjs'] },
  { name: 'cli', args: [...vitest, 'test/cli'] },
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

const summary = [];
for (const { name, args, skip } of tiers.filter((tier) => only.includes(tier.name))) {
  if (skip) {
    summary.push(`${name}: SKIPPED, ${skip}`);
    continue;
  }
  console.log(`\n== ${name}`);
  const start = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  summary.push(
    `${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - start) / 1000)} s`,
  );
  if (status !== 0) {
    process.exitCode = 1;
    break;
  }
}
console.log('\n' + summary.join('\n'));
