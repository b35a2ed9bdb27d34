// Transform: a formula for each new column; an inverse, if it is known.
import { useState } from 'preact/hooks';
import type { Step } from '../../../../../src/protocol/operations';
import { Checkbox } from '../../../../controls/controls';
import { formatCount } from '../../../../text/format';
import { t } from '../../../../text/translate';
import type { FormProps, OperationForm } from './form';
import { useChanged } from './use-changed';

function TransformForm({ view, onChange }: FormProps) {
  const { names, marginals } = view;
  const one = names.length === 1;
  const positive = (marginals[0]?.edges[0] ?? -1) > 0;
  const [text, setText] = useState(`y = ${positive ? 'log' : 'exp'}(${one ? 'x' : 'x1'})`);
  const [inverse, setInverse] = useState('');
  const [keep, setKeep] = useState(true);
  const [formulas, back] = [linesOf(text), linesOf(inverse)];
  const step: Step = {
    operation: 'transform',
    formulas,
    ...(!one && back.length > 0 ? { inverse: back } : {}),
    ...(!one && keep ? { keep: true } : {}),
  };
  useChanged(formulas.length > 0 ? step : null, onChange);
  return (
    <>
      <label class="stacked">
        <span>
          {one
            ? t('formula; the column is x, or its name')
            : t('formulas, one a line; the columns are x1, x2, ..., or their names')}
        </span>
        <textarea
          rows={one ? 1 : 3}
          spellcheck={false}
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
        />
      </label>
      {!one && (
        <>
          <Checkbox checked={keep} onChange={setKeep}>
            {t('columns that no formula uses stay')}
          </Checkbox>
          <details>
            <summary>{t('The inverse, if you know it')}</summary>
            <label class="stacked">
              <span>
                {t(
                  'one formula a line, such as x1 = log(y): it is checked; without it, Newton is tried',
                )}
              </span>
              <textarea
                rows={3}
                spellcheck={false}
                value={inverse}
                onInput={(e) => setInverse(e.currentTarget.value)}
              />
            </label>
          </details>
        </>
      )}
      {formulas.length === 0 && <p class="wrong">{t('Write a formula, such as y = x^3 - x.')}</p>}
    </>
  );
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

export const TRANSFORM: OperationForm<'transform'> = {
  label: t('Transform'),
  hint: t('y = f(x)'),
  words: ({ formulas }) =>
    formulas.length > 2 ? t('{0} formulas', formatCount(formulas.length)) : formulas.join(', '),
  Form: TransformForm,
};
