// The file that keeps a chain: where its table and model lie, how the table is read, and
// the steps. Written whole, checked when read.
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as z from 'zod';
import type { ExplorationState } from '../../protocol/exploration';
import { type Chain, chain } from '../../protocol/operations';
import { reading } from '../../protocol/arguments';
import { OPERATIONS_SUFFIX } from '../../protocol/webview';
import { SessionError } from '../errors';
import { writeWhole } from '../files';
import { needsFlow } from './send';
import { say, type Sentence } from '../../protocol/sentence';

const FORMAT = 'flowscope operations';
const VERSION = 1;
const LARGEST = 8 * 1024 * 1024;

const path = z.string().min(1).max(4096);
const shape = chain.extend({
  format: z.literal(FORMAT),
  version: z.number().int().min(1),
  /** relative to the folder of this file, with "/" between names; null for a chain without a table */
  data: path.nullable(),
  reading: reading.optional(),
  where: z.string().max(2000).nullable().optional(),
  columns: z.array(z.string().max(1000)).max(2000),
  model: path.nullable(),
});
export type OperationsFile = z.infer<typeof shape>;

/**
 * @param to where it will be written: paths are relative to that folder
 * @throws SessionError where the model is not saved yet
 */
export function fileOf(
  { dataPath, reading: said, where, selected, model }: ExplorationState,
  { start, steps }: Chain,
  to: string,
): OperationsFile {
  const folder = dirname(resolve(to));
  const from = (target: string) => {
    const found = relative(folder, target);
    // another drive has no way from here
    return isAbsolute(found) ? target : found.split(sep).join('/');
  };
  const uses = needsFlow({ start, steps });
  if (uses && !model?.path)
    throw new SessionError(
      say(
        'These operations use a model that is not saved yet. Save the model first, then the operations.',
      ),
    );
  return {
    format: FORMAT,
    version: VERSION,
    data: dataPath && from(dataPath),
    ...(said && Object.keys(said).length > 0 ? { reading: said } : {}),
    ...(where ? { where } : {}),
    columns: selected,
    model: uses ? from(model!.path!) : null,
    start,
    steps,
  };
}

export async function writeOperations(to: string, file: OperationsFile): Promise<void> {
  await writeWhole(to, `${JSON.stringify(file, null, 1)}\n`);
}

/** With whole paths. @throws SessionError with one sentence for whatever is wrong with it */
export async function readOperations(from: string): Promise<OperationsFile> {
  const there = await stat(from).catch(() => null);
  if (!there)
    throw new SessionError(
      say('{0} cannot be found. Check the path of the file with operations.', from),
    );
  if (there.isDirectory())
    throw new SessionError(
      say('{0} is a folder. Choose a file that ends in {1}.', from, OPERATIONS_SUFFIX),
    );
  if (there.size > LARGEST)
    throw new SessionError(
      say('{0} is too large to hold operations ({1} bytes).', from, there.size),
    );
  let value: unknown;
  try {
    value = JSON.parse(await readFile(from, 'utf8'));
  } catch {
    throw damaged(from, say('it is not valid JSON'));
  }
  const { format, version } = (typeof value === 'object' && value !== null ? value : {}) as {
    format?: unknown;
    version?: unknown;
  };
  if (format !== FORMAT) throw damaged(from, say('it does not say "format": "{0}"', FORMAT));
  if (typeof version === 'number' && version > VERSION)
    throw new SessionError(
      say(
        '{0} was written by a newer Flowscope (format {1}, and this one reads {2}). Update the extension.',
        basename(from),
        version,
        VERSION,
      ),
    );
  const checked = shape.safeParse(value);
  if (!checked.success)
    throw damaged(
      from,
      say('"{0}" is not as expected', checked.error.issues[0]!.path.map(String).join('.')),
    );
  const folder = dirname(resolve(from));
  const whole = (target: string | null) =>
    target && (isAbsolute(target) ? target : join(folder, ...target.split('/')));
  return { ...checked.data, data: whole(checked.data.data), model: whole(checked.data.model) };
}

const damaged = (from: string, why: Sentence) =>
  new SessionError(
    say(
      '{0} cannot be used: {1}. Save the operations again, or mend the file.',
      basename(from),
      why,
    ),
  );
