// What can be chosen about clouds: the pair, the layout, and what is drawn.
import type { CloudView } from '../../../src/protocol/exploration';
import { type Layout, type Shown, SOURCES } from '../../../src/protocol/look';
import { Checkbox } from '../../controls/controls';
import { IconButton, type IconName } from '../../controls/icon';
import { PairOption } from '../../controls/pair-option';
import { Popover } from '../../controls/popover';
import { ToolChoice } from '../../controls/tool-choice';
import { ViewOptions } from '../../controls/view-options';
import { modelIsGaussian, sourceLabel } from '../../state/model-words';
import { look, lookAs } from '../../state/look';
import { t } from '../../text/translate';

const LAYOUTS: { value: Layout; label: string; icon: IconName }[] = [
  { value: 'beside', label: t('side by side'), icon: 'split-horizontal' },
  { value: 'over', label: t('over one another'), icon: 'layers' },
  { value: 'pairs', label: t('all pairs'), icon: 'symbol-array' },
];
/** Beside each other all three have room; over one another the Gaussian would hide too much. */
const SHOWN_FIRST: Record<Layout, Shown> = {
  beside: { data: true, gaussian: true, flow: true },
  over: { data: true, gaussian: false, flow: true },
  pairs: { data: true, gaussian: false, flow: true },
};

/** What is drawn in the layout of the moment. */
export const shownNow = (layout: Layout): Shown => look.value.shown[layout] ?? SHOWN_FIRST[layout];

/** All pairs are there from three columns on. */
export const layoutFor = (columns: readonly string[]): Layout =>
  look.value.layout === 'pairs' && columns.length < 3 ? 'beside' : look.value.layout;

export function CloudOptions({ view, pair }: { view: CloudView; pair: [number, number] }) {
  const layout = layoutFor(view.columns);
  const shown = shownNow(layout);
  const { lines } = look.value;
  const lined = view.columns.length > 1 && layout !== 'pairs';
  return (
    <>
      {layout !== 'pairs' && <PairOption columns={view.columns} pair={pair} />}
      <ViewOptions>
        <ToolChoice />
        <span role="group" aria-label={t('layout')} class="icon-group">
          {LAYOUTS.filter((l) => l.value !== 'pairs' || view.columns.length > 2).map(
            ({ value, label, icon }) => (
              <IconButton
                key={value}
                icon={icon}
                label={label}
                pressed={value === layout}
                onClick={() => lookAs({ layout: value })}
              />
            ),
          )}
        </span>
        <Popover label={t('What is drawn')} icon="eye">
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
            </>
          )}
        </Popover>
      </ViewOptions>
    </>
  );
}
