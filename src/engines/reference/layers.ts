// From the specification of a layer and its tensors to a bijection.
import { kindOf } from '../../flows/kinds';
import { isCoupling, isElementwise, readsBase } from '../../flows/kinds/structure';
import type { Tensors } from '../../flows/layout';
import type { LayerSpecification } from '../../protocol/model';
import { univariateOf } from '../univariates';
import { affine } from './affine';
import { autoregressive } from './autoregressive';
import type { Bijection } from './bijection';
import { Conditioner, type ConditionerWeights } from './conditioner';
import { coupling } from './coupling';
import { elementwise } from './elementwise';
import { permutation } from './permutation';
import { triangular } from './triangular';

/** @param index place of the layer, which is part of its tensors' names  @param context numbers beside the columns */
export function bijectionOf(
  layer: LayerSpecification,
  index: number,
  tensors: Tensors,
  dim: number,
  context: number,
): Bijection {
  const values = (name: string) => tensors[`layers.${index}.${name}`]!.values;
  switch (layer.kind) {
    case 'affine':
      return affine(values('a'), values('b'));
    case 'triangular':
      return triangular(values('lower'), values('logDiagonal'), values('b'));
    case 'permutation':
      return permutation(layer.order);
    default: {
      const kind = univariateOf(layer);
      if (isElementwise(layer)) {
        const numbers = values(kindOf(layer).tensors(layer, dim, context)[0]![0]);
        return elementwise(
          Array.from({ length: dim }, (_, d) => kind.column().set(numbers, d * kind.outputs)),
        );
      }
      const weights = weightsOf(values, context);
      if (isCoupling(layer)) return coupling(weights, layer, kind);
      return autoregressive(
        new Conditioner(weights, layer.order, layer.hidden, kind.outputs, context),
        layer.order,
        kind,
        readsBase(layer),
      );
    }
  }
}

/** @param values those of a tensor of the layer, by its short name */
export function weightsOf(
  values: (name: string) => ArrayLike<number>,
  context: number,
): ConditionerWeights {
  return {
    w1: values('w1'),
    b1: values('b1'),
    w2: values('w2'),
    b2: values('b2'),
    w3: values('w3'),
    b3: values('b3'),
    wc: context > 0 ? values('wc') : [],
  };
}
