// The stage of the layers: points and the plane on their way, densities under each stop, and one row in detail.
import { useState } from 'preact/hooks';
import type { LayersView } from '../../../src/protocol/exploration';
import type { GivenValues } from '../../../src/protocol/model';
import { PlainSelect } from '../../controls/controls';
import { usePlace } from '../../controls/playing';
import { Problem } from '../../controls/states';
import { ViewOptions } from '../../controls/view-options';
import { useFetched } from '../../state/fetched';
import { pairIn } from '../../state/look';
import { pointName } from '../../text/names';
import { t } from '../../text/translate';
import { AccountTable } from './account';
import { LayerScatter, stageName } from './layer-scatter';
import { LayerSlider } from './layer-slider';
import { Microscope } from './microscope';
import { Stages } from './stages';
import { useFollowed } from './follow-row';
import { LayerStretch } from './stretch';

const DRAWN = [
  { value: 'both', label: t('points and grid') },
  { value: 'points', label: t('points') },
  { value: 'grid', label: t('grid') },
] as const;

type Drawn = (typeof DRAWN)[number]['value'];

interface Props {
  view: LayersView;
  loading: boolean;
  /** changes with the model, the table and the points */
  revision: string;
  given: GivenValues;
}

export function LayerPictures({ view, loading, revision, given }: Props) {
  const last = view.names.length - 1;
  const place = usePlace(last);
  const { at } = place;
  const [point, setPoint] = useState(0);
  const [drawn, setDrawn] = useState<Drawn>('both');
  const [wanted, setColumn] = useState(0);
  const [followed, setFollowed] = useState<number | null>(null);
  const chosen = Math.min(point, view.rows.length - 1);
  useFollowed(view.rows, setPoint, setFollowed);
  const index = followed ?? chosen;
  const row = view.rows[index]!;
  const pair = pairIn(view.columns);
  const column = Math.min(wanted, view.columns.length - 1);
  const of = { row, pair, ...(Object.keys(given).length > 0 ? { given } : {}) };
  const key = JSON.stringify([revision, of]);
  const one = useFetched('microscope', { ...of, column }, `${key}/${column}`);
  // without conditions the densities are the same for every row
  const stages = useFetched(
    'stages',
    of,
    view.conditioned ? key : JSON.stringify([revision, pair]),
  );
  const stage = stageName(view, at);
  const seen = one.data?.look.row === row && !loading ? one.data : null;
  return (
    <>
      <ViewOptions>
        <PlainSelect label={t('drawn')} value={drawn} options={DRAWN} onChange={setDrawn} />
      </ViewOptions>
      <div class="side-by-side">
        <div>
          <LayerScatter
            view={view}
            at={at}
            stage={stage}
            marked={index}
            onPick={setPoint}
            loading={loading}
            grid={drawn === 'points' ? null : (one.data?.grid ?? null)}
            points={drawn !== 'grid'}
          />
          <LayerSlider place={place} last={last} stage={stage} />
          <Stages view={view} fetched={stages} at={at} onMove={place.move} />
        </div>
        <div>
          <h2 class="part">{t("One row's account")}</h2>
          <label class="field">
            {t('point')}
            <input
              type="number"
              min={1}
              max={view.rows.length}
              value={chosen + 1}
              onInput={(e) =>
                setPoint(
                  Math.max(
                    0,
                    Math.min(view.rows.length, Math.round(Number(e.currentTarget.value)) || 1) - 1,
                  ),
                )
              }
            />
            <span>{t('of {0}: {1}', view.rows.length, pointName(view.rows[chosen]!))}</span>
          </label>
          <AccountTable view={view} index={index} reached={Math.round(at)} />
          <LayerStretch view={view} />
        </div>
      </div>
      {one.error && <Problem sentence={one.error} retry={one.retry} />}
      {seen && (
        <Microscope
          view={view}
          seen={seen}
          layer={Math.max(1, Math.ceil(at))}
          onColumn={setColumn}
        />
      )}
    </>
  );
}
