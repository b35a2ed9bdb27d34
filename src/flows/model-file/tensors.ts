// The tensors of a model file, checked against the layout of its flow.
import type { ModelMetadata } from '../../protocol/model';
import { flowTensors, type Tensor, type Tensors, type TensorShape } from '../layout';
import { ModelError } from './error';
import { say } from '../../protocol/sentence';

export function readTensors(
  header: Record<string, unknown>,
  body: Uint8Array,
  { specification }: ModelMetadata,
): Tensors {
  const tensors: Tensors = {};
  // a checkpoint also holds Adam's moments
  const moments = (names: TensorShape[]) =>
    ['m', 'v'].flatMap((moment) =>
      names.map(({ name, shape }) => ({ name: `optimizer.${moment}.${name}`, shape })),
    );
  const shapes = flowTensors(specification);
  for (const { name, shape } of 'optimizer.step' in header
    ? [...shapes, ...moments(shapes), { name: 'optimizer.step', shape: [] }]
    : shapes) {
    const entry = header[name] as
      { dtype?: string; shape?: number[]; data_offsets?: [number, number] } | undefined;
    const size = shape.reduce((a, b) => a * b, 1);
    const bytesEach = entry?.dtype === 'F64' ? 8 : entry?.dtype === 'F32' ? 4 : 0;
    const [from, to] = entry?.data_offsets ?? [0, -1];
    if (
      !entry ||
      bytesEach === 0 ||
      JSON.stringify(entry.shape) !== JSON.stringify(shape) ||
      to - from !== size * bytesEach ||
      !(from >= 0 && to <= body.length)
    )
      throw new ModelError(
        say(
          'the model file is damaged: the tensor {0} is missing or cut off. Restore it from a copy, or fit again.',
          name,
        ),
      );
    const copy = new Uint8Array(body.subarray(from, to)).buffer; // aligned, and not a Buffer's shared pool
    const values: Tensor['values'] =
      bytesEach === 8 ? new Float64Array(copy) : new Float32Array(copy);
    if (!values.every(Number.isFinite))
      throw new ModelError(
        say(
          'the model file is damaged: the tensor {0} holds values that are not numbers. Fit again.',
          name,
        ),
      );
    tensors[name] = { shape, values };
  }
  return tensors;
}
