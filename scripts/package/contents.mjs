// What may be in a package, how large it may be, and what is in one.
import { readFileSync, statSync } from 'node:fs';

/** Tables that can be explored before one has a table of one's own. */
export const EXAMPLES = ['two-moons', 'lif-neuron', 'mixed-table'].map(
  (name) => `examples/${name}.csv`,
);

/** Paths in the extension's folder that travel; everything else stays at home. */
const ALLOWED = [
  /^package\.json$/,
  /^package\.nls(\.[\w-]+)?\.json$/,
  /^media\/l10n\/bundle\.l10n\.[\w-]+\.json$/,
  /^(README|CHANGELOG)\.md$/i,
  /^LICENSE(\.txt)?$/i,
  /^THIRD-PARTY-NOTICES\.txt$/,
  /^media\/(?!loader\/).+\.(svg|png|md)$/,
  /^dist\/[\w-]+\.(js|css|ttf)$/,
  /^dist\/wasm\/[\w-]+\.wasm$/,
  /^dist\/loader\/[\w.-]+$/,
  /^dist\/node_modules\/(@duckdb\/node-bindings(-[\w-]+)?|detect-libc)\/(?:.+\/)?(LICENSE|package\.json|[\w.-]+\.(js|node|so|dylib|dll))$/,
];
/** Without these nothing works. */
const REQUIRED = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'media/l10n/bundle.l10n.de.json',
  'LICENSE',
  'THIRD-PARTY-NOTICES.txt',
  'dist/extension.js',
  'dist/service.js',
  'dist/worker.js',
  'dist/cli.js',
  'dist/webview.js',
  'dist/page.css',
  'dist/codicon.ttf',
  'dist/wasm/kernel.wasm',
  'dist/loader/flowscope.js',
  'dist/node_modules/@duckdb/node-bindings/duckdb.js',
  ...EXAMPLES,
];

/** Megabytes of a whole package, and of what is ours in it before it is compressed. */
export const LARGEST = { package: 45, own: 12 };

export const mayTravel = (path) =>
  EXAMPLES.includes(path) || ALLOWED.some((pattern) => pattern.test(path));

/**
 * @param {string} vsix
 * @param {string} binding  name of the one binding that belongs in it
 * @throws Error with everything that is wrong with the package
 */
export function checkPackage(vsix, binding) {
  const entries = entriesOf(vsix)
    .filter(({ path }) => path.startsWith('extension/'))
    .map(({ path, size }) => ({ path: path.slice('extension/'.length), size }));
  // vsce gives these another case or ending
  const named = entries.map(({ path }) => path.toLowerCase().replace(/^license\.txt$/, 'license'));
  const native = entries.filter(({ path }) => path.startsWith('dist/node_modules/'));
  const own =
    entries.reduce(
      (sum, { path, size }) => (native.some((n) => n.path === path) ? sum : sum + size),
      0,
    ) / 1e6;
  const whole = statSync(vsix).size / 1e6;
  const problems = [
    ...entries.filter(({ path }) => !mayTravel(path)).map(({ path }) => `${path} may not travel`),
    ...REQUIRED.filter((path) => !named.includes(path.toLowerCase())).map(
      (path) => `${path} is missing`,
    ),
    ...[
      ...new Set(
        native.map(
          ({ path }) => /^dist\/node_modules\/(@duckdb\/node-bindings-[^/]+)/.exec(path)?.[1],
        ),
      ),
    ]
      .filter((name) => name !== undefined && name !== binding)
      .map((name) => `${name} is for another platform`),
    ...(native.some(({ path }) => path === `dist/node_modules/${binding}/duckdb.node`)
      ? []
      : [`${binding} is missing`]),
    ...(whole > LARGEST.package
      ? [`it has ${whole.toFixed(1)} MB: at most ${LARGEST.package}`]
      : []),
    ...(own > LARGEST.own ? [`what is ours has ${own.toFixed(1)} MB: at most ${LARGEST.own}`] : []),
  ];
  if (problems.length > 0)
    throw new Error(`${vsix} is not as it should be:\n${problems.join('\n')}`);
}

/** Paths and sizes of a zip archive's files, from its central directory. */
export function entriesOf(archive) {
  const bytes = readFileSync(archive);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error(`${archive} is no zip archive.`);
  const entries = [];
  for (
    let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10);
    left > 0;
    left--
  ) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const path = bytes.toString('utf8', at + 46, at + 46 + name);
    if (!path.endsWith('/')) entries.push({ path, size: bytes.readUInt32LE(at + 24) });
    at += 46 + name + extra + comment;
  }
  return entries;
}
