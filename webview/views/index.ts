// The views of an exploration in the order of their tabs: one line each.
import type { FunctionComponent } from 'preact';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { ViewName } from '../../src/protocol/webview';
import { t } from '../text/translate';
import { Cloud } from './cloud/cloud';
import { Compare } from './compare/compare';
import { Layers } from './layers/layers';
import { Marginals } from './marginals/marginals';
import { Operations } from './operations/operations';
import { Posterior } from './posterior/posterior';
import { Training } from './training/training';

export interface View {
  label: string;
  Component: FunctionComponent<{ state: ExplorationState }>;
}

export const VIEWS: Record<ViewName, View> = {
  marginals: { label: t('Marginals'), Component: Marginals },
  cloud: { label: t('Cloud'), Component: Cloud },
  layers: { label: t('Layers'), Component: Layers },
  training: { label: t('Training'), Component: Training },
  compare: { label: t('Compare'), Component: Compare },
  operations: { label: t('Operations'), Component: Operations },
  posterior: { label: t('Posterior'), Component: Posterior },
};
