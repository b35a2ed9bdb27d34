// npm run package: the built extension as flowscope.vsix for this platform. --target all, or one or more of them (separated by commas):
// flowscope-TARGET.vsix, each with DuckDB's binding for its platform.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bindingFolder, bindingName, TARGETS } from './package/bindings.mjs';
import { checkPackage, mayTravel } from './package/contents.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Packages dist/ as it stands, or builds first when there is none.
 *
 * @param target  a platform; this one when absent
 * @param out  where to write
 * @returns the path of the .vsix
 * @throws Error with what went wrong
 */
export function packageExtension({
  rebuild = false,
  target = thisPlatform(),
  out = join(root, 'flowscope.vsix'),
} = {}) {
  if (!(target in TARGETS))
    throw new Error(
      `DuckDB has no binding for ${target}. Choose from: ${Object.keys(TARGETS).join(', ')}.`,
    );
  if (rebuild || !existsSync(join(root, 'dist/extension.js')))
    run(process.execPath, ['esbuild.mjs'], root);
  const stage = mkdtempSync(join(tmpdir(), 'flowscope-package-'));
  try {
    fill(stage, target);
    const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
    run(
      process.execPath,
      [
        vsce,
        'package',
        '--no-dependencies',
        '--target',
        target,
        '--out',
        out,
        '--allow-missing-repository',
        '--no-rewrite-relative-links',
      ],
      stage,
    );
    checkPackage(out, bindingName(target));
    return out;
  } catch (error) {
    rmSync(out, { force: true });
    throw error;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The binding of the C library that Node runs on: Alpine's has targets of its own. */
function thisPlatform() {
  const musl =
    process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return `${musl ? 'alpine' : process.platform}-${process.arch}`;
}

/** Copies what may travel, with one binding. */
function fill(stage, target) {
  const inside = (path) =>
    path
      .slice(root.length + 1)
      .split(sep)
      .join('/');
  for (const name of [
    'package.json',
    ...readdirSync(root).filter((file) => /^package\.nls.*\.json$/.test(file)),
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'media',
    'dist',
    'l10n',
    'examples',
  ])
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(stage, name), {
        recursive: true,
        filter: (from) =>
          statSync(from).isDirectory() ||
          (mayTravel(inside(from)) &&
            !inside(from).startsWith('dist/node_modules/@duckdb/node-bindings-')),
      });
  cpSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), join(stage, 'THIRD-PARTY-NOTICES.txt'));
  const binding = bindingFolder(root, target);
  const placed = `dist/node_modules/${bindingName(target)}`;
  cpSync(binding, join(stage, placed), {
    recursive: true,
    filter: (from) => from === binding || mayTravel(`${placed}/${from.slice(binding.length + 1)}`),
  });
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  if (result.status !== 0)
    throw new Error(
      `${args.join(' ')} failed.\n${result.error?.message ?? ''}${result.stdout}${result.stderr}`,
    );
}

function main() {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  if (values.target === undefined) return console.log(packageExtension({ rebuild: true }));
  const targets = values.target === 'all' ? Object.keys(TARGETS) : values.target.split(',');
  targets.forEach((target, k) =>
    console.log(
      packageExtension({ rebuild: k === 0, target, out: join(root, `flowscope-${target}.vsix`) }),
    ),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
