// Condition: values of columns by sliders, or equations A x = y.
import { useState } from 'preact/hooks';
import { endsOf } from '../../../../charts/bins';
import type { Step } from '../../../../../src/protocol/operations';
import { Checkbox, Dropdown, NumberField } from '../../../../controls/controls';
import { formatValue } from '../../../../text/format';
import { t } from '../../../../text/translate';
import { pairs } from '../words';
import { deviationOf, type FormProps, rounded, type OperationForm } from './form';
import { MatrixEditor } from './matrix-editor';
import { useChanged } from './use-changed';

const WAYS = [
  { value: 'values', label: t('values of columns') },
  { value: 'equations', label: t('equations A x = y') },
] as const;
type Way = (typeof WAYS)[number]['value'];

function ConditionForm(props: FormProps) {
  const [way, setWay] = useState<Way>('values');
  return (
    <>
      <div class="row">
        <Dropdown label={t('known')} value={way} options={WAYS} onChange={setWay} />
      </div>
      {way === 'values' ? <Values {...props} /> : <Equations {...props} />}
    </>
  );
}

function Values({ view, onChange }: FormProps) {
  const { names } = view;
  const last = names.length - 1;
  const first = (d: number) =>
    rounded(meanOf(view, d) + deviationOf(view, d), deviationOf(view, d));
  const [values, setValues] = useState<Record<string, number>>({ [names[last]!]: first(last) });
  const given = Object.entries(values);
  const possible =
    given.length > 0 && given.length < names.length && given.every(([, v]) => Number.isFinite(v));
  useChanged(possible ? { operation: 'condition', values } : null, onChange);
  const set = (name: string, value: number) => setValues({ ...values, [name]: value });
  const drop = (name: string) => setValues(Object.fromEntries(given.filter(([n]) => n !== name)));
  return (
    <>
      <div class="givens">
        {names.map((name, d) => {
          const value = values[name];
          const [low, high] = rangeOf(view, d);
          return (
            <div key={name} class="slider">
              <Checkbox
                checked={value !== undefined}
                onChange={(on) => (on ? set(name, first(d)) : drop(name))}
              >
                {name}
              </Checkbox>
              {value !== undefined && (
                <>
                  <input
                    type="range"
                    min={low}
                    max={high}
                    step={(high - low) / 400}
                    value={value}
                    aria-label={t('known value of {0}', name)}
                    aria-valuetext={formatValue(value)}
                    onInput={(e) =>
                      set(name, rounded(Number(e.currentTarget.value), (high - low) / 40))
                    }
                  />
                  <NumberField
                    label={t('{0} is', name)}
                    value={value}
                    onChange={(v) => set(name, v)}
                  />
                </>
              )}
            </div>
          );
        })}
      </div>
      {given.length === 0 && <p class="wrong">{t('Tick a column whose value is known.')}</p>}
      {given.length === names.length && <p class="wrong">{t('Leave at least one column free.')}</p>}
    </>
  );
}

const meanOf = (view: FormProps['view'], d: number) => view.mean[d]!.value;

/** The slider's range: what the picture of the column shows. */
function rangeOf(view: FormProps['view'], d: number): [number, number] {
  const edges = view.marginals[d]?.edges;
  if (edges) return endsOf(edges);
  const reach = 4 * deviationOf(view, d) || 1;
  return [meanOf(view, d) - reach, meanOf(view, d) + reach];
}

function Equations({ view, onChange }: FormProps) {
  const { names } = view;
  const [rows, setRows] = useState<number[][]>([names.map((_, d) => (d < 2 ? 1 : 0))]);
  const [equals, setEquals] = useState<number[]>([
    rounded(
      names.slice(0, 2).reduce((sum, _, d) => sum + meanOf(view, d), 0),
      deviationOf(view, 0),
    ),
  ]);
  const finite = [...rows.flat(), ...equals].every(Number.isFinite);
  const step: Step = { operation: 'condition', matrix: rows, equals };
  useChanged(finite ? step : null, onChange);
  return (
    <MatrixEditor
      columns={names}
      rows={rows}
      ends={equals}
      endTitle="= y"
      most={names.length}
      onChange={(next, ends) => {
        setRows(next);
        setEquals(ends);
      }}
    />
  );
}

export const CONDITION: OperationForm<'condition'> = {
  label: t('Condition'),
  hint: t('something is known'),
  words: (step) =>
    'values' in step
      ? t('given {0}', pairs(step.values, ' = ', ', '))
      : t('given A x = ({0})', step.equals.map((v) => formatValue(v)).join(', ')),
  Form: ConditionForm,
};
