// What is given, as a slice of the joint distribution: the line where it holds, with the density along it.
import { useMemo } from 'preact/hooks';
import type { ChainMarginal, ChainView } from '../../../../src/protocol/operations';
import { ChartOrTable } from '../../../charts/chart-or-table';
import { binsOf, middleOf } from '../../../charts/bins';
import { cloudPicture } from '../../../charts/cloud-picture';
import type { DrawnLine } from '../../../charts/contour-lines';
import { Scatter } from '../../../charts/scatter';
import { Table } from '../../../controls/table';
import { pairIn } from '../../../state/look';
import { type Theme, theme } from '../../../state/theme';
import { formatValue } from '../../../text/format';
import { t } from '../../../text/translate';
import { cloudOf } from './result-cloud';
import { pairs } from './words';

/** How high the density stands on its line, in parts of the axis. */
const HEIGHT = 0.25;

interface Props {
  /** the distribution before the step */
  joint: ChainView;
  /** what it is once `given` is known */
  view: ChainView;
  given: Record<string, number>;
}

/** The chosen pair where one of it is given, otherwise the first column that is free and the first that is given. */
export function slicePair(
  names: readonly string[],
  given: Record<string, number>,
): [number, number] {
  const [x, y] = pairIn(names);
  const isGiven = (d: number) => names[d]! in given;
  if (isGiven(x) !== isGiven(y)) return isGiven(x) ? [y, x] : [x, y];
  const known = names.findIndex((name) => name in given);
  const free = isGiven(x) ? names.findIndex((name) => !(name in given)) : x;
  return [free, known];
}

export function Slice({ joint, view, given }: Props) {
  const { names } = joint;
  const [free, known] = slicePair(names, given);
  const [across, up] = [names[free]!, names[known]!];
  const colours = theme.value;
  const picture = useMemo(
    () =>
      cloudPicture(
        cloudOf(joint, null),
        free,
        known,
        { data: true, gaussian: true, flow: true },
        colours,
      ),
    [joint, free, known, colours],
  );
  const marginal = view.marginals.find((m) => m.column === across);
  const lines = sliceLines(
    given[up]!,
    marginal,
    picture.x.range,
    picture.y.range[1] - picture.y.range[0],
    colours,
  );
  const label = t('The slice of the joint distribution where {0}', pairs(given, ' = ', ', '));
  return (
    <div class="one-cloud">
      <ChartOrTable
        label={label}
        main={false}
        caption={
          <>
            <h2>{t('Slice')}</h2>
            <span class="muted">
              {t('{0} = {1}, with the density of {2} along it', up, formatValue(given[up]), across)}
            </span>
          </>
        }
        chart={() => (
          <Scatter
            {...picture}
            lines={lines}
            aspect={0.5}
            label={label}
            name="slice"
            selects={false}
          />
        )}
        table={() => (
          <Table
            caption={label}
            head={[across, t('density')]}
            rows={(marginal ? densityOf(marginal) : [])
              .filter((_, k, all) => k % Math.max(1, Math.floor(all.length / 20)) === 0)
              .map(([x, p]) => ({ key: String(x), cells: [formatValue(x), formatValue(p)] }))}
          />
        )}
      />
    </div>
  );
}

const densityOf = ({ curve, histogram, edges }: ChainMarginal): [x: number, p: number][] =>
  curve
    ? curve.x.map((x, k) => [x, curve.y[k]!])
    : histogram
      ? binsOf(edges).map((bin, b) => [middleOf(bin), histogram.density[b]!])
      : [];

/** The line of the slice over the whole axis, and the density on it. */
export function sliceLines(
  at: number,
  marginal: ChainMarginal | undefined,
  [low, high]: readonly [number, number],
  height: number,
  colours: Theme,
): DrawnLine[] {
  const line = (points: Float32Array, width: number): DrawnLine => ({
    points: [points],
    colour: colours.foreground,
    under: colours.background,
    width,
  });
  const density = marginal ? densityOf(marginal) : [];
  const most = density.reduce((best, [, p]) => Math.max(best, p), 0);
  const ridge = Float32Array.from(
    density.flatMap(([x, p]) => [x, at + (HEIGHT * height * p) / (most || 1)]),
  );
  return [
    line(Float32Array.of(low, at, high, at), 1),
    ...(ridge.length > 0 ? [line(ridge, 2)] : []),
  ];
}
