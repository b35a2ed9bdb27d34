// What can be chosen about clouds: the pair, the layout, and what is drawn.
import type { CloudView } from '../../../src/protocol/exploration';
import { type Layout, type Shown, SOURCES } from '../../../src/protocol/look';
import { Checkbox, PlainSelect } from '../../controls/controls';
import { PairOption } from '../../controls/pair-option';
import { Popover } from '../../controls/popover';
import { ToolChoice } from '../../controls/tool-choice';
import { ViewOptions } from '../../controls/view-options';
import { zoomName } from '../../charts/cloud-picture';
import { modelIsGaussian, sourceLabel } from '../../state/model-words';
import { look, lookAs } from '../../state/look';
import { tool } from '../../state/selection';
import { t } from '../../text/translate';
import { tourName } from './tour-cloud';

const LAYOUTS: { value: Layout; label: string }[] = [
  { value: 'beside', label: t('side by side') },
  { value: 'over', label: t('overlaid') },
  { value: 'pairs', label: t('corner plot') },
  { value: 'tour', label: t('tour') },
];
/** Beside each other all three have room; over one another the Gaussian would hide too much. */
const SHOWN_FIRST: Record<Layout, Shown> = {
  beside: { data: true, gaussian: true, flow: true },
  over: { data: true, gaussian: false, flow: true },
  pairs: { data: true, gaussian: false, flow: true },
  tour: { data: true, gaussian: false, flow: true },
};

/** What is drawn in the layout of the moment. */
export const shownNow = (layout: Layout): Shown => look.value.shown[layout] ?? SHOWN_FIRST[layout];

const LEAST_COLUMNS: Record<Layout, number> = { beside: 1, over: 1, pairs: 2, tour: 3 };

/** The chosen layout where there are columns enough for it. */
export const layoutFor = (columns: readonly string[]): Layout =>
  columns.length < LEAST_COLUMNS[look.value.layout] ? 'beside' : look.value.layout;

/** What the pictures of the layout are called that show the same part. */
export const zoomOf = (view: CloudView, layout: Layout, pair: [number, number]) =>
  layout === 'tour' ? tourName(view) : zoomName(view, ...pair);

export function CloudOptions({ view, pair }: { view: CloudView; pair: [number, number] }) {
  const layout = layoutFor(view.columns);
  const shown = shownNow(layout);
  const { lines } = look.value;
  const single = layout === 'beside' || layout === 'over';
  const lined = view.columns.length > 1;
  return (
    <>
      {single && <PairOption columns={view.columns} pair={pair} />}
      <ViewOptions>
        <ToolChoice moves={layout !== 'pairs'} />
        <PlainSelect
          label={t('layout')}
          value={layout}
          options={LAYOUTS.filter((l) => view.columns.length >= LEAST_COLUMNS[l.value])}
          onChange={(next) => {
            // a tour is turned by dragging it
            if (next === 'tour') tool.value = 'move';
            else if (layout === 'tour') tool.value = 'box';
            lookAs({ layout: next });
          }}
        />
        <Popover label={t('What is drawn')} icon="eye" words={t('Show')}>
          {SOURCES.map((s) => (
            <p key={s} class={`key key-${s}`}>
              <Checkbox
                checked={shown[s] && view[s] !== null}
                disabled={view[s] === null}
                onChange={(on) =>
                  lookAs({ shown: { ...look.value.shown, [layout]: { ...shown, [s]: on } } })
                }
              >
                {sourceLabel(s)}
              </Checkbox>
            </p>
          ))}
          {lined && (
            <>
              <p>
                <Checkbox
                  checked={lines.gaussian && view.gaussian !== null}
                  disabled={view.gaussian === null}
                  onChange={(gaussian) => lookAs({ lines: { ...lines, gaussian } })}
                >
                  {t('lines of the Gaussian')}
                </Checkbox>
              </p>
              {layout !== 'tour' && (
                <p>
                  <Checkbox
                    checked={lines.flow && view.flow !== null}
                    disabled={view.flow === null}
                    onChange={(flow) => lookAs({ lines: { ...lines, flow } })}
                  >
                    {modelIsGaussian.value
                      ? t('lines of the model (a Gaussian)')
                      : t('lines of the flow')}
                  </Checkbox>
                </p>
              )}
            </>
          )}
        </Popover>
      </ViewOptions>
    </>
  );
}
