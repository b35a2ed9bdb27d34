// The segments of the view Operations, in their order: one line each.
import type { FunctionComponent } from 'preact';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { t } from '../../text/translate';
import { Chain } from './chain/chain';
import { FirstFlow } from './first-flow/first-flow';
import { MeanOfK } from './mean-of-k';
import { Transform } from './transform';

export interface Segment {
  /** what is remembered, and never translated */
  name: string;
  label: string;
  View: FunctionComponent<{ state: ExplorationState }>;
}

export const SEGMENTS: readonly Segment[] = [
  { name: 'chain', label: t('Chain'), View: Chain },
  { name: 'transform', label: t('Transform: y = f(x)'), View: Transform },
  { name: 'mean of k', label: t('Mean of k draws'), View: MeanOfK },
  { name: 'first flow', label: t('First flow'), View: FirstFlow },
];
