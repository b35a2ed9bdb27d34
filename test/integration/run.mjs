// Integration tests inside a real VS Code: a downloaded one where there
// is a display and a network, else the served workbench (Linux x64).
// --host desktop | served chooses; --suites FOLDER runs other suites (benchmarks). Needs a build (node esbuild.mjs).
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureWorkbench, workbenchRunsHere } from '../workbench/setup.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const out = join(root, 'test-output/integration');

const { values } = parseArgs({
  options: { host: { type: 'string' }, suites: { type: 'string', default: join(here, 'suite') } },
});
const host = values.host ?? (await chooseHost());
if (host === null) {
  console.log(
    'Integration tests skipped: no VS Code can be had here (no display or no network, and this is not Linux x64).',
  );
} else {
  if (!existsSync(join(root, 'dist/extension.js')))
    throw new Error('Build first: node esbuild.mjs');
  await bundle();
  process.exitCode = await run(host);
}

async function chooseHost() {
  const display =
    process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (display && (await reachable('https://update.code.visualstudio.com/api/releases/stable')))
    return 'desktop';
  return workbenchRunsHere ? 'served' : null;
}

async function reachable(address) {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

async function bundle() {
  rmSync(out, { recursive: true, force: true });
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  };
  const suites = readdirSync(values.suites)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(values.suites, name));
  await build({ ...shared, entryPoints: [join(here, 'index.ts')], outdir: out });
  await build({ ...shared, entryPoints: suites, outdir: join(out, 'suite') });
}

/** Runs in a copy of examples/, so that what the tests write is thrown away. */
async function run(host) {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-integration-'));
  const workspace = join(temporary, 'examples');
  const report = join(temporary, 'report.jsonl');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  if (host === 'served') ensureWorkbench();
  let failure = null;
  try {
    await runTests({
      ...(host === 'served'
        ? { vscodeExecutablePath: join(root, 'test/workbench/code-wrapper.mjs') }
        : {}),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(out, 'index.js'),
      launchArgs: [workspace],
      extensionTestsEnv: { FLOWSCOPE_TEST_REPORT: report },
    });
  } catch (error) {
    failure = error;
  }
  const results = existsSync(report)
    ? readFileSync(report, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  rmSync(temporary, { recursive: true, force: true });
  return tell(results, failure);
}

function tell(results, failure) {
  for (const { result, title, duration, error } of results)
    console.log(
      `${result.padEnd(8)}${title}${duration === undefined ? '' : ` (${duration} ms)`}${error ? `\n${error}` : ''}`,
    );
  const count = (kind) => results.filter(({ result }) => result === kind).length;
  const skipped = count('skipped') ? `, ${count('skipped')} skipped` : '';
  console.log(`${count('passed')} passed, ${count('failed')} failed${skipped}`);
  if (failure) console.error(`The run failed: ${failure.message}`);
  return failure || count('failed') || !count('passed') ? 1 : 0;
}
