// Before the tests: the kernel's WebAssembly in a folder they can read. Compiled only when the sources have changed.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernel } from '../../../scripts/kernel.mjs';

const folder = join(fileURLToPath(new URL('../../..', import.meta.url)), 'test-output/kernel');

export default async function setup(project) {
  await buildKernel(folder);
  project.provide('kernelFolder', folder);
}
