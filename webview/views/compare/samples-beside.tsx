// Data, samples of the Gaussian and samples of the flow beside each other, on the same axes.
import type { DataProfile } from '../../../src/protocol/data';
import type { CloudView, ExplorationState } from '../../../src/protocol/exploration';
import { SOURCES } from '../../../src/protocol/look';
import { ChartOrTable } from '../../charts/chart-or-table';
import { cloudPicture } from '../../charts/cloud-picture';
import { CloudTable } from '../../charts/cloud-table';
import { Scatter } from '../../charts/scatter';
import { PairOption } from '../../controls/pair-option';
import { SplitKey } from '../../controls/split-key';
import { Loading, Problem } from '../../controls/states';
import { sourceLabel } from '../../state/model-words';
import { useCloud } from '../../state/cloud';

import { pairIn } from '../../state/look';
import { lens } from '../../state/store';
import { theme } from '../../state/theme';
import { formatCount } from '../../text/format';
import { columnTitle } from '../../text/titles';
import { t } from '../../text/translate';

const POINTS = 5000;
const NOTHING = { data: false, gaussian: false, flow: false };
const ALL = { data: true, gaussian: true, flow: true };

export function SamplesBeside({ state }: { state: ExplorationState }) {
  const asked = { count: POINTS, lens: lens.value };
  const key = `${state.dataRevision}/${state.modelRevision}/${JSON.stringify(asked)}`;
  const { data, error, retry } = useCloud(asked, key);
  if (error) return <Problem sentence={error} retry={retry} />;
  if (!data) return <Loading sentence={t('Drawing samples…')} />;
  return <Scatters view={data} profile={state.profile} />;
}

function Scatters({ view, profile }: { view: CloudView; profile: DataProfile | null }) {
  const [xIndex, yIndex] = pairIn(view.columns);
  const [across, up] = [view.columns[xIndex]!, view.columns[yIndex]!];
  const pair = view.columns.length === 1 ? across : t('{0} against {1}', across, up);
  return (
    <section aria-label={t('Data and samples beside each other')}>
      <h2 class="part">{t('Data and samples of both')}</h2>
      <PairOption columns={view.columns} pair={[xIndex, yIndex]} />
      <ChartOrTable
        label={`${t('Data and samples beside each other')}: ${pair}`}
        main={false}
        savable={false}
        caption={view.split && <SplitKey levels={view.split.levels} />}
        table={() => <CloudTable view={view} shown={ALL} pair={[xIndex, yIndex]} />}
        chart={() => (
          <div class="beside">
            <div class="three-beside">
              {SOURCES.filter((s) => view[s]).map((s) => (
                <figure key={s}>
                  <figcaption class={`key key-${s}`}>
                    {t('{0}, {1} points', sourceLabel(s), formatCount(view[s]!.count))}
                  </figcaption>
                  <Scatter
                    {...cloudPicture(
                      view,
                      xIndex,
                      yIndex,
                      { ...NOTHING, [s]: true },
                      theme.value,
                      (column) => columnTitle(profile, column),
                    )}
                    label={`${sourceLabel(s)}: ${pair}`}
                    name={`compare-${s}`}
                  />
                </figure>
              ))}
            </div>
          </div>
        )}
      />
    </section>
  );
}
