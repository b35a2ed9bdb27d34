// Builds dist/: one bundle for each process, the WebAssembly files of the kernel and of tfjs, and DuckDB's native binding beside them.
import { build } from 'esbuild';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernel } from './scripts/kernel.mjs';
import { noticesOf, noticesText } from './scripts/package/notices.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const shared = {
  bundle: true,
  minify: true,
  sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
  logLevel: 'warning',
  metafile: true,
  define: { FLOWSCOPE_VERSION: JSON.stringify(version) },
  absWorkingDir: root,
};
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['vscode', '@duckdb/node-bindings*'],
};

/** TensorFlow.js is large and seldom needed: one bundle of its own, which the others load when it is asked for. */
const tensorflowApart = {
  name: 'tensorflow apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/tensorflow\/engine$/ }, () => ({
      path: './tensorflow.js',
      external: true,
    })),
};
const lean = { ...node, plugins: [tensorflowApart] };

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'wasm'), { recursive: true });
const built = await Promise.all([
  // the extension host warns about code that looks for a browser's `navigator`, as zod does
  build({
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    define: { ...shared.define, navigator: 'undefined' },
  }),
  build({
    ...lean,
    entryPoints: { service: 'src/service.ts', worker: 'src/worker.ts' },
    outdir: 'dist',
  }),
  build({
    ...node,
    entryPoints: { tensorflow: 'src/engines/tensorflow/engine.ts' },
    outdir: 'dist',
  }),
  // it computes on the TensorFlow.js that comes with tfjs-node, not on one of ours
  build({
    ...node,
    entryPoints: { native: 'src/native.ts' },
    outdir: 'dist',
    external: ['@tensorflow/*'],
  }),
  build({
    ...lean,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({
    ...shared,
    entryPoints: { webview: 'webview/main.tsx', page: 'webview/styles/index.css' },
    outdir: 'dist',
    format: 'iife',
    target: 'chrome130',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  }),
]);

// goes with every model that is exported for browsers, as it stands
cpSync(join(root, 'media/loader'), join(dist, 'loader'), { recursive: true });

await buildKernel(join(dist, 'wasm'));
// Node gives TensorFlow.js no threads: that build stays behind
const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
for (const file of readdirSync(wasm).filter((f) => f.endsWith('.wasm') && !f.includes('threaded')))
  cpSync(join(wasm, file), join(dist, 'wasm', file));

// the binding is native: it travels as packages, for the platform this was built on
const modules = join(root, 'node_modules');
const bindings = readdirSync(join(modules, '@duckdb')).filter((name) =>
  name.startsWith('node-bindings'),
);
for (const name of [...bindings.map((b) => join('@duckdb', b)), 'detect-libc']) {
  const from = join(modules, name);
  if (existsSync(from))
    cpSync(from, join(dist, 'node_modules', name), { recursive: true, dereference: true });
}
// what is not bundled and travels all the same: the bindings, the standard library inside the kernel, and what writes JSX
const others = [
  '@duckdb/node-bindings',
  'detect-libc',
  'assemblyscript',
  '@tensorflow/tfjs-backend-wasm',
];
writeFileSync(
  join(dist, 'THIRD-PARTY-NOTICES.txt'),
  noticesText(
    noticesOf(
      root,
      built.map(({ metafile }) => metafile),
      others,
    ),
  ),
);

if (process.argv.includes('--sizes'))
  for (const f of readdirSync(dist)) console.log(f, statSync(join(dist, f)).size);
