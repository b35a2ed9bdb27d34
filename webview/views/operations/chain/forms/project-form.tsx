// Project: w . x, a weight for each column.
import { useState } from 'preact/hooks';
import { Button, NumberField } from '../../../../controls/controls';
import { t } from '../../../../text/translate';
import { weighted } from '../words';
import { firstDirection, type FormProps, type OperationForm } from './form';
import { useChanged } from './use-changed';

function ProjectForm({ view, onChange }: FormProps) {
  const { names } = view;
  const [weights, setWeights] = useState<number[]>(() => firstDirection(view));
  const possible = weights.every(Number.isFinite) && weights.some((w) => w !== 0);
  const onto = Object.fromEntries(
    names.flatMap((name, d) => (weights[d] === 0 ? [] : [[name, weights[d]!]])),
  );
  useChanged(possible ? { operation: 'project', onto } : null, onChange);
  return (
    <>
      <div class="row" role="group" aria-label={t('The vector, a weight for each column')}>
        {names.map((name, d) => (
          <label key={name} class="field">
            <span>{name}</span>
            <NumberField
              label={t('weight of {0}', name)}
              value={weights[d]!}
              onChange={(v) => setWeights(weights.map((w, i) => (i === d ? v : w)))}
            />
          </label>
        ))}
        <Button
          small
          title={t('The direction in which the columns vary most')}
          onClick={() => setWeights(firstDirection(view))}
        >
          {t('First Principal Direction')}
        </Button>
      </div>
      {!possible && <p class="wrong">{t('Give at least one column a weight other than 0.')}</p>}
    </>
  );
}

export const PROJECT: OperationForm<'project'> = {
  label: t('Project'),
  hint: t('onto a vector'),
  words: (step) => t('onto {0}', weighted(step.onto)),
  Form: ProjectForm,
};
