// What the user asks for a column before it is fitted, and whether its values allow that.
import { useState } from 'preact/hooks';
import type { ColumnProfile } from '../../src/protocol/data';
import type { FitOptions } from '../../src/protocol/fit-options';
import type { TransformChoice } from '../../src/protocol/choices';
import { NumberField, PlainSelect } from '../controls/controls';
import { chooseTransform } from '../state/choices';
import { busy, exploration, transforms } from '../state/store';
import { formatValue } from '../text/format';
import { t } from '../text/translate';
import { TransformEffect } from './transform-effect';

type Kind = TransformChoice['kind'];
const KINDS: { value: Kind; label: string }[] = [
  { value: 'auto', label: t('auto') },
  { value: 'none', label: t('none') },
  { value: 'log', label: 'log' },
  { value: 'asinh', label: 'asinh' },
  { value: 'logit', label: 'logit' },
];
const AUTO: TransformChoice = { kind: 'auto' };
/** Whole numbers are no density: noise within ±1/2 spreads them over their cells. */
const WHOLE = [
  { value: 'auto', label: t('whole: auto') },
  { value: 'noise', label: t('whole: noise ±1/2') },
  { value: 'plain', label: t('whole: as they are') },
] as const;
const whole = (integer: boolean | undefined) => (integer === undefined ? {} : { integer });

function plainly({ integer: _, ...choice }: TransformChoice): TransformChoice {
  return choice as TransformChoice;
}

/** The choice of one column; logit comes with two numbers that its values lie between. */
export function TransformChooser({ column }: { column: ColumnProfile }) {
  const choice = transforms.value[column.name] ?? AUTO;
  const problem = transformProblem(column, choice);
  const [effect, setEffect] = useState(false);
  const set = (next: TransformChoice) => void chooseTransform(column.name, next);
  return (
    <>
      <PlainSelect
        label={t('transform of {0}', column.name)}
        value={choice.kind}
        options={KINDS}
        disabled={busy.value}
        onChange={(kind) =>
          set({
            ...(kind === 'logit' ? { kind, ...boundsAround(column) } : { kind }),
            ...whole(choice.integer),
          })
        }
      />
      {column.type === 'integer' && (
        <PlainSelect
          label={t('whole numbers of {0}', column.name)}
          value={choice.integer === undefined ? 'auto' : choice.integer ? 'noise' : 'plain'}
          options={WHOLE}
          disabled={busy.value}
          onChange={(how) =>
            set({ ...plainly(choice), ...whole(how === 'auto' ? undefined : how === 'noise') })
          }
        />
      )}
      <button
        type="button"
        class="link"
        aria-expanded={effect ? 'true' : 'false'}
        aria-label={t('Effect of the transform of {0}', column.name)}
        onClick={() => setEffect(!effect)}
      >
        {t('effect')}
      </button>
      {choice.kind === 'logit' && (
        <span class="bounds">
          {t('between')}
          <NumberField
            label={t('lower bound of {0}', column.name)}
            value={choice.lower}
            disabled={busy.value}
            onChange={(lower) => set({ ...choice, lower })}
          />
          {t('and')}
          <NumberField
            label={t('upper bound of {0}', column.name)}
            value={choice.upper}
            disabled={busy.value}
            onChange={(upper) => set({ ...choice, upper })}
          />
        </span>
      )}
      {problem && (
        <span class="wrong" role="alert">
          {problem}
        </span>
      )}
      {effect && !problem && (
        <TransformEffect
          column={column.name}
          choice={choice}
          revision={exploration.value?.dataRevision ?? 0}
        />
      )}
    </>
  );
}

/** Why a transform does not suit a column, as a sentence; null when it does. */
export function transformProblem(
  { min, max }: ColumnProfile,
  choice: TransformChoice = AUTO,
): string | null {
  if (choice.kind === 'log' && min !== null && min <= 0)
    return t('log needs positive values; the smallest is {0}. Choose asinh.', formatValue(min));
  if (choice.kind !== 'logit') return null;
  if (!(choice.lower < choice.upper)) return t('The lower bound must be below the upper one.');
  if ((min !== null && min <= choice.lower) || (max !== null && max >= choice.upper))
    return t(
      'All values must lie between the bounds; they reach from {0} to {1}.',
      formatValue(min),
      formatValue(max),
    );
  return null;
}

/** The part of the fit's options that says what was asked; columns left to "auto" are not named. */
export function askedTransforms(
  selected: string[],
  choices: Record<string, TransformChoice>,
): Pick<FitOptions, 'transforms'> {
  const asked = selected.flatMap((name) =>
    choices[name] && (choices[name].kind !== 'auto' || choices[name].integer !== undefined)
      ? [[name, choices[name]]]
      : [],
  );
  return asked.length > 0 ? { transforms: Object.fromEntries(asked) } : {};
}

/** 0 and 1 for values between them, otherwise a little more than the values' range. */
function boundsAround({ min, max }: ColumnProfile): { lower: number; upper: number } {
  if (min === null || max === null || (min > 0 && max < 1)) return { lower: 0, upper: 1 };
  const margin = Number(((max - min) * 0.05).toPrecision(2)) || 1;
  return {
    lower: Number((min - margin).toPrecision(4)),
    upper: Number((max + margin).toPrecision(4)),
  };
}
