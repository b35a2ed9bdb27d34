// The package: what is in it, for this platform and for another, and what keeps the rest out.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { packageExtension } from '../../scripts/package.mjs';
import {
  bindingFolder,
  bindingName,
  checkIntegrity,
  TARGETS,
} from '../../scripts/package/bindings.mjs';
import {
  checkPackage,
  entriesOf,
  EXAMPLES,
  LARGEST,
  mayTravel,
} from '../../scripts/package/contents.mjs';

const root = resolve(__dirname, '../..');
const dir = mkdtempSync(join(tmpdir(), 'flowscope-package-test-'));

test('for this platform: what is needed, one binding, notices of what is bundled', () => {
  const stages = join(dir, 'stages');
  mkdirSync(stages);
  vi.stubEnv(process.platform === 'win32' ? 'TEMP' : 'TMPDIR', stages);
  const out = packageExtension({ out: join(dir, 'here.vsix') });
  vi.unstubAllEnvs();
  expect(readdirSync(stages)).toEqual([]);
  const paths = entriesOf(out).map(({ path }) => path.replace(/^extension\//, ''));
  expect(paths.filter((path) => path.endsWith('duckdb.node'))).toHaveLength(1);
  expect(paths).toContain('THIRD-PARTY-NOTICES.txt');
  expect(
    paths.filter(
      (path) =>
        /^(src|test|scripts|node_modules)\/|\.map$|\.ts$/.test(path) &&
        !path.startsWith('dist/loader/'),
    ),
  ).toEqual([]);
  expect(paths.some((path) => path.startsWith('media/loader'))).toBe(false);
  expect(paths.filter((path) => path.startsWith('examples/')).sort()).toEqual([...EXAMPLES].sort());
  const notices = readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of [
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    '@tensorflow/tfjs-core',
    'zod',
    'birpc',
    'commander',
    'preact',
    'vega-lite',
    'assemblyscript',
  ])
    expect(notices).toMatch(new RegExp(`^${name} \\d[\\w.-]* \\(`, 'm'));
  // a package for one platform is none for another
  expect(() => checkPackage(out, bindingName('win32-x64'))).toThrow(
    /is for another platform[^]*node-bindings-win32-x64 is missing/,
  );
}, 120_000);

// npm hands the binding out, as it does in npm ci; afterwards it is kept
test('for Windows, made anywhere: its binding and no other', () => {
  const out = packageExtension({ target: 'win32-x64', out: join(dir, 'windows.vsix') });
  const native = entriesOf(out)
    .map(({ path }) => path)
    .filter((path) => /\.(node|dll|so|dylib)$/.test(path));
  expect(native.sort()).toEqual(
    ['duckdb.dll', 'duckdb.node'].map(
      (name) => `extension/dist/node_modules/@duckdb/node-bindings-win32-x64/${name}`,
    ),
  );
  // a program for Windows on x64: "MZ", and in its header 0x8664
  const binding = readFileSync(join(bindingFolder(root, 'win32-x64'), 'duckdb.node'));
  expect(binding.toString('latin1', 0, 2)).toBe('MZ');
  expect(binding.readUInt16LE(binding.readUInt32LE(60) + 4)).toBe(0x8664);
}, 300_000);

test('every target has a binding that package-lock.json pins', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  for (const target of Object.keys(TARGETS))
    expect(packages[`node_modules/${bindingName(target)}`]).toMatchObject({
      version: packages['node_modules/@duckdb/node-api']!.version,
      integrity: expect.stringMatching(/^sha512-/) as string,
    });
});

test('bytes that the lock file does not name are refused', () => {
  const good =
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';
  expect(() => checkIntegrity(new Uint8Array(0), good, 'nothing')).not.toThrow();
  expect(() => checkIntegrity(Uint8Array.of(1), good, 'something')).toThrow(
    /something is not the package that package-lock.json names/,
  );
});

test('the examples that travel are those that the extension offers', () => {
  const offered = readFileSync(join(root, 'src/host/examples.ts'), 'utf8');
  expect([...offered.matchAll(/file: '(.+)'/g)].map(([, file]) => `examples/${file}`)).toEqual(
    EXAMPLES,
  );
});

describe('the gate', () => {
  test.each([
    'src/cli.ts',
    'dist/cli.js.map',
    'dist/test/index.js',
    'media/loader/flowscope.js',
    'examples/rings.csv',
    '.env',
    'dist/node_modules/left-pad/index.js',
    'node_modules/zod/index.js',
    'dist/wasm/../../x',
  ])('%s stays at home', (path) => expect(mayTravel(path)).toBe(false));
  test.each([
    'package.nls.de.json',
    'media/l10n/bundle.l10n.de.json',
    'media/pictures/start-dark.png',
    'examples/two-moons.csv',
    'dist/webview.js',
    'dist/loader/index.html',
  ])('%s may travel', (path) => expect(mayTravel(path)).toBe(true));

  test('says all that is wrong with a package', () => {
    // a stored zip with one foreign file and nothing else
    const name = Buffer.from('extension/secret.txt');
    const local = Buffer.concat([
      Buffer.from('504b0304', 'hex'),
      Buffer.alloc(22),
      Buffer.from([name.length, 0, 0, 0]),
      name,
    ]);
    const central = Buffer.concat([
      Buffer.from('504b0102', 'hex'),
      Buffer.alloc(24),
      Buffer.from([name.length, 0]),
      Buffer.alloc(16),
      name,
    ]);
    central.writeUInt32LE(LARGEST.own * 1e6 + 1, 24);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(local.length, 16);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'bad.vsix'), Buffer.concat([local, central, end]));
    expect(() => checkPackage(join(dir, 'bad.vsix'), 'b')).toThrow(
      /secret\.txt may not travel[^]*dist\/extension\.js is missing[^]*b is missing[^]*what is ours has 12\.0 MB: at most 12/,
    );
  });
});
