// Which layer of a flow first gives a number that is not finite, from the data down to its base.
import { layerName } from '../flows/layout';
import type { FlowSpecification } from '../protocol/model';

/** @param states values after every layer, the base first; row-major */
export function firstNotFinite(
  { layers, columns }: FlowSpecification,
  states: readonly (Float32Array | Float64Array)[],
): { layer: string; column: string } {
  for (let l = states.length - 1; l >= 0; l--) {
    const bad = states[l]!.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0)
      return {
        layer: l === states.length - 1 ? 'the data' : layerName(layers[l]!, l),
        column: columns[bad % columns.length]!,
      };
  }
  return { layer: 'the gradient', column: '' };
}
