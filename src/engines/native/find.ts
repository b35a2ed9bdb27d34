// Where tfjs-node lies. Only paths are looked at here: nothing is run.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { TensorflowPlaces } from '../../protocol/engines';

/** The one for graphics cards first: whoever has it wants it. */
const PACKAGES = ['tfjs-node-gpu', 'tfjs-node'];

export interface Candidate {
  /** of the package */
  folder: string;
  /** "the setting flowscope.tensorflow.path" */
  place: string;
}

/** Folder inside our storage where Set Up TensorFlow installs. */
export const installFolder = (storage: string) => join(storage, 'tensorflow');

/** Every tfjs-node there is, in the order in which it is tried. */
export function candidates({ path, storage, workspace }: TensorflowPlaces): Candidate[] {
  const found: Candidate[] = [];
  const look = (folder: string, place: string) =>
    found.push(...packagesIn(folder).map((f) => ({ folder: f, place })));
  if (path) {
    look(path, 'the setting flowscope.tensorflow.path');
    // said about it in the list, although nothing is there
    if (found.length === 0)
      found.push({ folder: resolve(path), place: 'the setting flowscope.tensorflow.path' });
  }
  look(installFolder(storage), 'the storage of Flowscope');
  for (const folder of globalFolders()) look(folder, 'the global npm folder');
  for (const folder of workspace) look(folder, 'the workspace');
  return found.filter(({ folder }, i) => found.findIndex((other) => other.folder === folder) === i);
}

/** The package itself, or in `node_modules`, or in a folder that is one. */
export function packagesIn(folder: string): string[] {
  const here = resolve(folder);
  if (
    PACKAGES.some((name) => here.endsWith(join('@tensorflow', name))) &&
    existsSync(join(here, 'package.json'))
  )
    return [here];
  return PACKAGES.flatMap((name) => [
    join(here, 'node_modules', '@tensorflow', name),
    join(here, '@tensorflow', name),
  ]).filter((f) => existsSync(join(f, 'package.json')));
}

/**
 * Where `npm install --global` puts packages, without asking npm: beside the `node` of the path, and where npm
 * is told to.
 */
function globalFolders(): string[] {
  const windows = process.platform === 'win32';
  const prefixes = [
    process.env.npm_config_prefix,
    process.env.NPM_CONFIG_PREFIX,
    windows && process.env.APPDATA ? join(process.env.APPDATA, 'npm') : undefined,
  ];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, windows ? 'node.exe' : 'node');
    if (folder && existsSync(node))
      prefixes.push(...[node, real(node)].map((n) => (windows ? dirname(n) : dirname(dirname(n)))));
  }
  return [
    ...new Set(prefixes.filter((p): p is string => !!p).map((p) => (windows ? p : join(p, 'lib')))),
  ];
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
