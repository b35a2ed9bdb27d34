// The value of a number that a model is given: on a slider, and typed.
import type { Condition } from '../../src/protocol/model';
import { formatValue } from '../text/format';
import { rounded } from '../text/given-values';
import { t } from '../text/translate';
import { NumberField } from './controls';

const STEPS = 200;

/** @param range of the column in the table; absent where there is none */
export function ConditionSlider({
  condition: { column, shift, scale },
  value,
  range: [low, high] = [shift - 2 * scale, shift + 2 * scale],
  onMoving,
  onChoose,
}: {
  condition: Extract<Condition, { kind: 'number' }>;
  value: number;
  range: [number, number] | undefined;
  /** while the slider is dragged */
  onMoving: (value: number) => void;
  onChoose: (value: number) => void;
}) {
  return (
    <>
      <input
        type="range"
        min={low}
        max={high}
        step={(high - low) / STEPS}
        value={value}
        aria-label={t('{0}, on a slider', column)}
        aria-valuetext={formatValue(value)}
        onInput={(e) => onMoving(rounded(Number(e.currentTarget.value), scale))}
        onChange={(e) => onChoose(rounded(Number(e.currentTarget.value), scale))}
      />
      <NumberField
        label={t('value of {0}', column)}
        value={value}
        onChange={(next) => Number.isFinite(next) && onChoose(next)}
      />
    </>
  );
}
