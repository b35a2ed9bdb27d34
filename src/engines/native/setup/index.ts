// Set Up TensorFlow, the one thing that uses the network: installs beside what is there, replaces it once that works.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installFolder, packagesIn } from '../find';
import { probe } from '../probe';
import { forgetProbes, type Probe } from '../probes';
import { followRecipe, recipeRunsHere } from './recipe';
import { cancelled, findTool, runTool, SetupError, type SetupHooks, type Tool } from './tools';
import { fixed, say } from '../../../protocol/sentence';

export { SetupError, type SetupHooks } from './tools';

const VERSION = '4.22.0';
const SPEC = `@tensorflow/tfjs-node@${VERSION}`;
/** Bytes that are needed while it is installed. */
const SPACE = 2e9;
/** What the package's own installer downloads from, unless it is told otherwise. */
const SERVER = 'https://storage.googleapis.com/';

export interface SetupPlaces {
  storage: string;
  /** the bundle of the native process, for the probe */
  script: string;
}

/** Installs tfjs-node into our storage. @throws SetupError with a sentence for the user */
export async function setUpTensorflow(
  { storage, script }: SetupPlaces,
  hooks: SetupHooks,
): Promise<Probe> {
  await mkdir(storage, { recursive: true });
  const logFile = createWriteStream(join(storage, 'setup.log'), { flags: 'w' });
  logFile.on('error', () => undefined);
  const logging: SetupHooks = {
    ...hooks,
    log: (line) => {
      logFile.write(`${line}\n`);
      hooks.log(line);
    },
  };
  const staging = join(storage, `tensorflow.new-${process.pid}`);
  try {
    await clearLeftovers(storage);
    await checkSpace(storage);
    const npm = await findTool([['npm']]);
    if (!npm)
      throw new SetupError(
        say(
          'npm was not found on the path: it downloads tfjs-node. Install Node.js from nodejs.org, which brings npm, and set up TensorFlow again.',
        ),
      );
    await fill(staging, npm, script, logging);
    logging.progress(say('Putting it in its place'), 0.95);
    await rm(installFolder(storage), { recursive: true, force: true });
    await rename(staging, installFolder(storage));
    return await check(script, installFolder(storage), storage);
  } catch (error) {
    if (hooks.signal.aborted) throw cancelled();
    logging.log(error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    logFile.end();
  }
}

/** @returns whether there was something to remove */
export async function removeTensorflow(storage: string): Promise<boolean> {
  const there = packagesIn(installFolder(storage)).length > 0;
  await rm(installFolder(storage), { recursive: true, force: true });
  await forgetProbes(storage);
  await clearLeftovers(storage);
  return there;
}

/** npm's ordinary install where its download can be reached, else the recipe where that works. */
async function fill(staging: string, npm: Tool, script: string, hooks: SetupHooks): Promise<void> {
  const fresh = async () => {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    await writeFile(join(staging, 'package.json'), '{"private":true}');
  };
  await fresh();
  let problem: Error;
  hooks.progress(say('Looking for the download of TensorFlow'), 0.02);
  if (await serverAnswers(hooks.signal)) {
    try {
      hooks.progress(say('Installing tfjs-node with npm (about 400 MB)'), 0.1);
      await runTool(
        npm,
        ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error', SPEC],
        { cwd: staging, hooks, doing: say('Installing tfjs-node with npm'), minutes: 30 },
      );
      await check(script, staging, null);
      return;
    } catch (error) {
      problem = error as Error;
      hooks.signal.throwIfAborted();
      hooks.log(problem.message);
    }
  } else
    problem = new SetupError(
      say(
        'The server that tfjs-node downloads TensorFlow from ({0}) cannot be reached from here. Check the network or the proxy, or install {1} elsewhere and name its folder in the setting flowscope.tensorflow.path.',
        new URL(SERVER).host,
        SPEC,
      ),
    );
  if (!recipeRunsHere) throw problem;
  hooks.log(`${problem.message} Going on with packages from npm and PyPI.`);
  await fresh();
  await followRecipe(staging, npm, SPEC, hooks);
  hooks.progress(say('Checking that it computes'), 0.92);
  await check(script, staging, null);
}

/** @throws SetupError when what was installed does not work */
async function check(script: string, folder: string, storage: string | null): Promise<Probe> {
  const found = packagesIn(folder)[0];
  if (!found) throw new SetupError(say('npm installed no tfjs-node. The log says more.'));
  const result = await probe(script, found, storage);
  if (!result.report)
    throw new SetupError(say('tfjs-node was installed, but it does not work: {0}', result.reason));
  return result;
}

/** Through a proxy only the package's own installer can tell. */
async function serverAnswers(signal: AbortSignal): Promise<boolean> {
  const { env } = process;
  if (
    env.HTTPS_PROXY ||
    env.https_proxy ||
    env.TFJS_NODE_CDN_STORAGE ||
    env.npm_config_TFJS_NODE_CDN_STORAGE ||
    env.CDN_STORAGE
  )
    return true;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
    return (
      await fetch(`${SERVER}tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz`, {
        method: 'HEAD',
        signal: limit,
      })
    ).ok;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < SPACE)
    throw new SetupError(
      say(
        'The disk of {0} has {1} GB free: the setup needs {2} GB while it runs, and 700 MB afterwards. Free some space and try again.',
        folder,
        fixed(free / 1e9, 1),
        SPACE / 1e9,
      ),
    );
}

/** Of setups that were killed. */
async function clearLeftovers(storage: string): Promise<void> {
  for (const name of await readdir(storage).catch(() => [])) {
    const pid = Number(/^tensorflow\.new-(\d+)$/.exec(name)?.[1] ?? NaN);
    if (!Number.isNaN(pid) && (pid === process.pid || !runs(pid)))
      await rm(join(storage, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
