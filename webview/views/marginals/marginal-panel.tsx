// One column's marginal: the picture, what is selected on it, and what its axis is.
import { useMemo, useState } from 'preact/hooks';
import { barShape, isPicked, rangeIn } from '../../charts/bars';
import { binsOf } from '../../charts/bins';
import type { MarginalView } from '../../../src/protocol/exploration';
import type { SelectedBars } from '../../../src/protocol/selection';
import { Brush } from '../../charts/brush';
import { axisEnds, panelSpec, SELECTED, selectedPart } from '../../charts/marginal-spec';
import { panelHeight } from '../../charts/panel';
import { Chart, type PlotBox } from '../../charts/vega';
import { Checkbox, NumberField } from '../../controls/controls';
import { chooseAxis, select } from '../../state/choices';
import { modelIsGaussian } from '../../state/model-words';
import { selection } from '../../state/selection';
import { axes } from '../../state/store';
import { useNear } from '../../state/visible';
import { formatCount, formatNumberOf, formatValue } from '../../text/format';
import { t } from '../../text/translate';
import { barLines } from './bar-lines';
import { useSought } from './sought';

const NONE: SelectedBars[] = [];

export function MarginalPanel({
  view,
  selected = NONE,
  width,
  compact = false,
}: {
  view: MarginalView;
  /** selected rows in the bars of every column */
  selected?: SelectedBars[];
  width: number;
  compact?: boolean;
}) {
  const [element, isNear] = useNear<HTMLElement>();
  const near = isNear || compact;
  const [box, setBox] = useState<PlotBox | null>(null);
  const { column, axis } = view;
  const isSought = useSought(column, element);
  const range = compact ? null : rangeIn(selection.value, column);
  const data = useMemo(() => ({ [SELECTED]: selectedPart(view, selected) }), [view, selected]);
  const own = selected.find((s) => s.column === column)?.counts ?? [];
  const count = own.reduce((sum, n) => sum + n, 0);
  const shown = { range: axisEnds(view), log: axis.log };
  return (
    <figure
      class={isSought ? 'marginal sought' : 'marginal'}
      data-column={column}
      data-selected={count > 0 ? count : undefined}
      ref={element}
      style={{ minHeight: `${panelHeight(width, compact)}px` }}
    >
      {near && (
        <div class="plot">
          <Chart
            spec={(colours) => panelSpec(view, colours, width, compact)}
            label={
              count > 0
                ? `${marginalLabel(view)}; ${t('{0} selected', formatNumberOf(count, 'row'))}`
                : marginalLabel(view)
            }
            name={`marginal ${column}`}
            data={data}
            onLayout={setBox}
          />
          {box && !compact && (
            <Brush
              box={box}
              axis={shown}
              edges={view.histogram.edges}
              range={range}
              name={column}
              describe={(bar) => barLines(view, bar)}
              onRange={([from, to], how) =>
                void select({ kind: 'box', ranges: [{ column, from, to }] }, how)
              }
              onBar={(bar, how) => {
                const shape = barShape(column, view.histogram.edges, bar);
                void select(shape, how, isPicked(selection.peek(), shape));
              }}
            />
          )}
        </div>
      )}
      {near && !compact && <AxisMenu view={view} range={range} />}
      {overflow(view) && <figcaption class="muted">{overflow(view)}</figcaption>}
    </figure>
  );
}

/** Axis and selected range of one column, as controls. */
function AxisMenu({
  view: { column, axis, profile },
  range,
}: {
  view: MarginalView;
  range: [number, number] | null;
}) {
  const [open, setOpen] = useState(false);
  const positive = (profile.min ?? 0) > 0;
  const ends = range ?? [axis.low, axis.high];
  const set = (low: number, high: number) =>
    Number.isFinite(low) &&
    Number.isFinite(high) &&
    low <= high &&
    void select({ kind: 'box', ranges: [{ column, from: low, to: high }] });
  return (
    <details class="axis-menu" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {range
          ? t('Selected: {0} to {1}', formatValue(range[0]), formatValue(range[1]))
          : t('Axis and range')}
        <span class="unseen">{t(' of {0}', column)}</span>
      </summary>
      {open && (
        <>
          <div class="row">
            <Checkbox
              checked={axis.log}
              disabled={!positive}
              onChange={(log) => void chooseAxis(column, { log })}
            >
              {t('log axis')}
            </Checkbox>
            <Checkbox
              checked={axes.value[column]?.robust ?? axis.robust}
              onChange={(robust) => void chooseAxis(column, { robust })}
            >
              {t('leave outermost rows out')}
            </Checkbox>
          </div>
          {!positive && <p class="muted">{t('A log axis needs positive values.')}</p>}
          <div class="row">
            <span>{t('select from')}</span>
            <NumberField
              label={t('lower end of what is selected of {0}', column)}
              value={ends[0]}
              onChange={(low) => set(low, ends[1])}
            />
            <span>{t('to')}</span>
            <NumberField
              label={t('upper end of what is selected of {0}', column)}
              value={ends[1]}
              onChange={(high) => set(ends[0], high)}
            />
          </div>
        </>
      )}
    </details>
  );
}

/** "12 rows below, 3 above this axis", or nothing. */
export function overflow({ below, above, axis }: MarginalView): string {
  const parts = [
    below > 0 ? t('{0} below', formatNumberOf(below, 'row')) : '',
    above > 0 ? t('{0} above', below > 0 ? formatCount(above) : formatNumberOf(above, 'row')) : '',
  ].filter(Boolean);
  if (parts.length === 0) return '';
  const words = t('{0} this axis', parts.join(', '));
  return axis.automatic
    ? t('{0}, which leaves them out so that the others can be seen.', words)
    : `${words}.`;
}

/** What a screen reader says instead of the picture. */
export function marginalLabel(view: MarginalView): string {
  const { column, profile, gaussian, flow, histogram, density, rows, axis } = view;
  const most = binsOf(histogram.edges)[density.indexOf(Math.max(...density))];
  const parts = [
    t(
      'Distribution of {0}: {1} from {2} to {3}',
      column,
      formatNumberOf(rows, 'row'),
      formatValue(profile?.min),
      formatValue(profile?.max),
    ),
    most
      ? t(
          'most frequent between {0} and {1}',
          formatValue(Math.max(most.low, axis.low)),
          formatValue(Math.min(most.high, axis.high)),
        )
      : '',
    gaussian.standardDeviation > 0
      ? t(
          'Gaussian with mean {0} and standard deviation {1}',
          formatValue(gaussian.mean),
          formatValue(gaussian.standardDeviation),
        )
      : '',
    flow
      ? modelIsGaussian.value
        ? t('with samples of the model, a Gaussian')
        : t('with samples of the flow')
      : '',
    overflow(view),
  ];
  return parts.filter(Boolean).join('; ');
}
