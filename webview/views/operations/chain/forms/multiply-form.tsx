// Multiply: with a Gaussian that is typed, that of the table, or the fitted flow.
import { useState } from 'preact/hooks';
import type { Factor } from '../../../../../src/protocol/operations';
import { Dropdown } from '../../../../controls/controls';
import { t } from '../../../../text/translate';
import { deviationOf, type FormProps, type OperationForm } from './form';
import { useChanged } from './use-changed';

function MultiplyForm({ view, state, onChange }: FormProps) {
  const { names } = view;
  const inTable = state.dataPath !== null && names.every((n) => state.selected.includes(n));
  const flow =
    state.model && !state.model.provisional ? state.model.metadata.specification.columns : [];
  const inFlow = flow.length === names.length && names.every((n) => flow.includes(n));
  const options = [
    { value: 'typed' as const, label: t('a Gaussian that I type') },
    ...(inTable ? [{ value: 'table' as const, label: t("the table's Gaussian") }] : []),
    ...(inFlow ? [{ value: 'flow' as const, label: t('the fitted flow') }] : []),
  ];
  const [kind, setKind] = useState<Factor['kind']>(inTable ? 'table' : 'typed');
  const [text, setText] = useState(() => firstText(view));
  const typed = gaussianIn(text);
  useChanged(
    kind === 'typed'
      ? typeof typed === 'string'
        ? null
        : { operation: 'multiply', factor: typed }
      : { operation: 'multiply', factor: { kind } },
    onChange,
  );
  return (
    <>
      <div class="row">
        <Dropdown label={t('with')} value={kind} options={options} onChange={setKind} />
      </div>
      {kind === 'typed' && (
        <>
          <textarea
            aria-label={t('the other Gaussian, as JSON')}
            rows={6}
            spellcheck={false}
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
          {typeof typed === 'string' && <p class="wrong">{typed}</p>}
        </>
      )}
    </>
  );
}

/** Independent columns about the same mean, with the same variances: half as wide a product. */
function firstText(view: FormProps['view']): string {
  const { names, mean } = view;
  const short = (v: number) => Number(v.toPrecision(4));
  const covariance = names.map((_, i) =>
    names.map((__, j) => (i === j ? short(deviationOf(view, i) ** 2) || 1 : 0)),
  );
  const lines = covariance.map((row) => `  [${row.join(', ')}]`).join(',\n');
  const means = mean.map((m) => short(m.value)).join(', ');
  return `{"names": ${JSON.stringify(names)},\n "mean": [${means}],\n "covariance": [\n${lines}]}`;
}

/** @returns a sentence where the text is no Gaussian */
function gaussianIn(text: string): Extract<Factor, { kind: 'typed' }> | string {
  let value: { names?: unknown; mean?: unknown; covariance?: unknown };
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return t('This is not valid JSON.');
  }
  const { names, mean, covariance } = value ?? {};
  const numbers = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((v) => typeof v === 'number' && Number.isFinite(v));
  if (
    !Array.isArray(names) ||
    names.length === 0 ||
    !names.every((n) => typeof n === 'string' && n !== '')
  )
    return t('It needs "names", a list of columns.');
  if (!numbers(mean) || mean.length !== names.length)
    return t('It needs "mean", a number for each column.');
  if (
    !Array.isArray(covariance) ||
    covariance.length !== names.length ||
    !covariance.every((row) => numbers(row) && row.length === names.length)
  )
    return t('It needs "covariance", a row of numbers for each column.');
  return { kind: 'typed', names: names as string[], mean, covariance: covariance as number[][] };
}

export const MULTIPLY: OperationForm<'multiply'> = {
  label: t('Multiply'),
  hint: t('with another density'),
  words: (step) =>
    ({
      typed: t('times a Gaussian'),
      table: t("times the table's Gaussian"),
      flow: t('times the flow'),
    })[step.factor.kind],
  Form: MultiplyForm,
};
