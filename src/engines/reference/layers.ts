// From the specification of a layer and its tensors to a bijection.
import { outputsPerColumn, type Tensors } from '../../flows/layout';
import type { LayerSpecification } from '../../protocol/model';
import { affine } from './affine';
import { affineColumn, autoregressive, splineColumn } from './autoregressive';
import type { Bijection } from './bijection';
import { Conditioner } from './conditioner';
import { elementwiseSpline } from './elementwise-spline';
import { triangular } from './triangular';

/** @param index place of the layer, which is part of its tensors' names */
export function bijectionOf(layer: LayerSpecification, index: number, tensors: Tensors, dim: number): Bijection {
  const values = (name: string) => tensors[`layers.${index}.${name}`]!.values;
  switch (layer.kind) {
    case 'affine':
      return affine(values('a'), values('b'));
    case 'triangular':
      return triangular(values('lower'), values('logDiagonal'), values('b'));
    case 'elementwise-spline':
      return elementwiseSpline(values('spline'), dim, layer.bins, layer.bound);
    case 'affine-autoregressive':
    case 'spline-autoregressive': {
      const weights = { w1: values('w1'), b1: values('b1'), w2: values('w2'), b2: values('b2'), w3: values('w3'), b3: values('b3') };
      const conditioner = new Conditioner(weights, layer.order, layer.hidden, outputsPerColumn(layer));
      return autoregressive(conditioner, layer.order, layer.kind === 'affine-autoregressive' ? affineColumn() : splineColumn(layer.bins, layer.bound));
    }
  }
}
