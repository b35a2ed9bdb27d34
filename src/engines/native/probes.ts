// What probes of tfjs-node found, in a file of our own storage. What is not understood is found out again.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { bySchema, Stored } from '../../protocol/stored';
import { asWritten, isSentence, type Sentence } from '../../protocol/sentence';

/** What a probe says once the package has multiplied and differentiated correctly. */
const report = z.object({
  /** "@tensorflow/tfjs-node" or "@tensorflow/tfjs-node-gpu" */
  name: z.string(),
  version: z.string(),
  /** version of the TensorFlow library */
  library: z.string(),
  backend: z.string(),
  devices: z.array(z.string()),
  /** milliseconds a training step took, of a measurement; null of a plain probe */
  milliseconds: z.number().nullable(),
});

/** Settings of the library that are read when it is loaded. */
const threads = z.object({ name: z.string(), variables: z.record(z.string(), z.string()) });

const probe = z.object({
  folder: z.string(),
  /** null: it does not work */
  report: report.nullable(),
  /** a sentence: what it runs on, or why it does not */
  reason: z.custom<Sentence>(isSentence),
  threads,
});
export type ProbeReport = z.infer<typeof report>;
export type ThreadSetting = z.infer<typeof threads>;
export type Probe = z.infer<typeof probe>;

const content = z.object({
  probes: z.array(z.object({ key: z.string(), node: z.string(), probe })),
});
type Content = z.infer<typeof content>;

/** Version 0 was the bare list; in version 1 reasons were finished English sentences. */
const stored = new Stored<Content>('what probes of tfjs-node found', bySchema(content), [
  (probes) => ({ probes }),
  (before) => ({
    probes: (before as { probes: { probe: { reason: string } }[] }).probes.map((found) => ({
      ...found,
      probe: { ...found.probe, reason: asWritten(found.probe.reason) },
    })),
  }),
]);
const fileIn = (storage: string) => join(storage, 'probes.json');

export async function readProbes(storage: string): Promise<Content['probes']> {
  try {
    const written: unknown = JSON.parse(await readFile(fileIn(storage), 'utf8'));
    return stored.read(written).content?.probes ?? [];
  } catch {
    return []; // none yet, or damaged
  }
}

/** A failure costs the next start half a second. */
export async function writeProbes(storage: string, probes: Content['probes']): Promise<void> {
  const file = fileIn(storage);
  try {
    await mkdir(storage, { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify(stored.write({ probes })));
    await rename(`${file}.${process.pid}`, file);
  } catch {
    // read-only or full
  }
}

export async function forgetProbes(storage: string): Promise<void> {
  await rm(fileIn(storage), { force: true });
}
