// What becomes of x under y = f(x), as the lecture draws it, with the exact numbers at a place that is dragged.
import type { TransformView } from '../../../src/protocol/change-of-variables';
import { ChartOrTable } from '../../charts/chart-or-table';
import { TransformPicture } from '../../charts/transform-picture';
import { Button } from '../../controls/controls';
import { Help } from '../../controls/help';
import { usePlace } from '../../controls/playing';
import { useWidth } from '../../state/size';
import { theme } from '../../state/theme';
import { formatValue } from '../../text/format';
import { sentence, t } from '../../text/translate';
import { place } from './state';
import { Figures, Numbers } from './transform-figures';

/** The picture with its places and numbers; also of a chain whose last step is such a formula. */
export function TransformResult({ view, loading }: { view: TransformView; loading: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const travel = usePlace(2);
  const stage = STAGES[Math.round(travel.at)]!(view);
  const label = t(
    '{0} = f({1}), for {2} from {3}: the density of {4} below, f, and the density of {5} at the side',
    view.result,
    view.variable,
    view.variable,
    sentence(view.base),
    view.variable,
    view.result,
  );
  return (
    <div ref={holder}>
      <p class="verdict" role="status">
        <span class="muted">{t('Is f a diffeomorphism?')}</span>
        <Help of="diffeomorphism" /> {sentence(view.reason)}
      </p>
      <ChartOrTable
        label={label}
        loading={loading}
        chart={() => (
          <>
            <TransformPicture
              view={view}
              width={width}
              colours={theme.value}
              at={place.value}
              travelled={travel.at}
              onPlace={(next) => (place.value = next)}
              label={label}
            />
            <div class="slider">
              <Button small onClick={travel.playing ? travel.pause : travel.play}>
                {travel.playing ? t('Pause') : t('Play')}
              </Button>
              <span aria-hidden="true">{view.variable}</span>
              <input
                type="range"
                min={0}
                max={2}
                step="any"
                value={travel.at}
                aria-label={t('small intervals on their way')}
                aria-valuetext={stage}
                onInput={(e) => travel.move(Number(e.currentTarget.value))}
              />
              <span aria-hidden="true">{view.result}</span>
              <span class="stage">{stage}</span>
            </div>
          </>
        )}
        table={() => <Figures view={view} />}
      />
      {view.marks.length > 0 && (
        <p class="muted">
          {t('Circles and crosses mark where f turns, is flat, breaks, or is not defined.')}
        </p>
      )}
      <Sliders view={view} />
      <Numbers view={view} />
      {view.notes.map(sentence).map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
    </div>
  );
}

const STAGES: readonly ((view: TransformView) => string)[] = [
  ({ variable }) => t('intervals of equal length in {0}', variable),
  () => t('carried up to f'),
  ({ result }) => t("stretched by |f'|: their length in {0}", result),
];

/** Both places by keyboard: one slider for x, one for y. */
function Sliders({ view }: { view: TransformView }) {
  const at = view.place;
  const slider = (
    name: string,
    [low, high]: [number, number],
    value: number | null,
    set: (v: number) => void,
  ) => (
    <label class="slider">
      <span>{name}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={(high - low) / 500}
        value={value ?? (low + high) / 2}
        aria-label={t('place in {0}', name)}
        aria-valuetext={formatValue(value)}
        onInput={(e) => set(Number(e.currentTarget.value))}
      />
      <span class="stage">
        {value === null ? t('drag it, or the picture') : `${name} = ${formatValue(value)}`}
      </span>
    </label>
  );
  return (
    <div class="side-by-side">
      {slider(view.variable, view.xRange, at?.x ?? null, (x) => (place.value = { x }))}
      {slider(
        view.result,
        view.yRange,
        at && Number.isFinite(at.y) ? at.y : null,
        (y) => (place.value = { y }),
      )}
    </div>
  );
}
