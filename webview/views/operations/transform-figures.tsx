// The numbers of y = f(x): every root at the place that is held, and intervals, densities and atoms as tables.
import type { TransformView } from '../../../src/protocol/change-of-variables';
import { Table } from '../../controls/table';
import { formatValue } from '../../text/format';
import { t } from '../../text/translate';

/** The rule with its numbers, at the place that is held. */
export function Numbers({ view }: { view: TransformView }) {
  const at = view.place;
  if (!at)
    return (
      <p class="muted">
        {t(
          'Drag in the picture: every root of f({0}) = {1} appears, with what it adds to the density.',
          view.variable,
          view.result,
        )}
      </p>
    );
  if (!Number.isFinite(at.y))
    return <p>{t('f is not defined at {0} = {1}.', view.variable, formatValue(at.x))}</p>;
  const first = at.roots.length > 20 ? t('; the first 20 of {0}', at.roots.length) : '';
  const sum =
    at.roots
      .map((r) => `${formatValue(r.baseDensity)} / ${formatValue(Math.abs(r.slope))}`)
      .slice(0, 6)
      .join(' + ') + (at.roots.length > 6 ? ' + …' : '');
  return (
    <>
      <p>
        {at.roots.length > 0
          ? `p(${view.result} = ${formatValue(at.y)}) = ${sum} = ${formatValue(at.density)}`
          : t(
              'No {0} has f({1}) = {2}: the density is 0.',
              view.variable,
              view.variable,
              formatValue(at.y),
            )}
        {at.atom > 0 && t(' This value has the probability {0} of its own.', formatValue(at.atom))}
      </p>
      {at.roots.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t('The roots, as a table')}>
          <Table
            caption={`${t('Every {0} with f({1}) = {2}', view.variable, view.variable, formatValue(at.y))}${first}`}
            head={[view.variable, `p(${view.variable})`, "f'", t('adds')]}
            rows={at.roots.slice(0, 20).map((r) => ({
              key: String(r.x),
              cells: [
                formatValue(r.x),
                formatValue(r.baseDensity),
                formatValue(r.slope),
                formatValue(r.baseDensity / Math.abs(r.slope)),
              ],
            }))}
          />
        </div>
      )}
    </>
  );
}

export function Figures({ view }: { view: TransformView }) {
  const every = Math.max(1, Math.floor(view.density.length / 40));
  return (
    <>
      <Table
        caption={t(
          'Small intervals of {0}: where they go, and how they are stretched',
          view.variable,
        )}
        head={[
          t('{0} from', view.variable),
          t('to'),
          t('{0} from', view.result),
          `${t('to')} `,
          t('stretched by'),
        ]}
        rows={view.intervals.map((i) => ({
          key: String(i.x[0]),
          cells: [
            formatValue(i.x[0]),
            formatValue(i.x[1]),
            formatValue(i.y[0]),
            formatValue(i.y[1]),
            formatValue(Math.abs((i.y[1] - i.y[0]) / (i.x[1] - i.x[0]))),
          ],
        }))}
      />
      <Table
        caption={t(
          'Density of {0}; {1} of the base is left out',
          view.result,
          formatValue(view.omittedMass),
        )}
        head={[t('{0} from', view.result), t('to'), t('density')]}
        rows={view.density
          .filter((_, i) => i % every === 0)
          .map((d, j) => ({
            key: String(j),
            cells: [
              formatValue(view.yEdges[j * every]),
              formatValue(view.yEdges[j * every + 1]),
              formatValue(d),
            ],
          }))}
      />
      {view.atoms.length > 0 && (
        <Table
          caption={t('Values with a probability of their own')}
          head={[view.result, t('probability')]}
          rows={view.atoms.map((a) => ({
            key: String(a.value),
            cells: [formatValue(a.value), formatValue(a.probability)],
          }))}
        />
      )}
    </>
  );
}
