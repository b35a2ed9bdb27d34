// Under each stop of the slider the density of that stage; a click goes there.
import type { LayersView } from '../../../src/protocol/exploration';
import type { StageDensity } from '../../../src/protocol/microscope';
import { ChartOrTable } from '../../charts/chart-or-table';
import { DensityTile } from '../../charts/density-tile';
import { Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import type { Fetched } from '../../state/fetched';
import { theme } from '../../state/theme';
import { formatCount, formatValue } from '../../text/format';
import { shortName } from '../../text/names';
import { t } from '../../text/translate';
import { stageName } from './layer-scatter';

interface Props {
  view: LayersView;
  fetched: Fetched<StageDensity[] | null>;
  at: number;
  onMove: (stage: number) => void;
}

export function Stages({ view, fetched, at, onMove }: Props) {
  const { data, error, loading, retry } = fetched;
  const label = t('The density of each stage, u to x');
  if (error) return <Problem sentence={error} retry={retry} />;
  const last = view.names.length - 1;
  const name = (l: number) => (l === 0 ? 'p(u)' : l === last ? 'p(x)' : shortName(view.names[l]!));
  const densities = data?.length === view.names.length ? data : null;
  const draws = densities?.find((d) => d.draws !== null)?.draws;
  return (
    <ChartOrTable
      label={label}
      main={false}
      savable={false}
      loading={loading && densities !== null}
      chart={() => (
        <>
          <div class="stages" role="group" aria-label={label}>
            {view.names.map((of, l) => (
              <button
                key={of}
                type="button"
                class="stage-tile"
                aria-pressed={at === l}
                aria-label={`${name(l)}: ${stageName(view, l)}`}
                title={stageName(view, l)}
                onClick={() => onMove(l)}
              >
                {densities ? (
                  <DensityTile density={densities[l]!} colours={theme.value} />
                ) : (
                  <span class="density-tile" />
                )}
                <span>{name(l)}</span>
              </button>
            ))}
          </div>
          {draws && (
            <p class="muted">
              {t(
                'Counted from {0} draws and smoothed, as there are more than two columns.',
                formatCount(draws),
              )}
            </p>
          )}
        </>
      )}
      table={() => (
        <Table
          caption={t('Where each density is drawn, and the mass that it holds there')}
          head={[t('stage'), t('across'), t('up'), t('mass')]}
          stacks
          rows={(densities ?? []).map(({ x, y, mass }, l) => ({
            key: String(l),
            cells: [
              stageName(view, l),
              ends(x),
              y ? ends(y) : '',
              formatValue(Number(mass.toPrecision(4))),
            ],
          }))}
        />
      )}
    />
  );
}

const ends = ([low, high]: [number, number]) =>
  t('{0} to {1}', formatValue(low), formatValue(high));
