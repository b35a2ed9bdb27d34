// The records of assembly/records.ts, field for field in the same order: every field lies at a multiple of its size.

type Kind = 'i32' | 'f32' | 'f64';
export interface RecordLayout {
  bytes: number;
  offset: Record<string, number>;
  kind: Record<string, Kind>;
}

function layout(fields: [kind: Kind, names: string][]): RecordLayout {
  const out: RecordLayout = { bytes: 0, offset: {}, kind: {} };
  for (const [kind, names] of fields)
    for (const name of names.split(' ')) {
      const size = kind === 'f64' ? 8 : 4;
      out.offset[name] = Math.ceil(out.bytes / size) * size;
      out.kind[name] = kind;
      out.bytes = out.offset[name]! + size;
    }
  return out;
}

export const LINEAR = layout([['i32', 'inputs outputs weights bias lens blockLens firstBlock']]);
export const LAYER = layout([
  ['i32', 'kind network bins'],
  ['f32', 'bound'],
  [
    'i32',
    'stride start map x u own hidden1 hidden2 raw save logSlope first second third known1 ' +
      'known2 lower logDiagonal offset',
  ],
]);
export const THREAD = layout([
  ['f64', 'loss square'],
  ['i32', 'work shard'],
]);
export const STEP = layout([
  ['f64', 'loss norm rate decay'],
  ['i32', 'rows count'],
]);
export const MODEL = layout([
  [
    'i32',
    'dim context width features layerCount layers threadCount threads parameters m v size ' +
      'decayed steps columns gradientA gradientB gradientOwn gradientHidden1 gradientHidden2 ' +
      'rowWeights plan command argument0 argument1 argument2 request waiting generation',
  ],
]);

/** Requests to the module: assembly/index.ts. */
export const COMMAND = {
  train: 1,
  gradient: 2,
  density: 3,
  sample: 4,
  trace: 5,
  pullback: 6,
  apply: 7,
} as const;

/** Kinds of layers that do not transform column by column; the others: ../univariates. */
export const KIND = { triangular: 0, permutation: 4 } as const;

/** Bytes of one feature of a tile: 64 rows of f32. */
export const FEATURE_BYTES = 256;
