// Which univariate transforms the columns of a layer.
import {
  type ConditionedLayer,
  type ElementwiseLayer,
  readsBase,
} from '../../flows/kinds/structure';
import { affine } from './affine';
import { spline } from './spline';
import type { UnivariateKind } from './univariate';

export function univariateOf(layer: ConditionedLayer | ElementwiseLayer): UnivariateKind {
  switch (layer.kind) {
    case 'affine-autoregressive':
    case 'affine-coupling':
      return affine;
    case 'elementwise-spline':
    case 'spline-autoregressive':
    case 'spline-coupling':
      return spline(layer.bins, layer.bound, readsBase(layer));
  }
}
