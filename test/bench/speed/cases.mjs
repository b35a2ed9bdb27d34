// What the speed benchmarks run: the same flows, rows and batches for every engine and for other libraries.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from '../targets.mjs';

export const ROWS = 20_000;
/** Steps of one training, and of each of its timed parts. */
export const [STEPS, PART] = [1000, 50];
const FLOWS = ['affine-autoregressive', 'spline-autoregressive', 'spline-coupling'];
const SIZES = [
  { dim: 2, width: 64, batch: 256 },
  { dim: 6, width: 64, batch: 256 },
  { dim: 8, width: 128, batch: 1024 },
];

/** @param known the product's flows: the others are left out; @param seed of the first weights */
export function cases(known, only, seed = 1) {
  const flows = FLOWS.filter(
    (flow) => known.includes(flow) && (!only || only.split(',').includes(flow)),
  );
  return SIZES.flatMap(({ dim, width, batch }) =>
    flows.map((flow) => ({ flow, dim, hidden: [width, width], batch, seed })),
  );
}

/** Every column bends with the one before it. Standardised, in 32 bits, so that all read the same numbers. */
function bentRows(dim) {
  const { normal } = generator(100 + dim);
  const values = new Float32Array(ROWS * dim);
  for (let n = 0; n < ROWS; n++)
    for (let d = 0; d < dim; d++)
      values[n * dim + d] =
        d === 0 ? normal() : Math.sin(2 * values[n * dim + d - 1]) + 0.3 * normal();
  for (let d = 0; d < dim; d++) {
    const column = Float64Array.from({ length: ROWS }, (_, n) => values[n * dim + d]);
    const mean = column.reduce((a, b) => a + b) / ROWS;
    const sd = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / ROWS);
    for (let n = 0; n < ROWS; n++) values[n * dim + d] = (column[n] - mean) / sd;
  }
  return values;
}

/** Row numbers of all steps, drawn at random. */
function batchRows(batch) {
  const { uniform } = generator(batch);
  return Int32Array.from({ length: STEPS * batch }, () => Math.floor(uniform() * ROWS));
}

/** The rows and batches of a case, also as files for other processes: float32 and int32, little endian, row-major. */
export function caseData(folder, { dim, batch }) {
  mkdirSync(folder, { recursive: true });
  const [rows, batches] = [bentRows(dim), batchRows(batch)];
  const files = {
    data: join(folder, `rows-${dim}.f32`),
    batches: join(folder, `batches-${batch}.i32`),
  };
  writeFileSync(files.data, rows);
  writeFileSync(files.batches, batches);
  return { rows, batches, files };
}
