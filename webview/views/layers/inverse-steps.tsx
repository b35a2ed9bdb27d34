// From u to x in one layer, column by column: which is known when, what from, and what it costs.
import { useState } from 'preact/hooks';
import type { LayersView } from '../../../src/protocol/exploration';
import type { InverseCosts, LayerLook } from '../../../src/protocol/microscope';
import { Table } from '../../controls/table';
import { DASH, formatCount, formatValue } from '../../text/format';
import { t } from '../../text/translate';
import { namesAround } from './layer-scatter';
import { mapWords } from './map-words';

/** Columns that are named. */
const MOST = 6;

interface Props {
  view: LayersView;
  look: LayerLook;
  /** of the layers of the view, from 1 on */
  layer: number;
  costs: InverseCosts;
}

export function InverseSteps({ view, look, layer, costs }: Props) {
  const count = look.columns.length;
  const [wanted, setStep] = useState(count);
  const step = Math.min(wanted, count);
  const { from, to } = namesAround(view, layer);
  const passes = look.columns.reduce((most, c) => Math.max(most, c.pass), 1);
  const known = (reads: number[]) =>
    reads.length === 0
      ? t('nothing')
      : reads.length > MOST
        ? t('{0} columns', reads.length)
        : reads.map((d) => (passes > 1 ? to[d]! : from[d]!)).join(', ');
  return (
    <details class="inverse-steps">
      <summary>{t('The inverse, step by step')}</summary>
      <p>
        {passes > 1
          ? t(
              'From u to x this layer waits: each column needs those before it, so that there are {0} passes. From x to u all are known, and one is enough.',
              passes,
            )
          : t('From u to x this layer is done in one pass.')}
      </p>
      {count > 1 && (
        <label class="slider">
          <span>{t('columns known')}</span>
          <input
            type="range"
            min={0}
            max={count}
            step={1}
            value={step}
            aria-valuetext={t('{0} of {1}', step, count)}
            onInput={(e) => setStep(Number(e.currentTarget.value))}
          />
          <span class="stage">{t('{0} of {1}', step, count)}</span>
        </label>
      )}
      <div
        class="table-scroll"
        tabIndex={0}
        role="group"
        aria-label={t('The inverse of a layer, as a table')}
      >
        <Table
          stacks
          texts={[t('how')]}
          caption={t('In the order in which columns become known')}
          head={[
            t('column'),
            t('pass'),
            t('waits for'),
            t('how'),
            t('value'),
            t('multiplications'),
          ]}
          rows={look.columns.map(({ column, pass, reads, multiplications, map }, k) => {
            const source = map.kind === 'copy' ? map.of : column;
            const names = { u: from[source]!, x: to[column]! };
            return {
              key: String(column),
              strong: k === step - 1,
              cells: [
                to[column]!,
                String(pass),
                known(reads),
                k < step ? mapWords(map, names, look.u[source]!) : DASH,
                k < step ? formatValue(look.x[column]) : DASH,
                formatCount(multiplications),
              ],
            };
          })}
        />
      </div>
      <p class="muted">
        {t(
          'The whole flow, u to x: {0} multiplications, as every unit of a network is computed once; {1} if the networks were run anew for each column. Its log determinant is a sum of {2} terms, O(N); by LU decomposition of full matrices it would take {3} multiplications, O(N³).',
          formatCount(costs.inverse),
          formatCount(costs.naive),
          formatCount(costs.logDet),
          formatCount(costs.byLu),
        )}
      </p>
    </details>
  );
}
