// The cloud in words.
import type { CloudView } from '../../../src/protocol/exploration';
import type { ContourView } from '../../../src/protocol/pictures';
import { MASSES } from '../../charts/contour-lines';
import { modelIsGaussian } from '../../state/model-words';
import { formatCount, formatValue } from '../../text/format';
import { t } from '../../text/translate';

const percent = (mass: number) => `${formatValue(Number((100 * mass).toPrecision(3)))} %`;
const list = (masses: number[]) => masses.map(percent).join(', ');

/** How many rows are drawn, and how many of them lie beyond the axes. */
export function cloudWords(view: CloudView, xIndex: number, yIndex: number): string {
  const { data, matching, axes, columns, flow } = view;
  const strip = columns.length === 1;
  const dim = columns.length;
  // only a robust axis has rows beyond it; single precision would count the outermost row of another
  const beyond = (index: number, i: number) => {
    const [axis, value] = [axes[index]!, data.values[i * dim + index]!];
    return axis.robust && (value < axis.low || value > axis.high);
  };
  let outside = 0;
  for (let i = 0; i < data.count; i++) if (beyond(xIndex, i) || beyond(yIndex, i)) outside++;
  const automatic = [axes[xIndex], axes[yIndex]].some((a) => a?.automatic && a.robust);
  return [
    t('{0} of {1} rows are drawn.', formatCount(data.count), formatCount(matching)),
    outside === 1
      ? t('1 of them lies beyond the axes.')
      : outside > 1
        ? t('{0} of them lie beyond the axes.', formatCount(outside))
        : '',
    outside > 0 && automatic
      ? t('The axes leave the outermost rows out so that the others can be seen.')
      : '',
    flow ? '' : t('Fit a flow to see its samples here.'),
    strip ? t('One column has no second axis: points are spread evenly across the strip.') : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** What the lines hold, and how that is known. */
export function contourWords(
  gaussian: boolean,
  flow: ContourView | null,
  loading: boolean,
): string {
  if (!gaussian && !flow && !loading) return '';
  const parts = [t('Lines hold {0} of the probability, from the inside out.', list(MASSES))];
  if (flow && flow.samples === null)
    parts.push(
      modelIsGaussian.value
        ? t(
            "The model's come from its exact density on a grid of {0} × {1} points.",
            flow.grid,
            flow.grid,
          )
        : t(
            "The flow's come from its exact density on a grid of {0} × {1} points.",
            flow.grid,
            flow.grid,
          ),
    );
  if (flow && flow.samples !== null) {
    const [samples, error] = [formatCount(flow.samples), percent(flow.standardError ?? 0)];
    parts.push(
      modelIsGaussian.value
        ? t(
            "The model's are estimated from {0} samples, smoothed (the mass inside a line ± {1}, one standard error, and the smoothing widens them a little).",
            samples,
            error,
          )
        : t(
            "The flow's are estimated from {0} samples, smoothed (the mass inside a line ± {1}, one standard error, and the smoothing widens them a little).",
            samples,
            error,
          ),
    );
  }
  if (flow && flow.outside.length > 0)
    parts.push(t('Its line of {0} lies beyond the axes.', list(flow.outside)));
  if (loading)
    parts.push(
      modelIsGaussian.value
        ? t("The model's lines are on their way.")
        : t("The flow's lines are on their way."),
    );
  return parts.join(' ');
}
