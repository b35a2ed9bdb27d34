// Transform: y = f(x) of one column, with the column or distribution, the formula, and examples to choose from.
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Button } from '../../controls/controls';
import { CopyLine } from '../../controls/copy-line';
import { Loading, Problem } from '../../controls/states';
import { TextField } from '../../controls/text-field';
import { useFetched } from '../../state/fetched';
import { t } from '../../text/translate';
import { BaseField, chosenBase } from './base-field';
import { EXAMPLES, formula, place, take } from './state';
import { TransformResult } from './transform-result';

export function Transform({ state }: { state: ExplorationState }) {
  const base = chosenBase(state);
  const asked = { base, formula: formula.value, place: place.value };
  const key = JSON.stringify([asked, state.dataRevision, state.modelRevision]);
  const { data, error, loading, retry } = useFetched('changeOfVariables', asked, key);
  return (
    <>
      <div class="row">
        <BaseField state={state} />
        <span class="field">
          <span aria-hidden="true">{t('formula')}</span>
          <TextField
            label={t('formula, such as y = x^3 - x')}
            value={formula.value}
            onChange={(text) => {
              place.value = null;
              formula.value = text;
            }}
          />
        </span>
      </div>
      <div class="row" role="group" aria-label={t('Examples')}>
        <span class="muted">{t('Examples:')}</span>
        {EXAMPLES.map((example) => (
          <Button
            key={example.label}
            small
            title={t(
              '{0} of {1}',
              example.formula,
              example.base.kind === 'typed' ? example.base.text : '',
            )}
            onClick={() => take(example)}
          >
            {example.label}
          </Button>
        ))}
      </div>
      {error ? (
        <Problem sentence={error} retry={retry} />
      ) : data ? (
        <TransformResult view={data} loading={loading} />
      ) : (
        <Loading sentence={t('Looking for every root…')} />
      )}
      {data && !error && <CopyLine />}
    </>
  );
}
