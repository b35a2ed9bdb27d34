// Whether tfjs-node works, tried in a process of its own with a time limit, and its threads; kept until a change.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { THREAD_SETTINGS, type ProbeMessage } from './messages';
import {
  type Probe,
  type ProbeReport,
  readProbes,
  type ThreadSetting,
  writeProbes,
} from './probes';
import { forkNative } from './process';
import { whyNot } from './reasons';
import { asWritten, say, type Sentence } from '../../protocol/sentence';

/** A healthy one takes half a second, from a cold disk some more. */
const TIME_LIMIT = 30_000;
/** Files whose change makes what is known worthless. */
const LIBRARIES = [
  'libtensorflow.so',
  'libtensorflow.so.2',
  'libtensorflow_cc.so.2',
  'libtensorflow_framework.so',
  'libtensorflow_framework.so.2',
  'libtensorflow.dylib',
  'libtensorflow.2.dylib',
  'tensorflow.dll',
];
const BINDINGS = ['napi-v8', 'napi-v9', 'napi-v10'].map((folder) =>
  join('lib', folder, 'tfjs_binding.node'),
);

/** VS Code's Node and that of the command line may differ. */
const NODE = `${process.version} ${process.versions.electron ?? ''} ${process.arch}`;

/**
 * @param script the bundle of the native process
 * @param folder of the package
 * @param storage where findings are kept; without it, nothing is kept or measured
 * @param options.again a failure that is known is looked into again: what was missing may have come from elsewhere
 */
export async function probe(
  script: string,
  folder: string,
  storage: string | null,
  { limit = TIME_LIMIT, again = false } = {},
): Promise<Probe> {
  const key = JSON.stringify([folder, stamps(folder), NODE]);
  const kept = storage ? await readProbes(storage) : [];
  const known = kept.find((k) => k.key === key);
  if (known && (known.probe.report || !again)) return known.probe;
  const { found, lasting } = await examine(script, folder, storage !== null, limit);
  if (storage && lasting)
    await writeProbes(storage, [
      ...kept.filter(
        (k) => (k.probe.folder !== folder || k.node !== NODE) && existsSync(k.probe.folder),
      ),
      { key, node: NODE, probe: found },
    ]);
  return found;
}

async function examine(
  script: string,
  folder: string,
  measure: boolean,
  limit: number,
): Promise<{ found: Probe; lasting: boolean }> {
  const no = (reason: Sentence) => ({ folder, report: null, reason, threads: THREAD_SETTINGS[0]! });
  if (!existsSync(join(folder, 'package.json')))
    return { found: no(say('There is no package at {0}.', folder)), lasting: false };
  const first = await ask('probe', script, folder, {}, limit);
  if (!('report' in first)) return { found: no(first.reason), lasting: first.lasting };
  const { report } = first;
  return {
    found: {
      folder,
      report,
      reason: describe(report),
      threads: measure ? await bestThreads(script, folder) : THREAD_SETTINGS[0]!,
    },
    lasting: true,
  };
}

const describe = (r: ProbeReport) =>
  say('tfjs-node {0} on TensorFlow {1} ({2})', r.version, r.library, r.devices.join(', '));

/** A short measurement: what is best depends on the machine, and is rarely all threads. */
async function bestThreads(script: string, folder: string): Promise<ThreadSetting> {
  let [best, least] = [THREAD_SETTINGS[0]!, Infinity];
  if (availableParallelism() < 2) return best;
  for (const setting of THREAD_SETTINGS) {
    const answer = await ask('measure', script, folder, setting.variables);
    const milliseconds = 'report' in answer ? (answer.report.milliseconds ?? Infinity) : Infinity;
    if (milliseconds < least) [best, least] = [setting, milliseconds];
  }
  return best;
}

type Answer = { report: ProbeReport } | { reason: Sentence; lasting: boolean };

function ask(
  mode: 'probe' | 'measure',
  script: string,
  folder: string,
  variables: Record<string, string>,
  limit = TIME_LIMIT,
): Promise<Answer> {
  return new Promise((resolve) => {
    const child = forkNative(mode, { script, folder, variables });
    let words = '';
    let message: ProbeMessage | null = null;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit);
    child.stderr!.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-8000)));
    child.on('message', (m: ProbeMessage) => (message = m));
    const end = (code: number | null, signal: string | null, error?: Error) => {
      clearTimeout(timer);
      if (message && 'report' in message) return resolve({ report: message.report });
      const seconds = late ? limit / 1000 : null;
      // a busy machine may be free the next time
      resolve({
        reason: whyNot({
          error: message?.error ?? (error ? asWritten(error.message) : null),
          code,
          signal,
          words,
          seconds,
        }),
        lasting: !late && !error && signal !== 'SIGKILL',
      });
    };
    child.once('close', (code, signal) => end(code, signal));
    child.once('error', (error) => end(null, null, error));
  });
}

/** Sizes and times of the files that matter. */
function stamps(folder: string): (string | null)[] {
  return ['package.json', ...BINDINGS, ...LIBRARIES.map((name) => join('deps', 'lib', name))].map(
    (name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      return found ? `${found.size} ${found.mtimeMs}` : null;
    },
  );
}
