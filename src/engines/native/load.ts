// Loads tfjs-node. Runs in the native process alone: a damaged library ends the process that loads it.
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Util = Record<'isNullOrUndefined' | 'isArray', ((value: unknown) => boolean) | undefined>;

/**
 * @param folder of the package
 * @throws Error when it cannot be loaded
 */
export function loadNative(folder: string): unknown {
  const require = createRequire(join(folder, 'package.json'));
  // Node 23 removed two functions of `util` that the package calls in every operation
  const util = require('node:util') as Util;
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  return require(folder);
}
