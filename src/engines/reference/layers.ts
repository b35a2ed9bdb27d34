// From the specification of a layer and its tensors to a bijection.
import { isCoupling, outputsPerColumn, readsBase, type Tensors } from '../../flows/layout';
import type { LayerSpecification } from '../../protocol/model';
import { affine } from './affine';
import { autoregressive } from './autoregressive';
import type { Bijection } from './bijection';
import { Conditioner } from './conditioner';
import { coupling } from './coupling';
import { elementwiseSpline } from './elementwise-spline';
import { permutation } from './permutation';
import { triangular } from './triangular';
import { affineColumn, splineColumn } from './univariate';

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
    case 'elementwise-spline':
      return elementwiseSpline(values('spline'), dim, layer.bins, layer.bound);
    default: {
      const weights = {
        w1: values('w1'),
        b1: values('b1'),
        w2: values('w2'),
        b2: values('b2'),
        w3: values('w3'),
        b3: values('b3'),
        wc: context > 0 ? values('wc') : [],
      };
      const univariate =
        'bins' in layer ? splineColumn(layer.bins, layer.bound, readsBase(layer)) : affineColumn();
      if (isCoupling(layer)) return coupling(weights, layer, univariate);
      return autoregressive(
        new Conditioner(weights, layer.order, layer.hidden, outputsPerColumn(layer), context),
        layer.order,
        univariate,
        readsBase(layer),
      );
    }
  }
}
