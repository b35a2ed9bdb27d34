// All kinds of layers: a structure and what transforms one column, or a map of its own.
import type { LayerSpecification } from '../../protocol/model';
import { affine } from './affine';
import { autoregressive } from './autoregressive';
import { coupling } from './coupling';
import { elementwise } from './elementwise';
import type { LayerKind } from './kind';
import { permutation } from './permutation';
import { triangular } from './triangular';
import { affineFields, splineFields } from './univariates';

type Kind = LayerSpecification['kind'];
type Of<K extends Kind> = Extract<LayerSpecification, { kind: K }>;

export const KINDS: { [K in Kind]: LayerKind<Of<K>> } = {
  affine,
  triangular,
  permutation,
  'elementwise-spline': elementwise<Of<'elementwise-spline'>>(
    'elementwise-spline',
    'spline',
    splineFields,
  ),
  'affine-autoregressive': autoregressive<Of<'affine-autoregressive'>>(
    'affine-autoregressive',
    affineFields,
  ),
  'spline-autoregressive': autoregressive<Of<'spline-autoregressive'>>(
    'spline-autoregressive',
    splineFields,
  ),
  'affine-coupling': coupling<Of<'affine-coupling'>>('affine-coupling', affineFields),
  'spline-coupling': coupling<Of<'spline-coupling'>>('spline-coupling', splineFields),
};

export const kindOf = (layer: LayerSpecification): LayerKind<LayerSpecification> =>
  KINDS[layer.kind] as LayerKind<LayerSpecification>;
