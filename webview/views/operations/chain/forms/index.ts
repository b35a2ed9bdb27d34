// The operations of the page in the order of the menu: one line each.
import type { OperationName, Step } from '../../../../../src/protocol/operations';
import { CONDITION } from './condition-form';
import type { OperationForm } from './form';
import { MAP } from './map-form';
import { MARGINALISE } from './marginalise-form';
import { MEAN_OF_K } from './mean-form';
import { MULTIPLY } from './multiply-form';
import { PROJECT } from './project-form';
import { TRANSFORM } from './transform-form';

export const OPERATION_FORMS: { [N in OperationName]: OperationForm<N> } = {
  marginalise: MARGINALISE,
  condition: CONDITION,
  map: MAP,
  project: PROJECT,
  multiply: MULTIPLY,
  transform: TRANSFORM,
  'mean of k': MEAN_OF_K,
};

/** A step in a few words, as a crumb. */
export const stepWords = (step: Step): string =>
  (OPERATION_FORMS[step.operation] as OperationForm<OperationName>).words(step);
