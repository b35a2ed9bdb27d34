// The points of one pair of columns with their lines: a picture for each group of sources, beside each other.
import { useMemo } from 'preact/hooks';
import type { CloudView, ExplorationState } from '../../../src/protocol/exploration';
import { type Source, SOURCES } from '../../../src/protocol/look';
import type { ContourView } from '../../../src/protocol/pictures';
import { ChartOrTable } from '../../charts/chart-or-table';
import { cloudPicture } from '../../charts/cloud-picture';
import { flowLines, gaussianLines } from '../../charts/contour-lines';
import { Scatter } from '../../charts/scatter';
import { Empty } from '../../controls/states';
import { sourceLabel } from '../../state/model-words';
import { theme } from '../../state/theme';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';

interface CloudsProps {
  state: ExplorationState;
  view: CloudView;
  xIndex: number;
  yIndex: number;
  /** sources that share a picture */
  groups: Source[][];
  drawGaussian: boolean;
  contours: ContourView | null;
  title: (column: string) => string;
  label: string;
}

export function Clouds({
  state,
  view,
  xIndex,
  yIndex,
  groups,
  drawGaussian,
  contours,
  title,
  label,
}: CloudsProps) {
  const colours = theme.value;
  const beside = groups.length > 1;
  const [x, y] = [view.columns[xIndex]!, view.columns[yIndex]!];
  const fresh = contours && contours.x === x && contours.y === y ? contours : null;
  const only = (group: Source[], source: Source) =>
    (group.includes(source) || group.includes('data')) && view.columns.length > 1;
  const pictures = useMemo(
    () =>
      groups.map((group) => {
        const chosen = Object.fromEntries(SOURCES.map((s) => [s, group.includes(s)])) as Record<
          Source,
          boolean
        >;
        return cloudPicture(view, xIndex, yIndex, chosen, colours, title);
      }),
    [view, xIndex, yIndex, groups.map((g) => g.join('+')).join(), colours],
  );
  if (!groups[0]?.length)
    return (
      <Empty>{t('Nothing is chosen to draw. Tick data, Gaussian or flow under "Show".')}</Empty>
    );
  return (
    <div class={beside ? 'beside' : 'one-cloud'}>
      <div class={beside ? 'three-beside' : undefined}>
        {groups.map((group, k) => {
          const lines = [
            ...(drawGaussian && only(group, 'gaussian')
              ? gaussianLines(view.linear ?? state.gaussian, x, y, colours)
              : []),
            ...(only(group, 'flow') ? flowLines(fresh, colours) : []),
          ];
          const [first] = group;
          const name = group.map((s) => sourceLabel(s)).join(', ');
          const scatter = (
            <Scatter
              {...pictures[k]!}
              lines={lines}
              tallest={beside ? 0.52 : 0.62}
              aspect={beside ? 1.15 : 0.6}
              label={beside ? `${name}: ${t('{0} against {1}', x, y)}` : label}
              name={beside ? `cloud ${group.join('-')}` : 'cloud'}
            />
          );
          if (!beside) return <div key="one">{scatter}</div>;
          return (
            <figure key={group.join()}>
              <ChartOrTable
                label={t('{0}: {1} against {2}', name, x, y)}
                main={k === 0}
                chart={() => scatter}
                caption={
                  <figcaption class={`key key-${first}`}>
                    {t('{0}, {1} points', name, formatCount(first && view[first]?.count))}
                  </figcaption>
                }
              />
            </figure>
          );
        })}
      </div>
    </div>
  );
}
