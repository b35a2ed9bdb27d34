// What pictures call the model beside the Gaussian of all rows: a flow, or a Gaussian where a fit returned one.
import { computed } from '@preact/signals';
import type { Source } from '../../src/protocol/look';
import { t } from '../text/translate';
import { exploration } from './store';

const SOURCES: Record<Source, string> = {
  data: t('Data'),
  gaussian: t('Gaussian samples'),
  flow: t('Flow samples'),
};
const MODEL_SAMPLES = t('Model samples (a Gaussian)');

/** The fit found nothing that is better: its model is a Gaussian of the training rows. */
export const modelIsGaussian = computed(
  () => exploration.value?.model?.metadata.specification.flow === 'gaussian',
);

export const sourceLabel = (source: Source): string =>
  source === 'flow' && modelIsGaussian.value ? MODEL_SAMPLES : SOURCES[source];
