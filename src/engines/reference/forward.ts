// Base points through the layers of a flow, in double precision: where they are after each, and how it stretches there.
import { contextSize, type Tensors } from '../../flows/layout';
import type { FlowSpecification } from '../../protocol/model';
import { bijectionOf } from './layers';

/**
 * @param u row-major n x D  @param context row-major n x C, empty for a flow without context
 * @returns states after each layer, in model space, the base first, and the log determinants of each, u -> x
 */
export function statesFrom(
  specification: FlowSpecification,
  tensors: Tensors,
  u: Float64Array,
  count: number,
  context: Float64Array,
): { states: Float64Array[]; logDets: Float64Array[] } {
  const states: Float64Array[] = [u];
  const logDets: Float64Array[] = [new Float64Array(count)];
  specification.layers.forEach((layer, l) => {
    const dim = specification.columns.length;
    const bijection = bijectionOf(layer, l, tensors, dim, contextSize(specification));
    const { values, logDet } = bijection.forward(states[l]!, count, context);
    states.push(values);
    logDets.push(logDet);
  });
  return { states, logDets };
}
