// The way from the file to the result: every place can be looked at again.
import type { ExplorationState } from '../../../../src/protocol/exploration';
import { chain, lookedAt } from '../../../state/chain';
import { t } from '../../../text/translate';
import { place } from '../state';
import { stepWords } from './forms';
import { fileWords, startWords } from './words';

export function Breadcrumb({ state }: { state: ExplorationState }) {
  const { start, steps } = chain.value;
  const at = lookedAt.value ?? steps.length;
  const file = fileWords(chain.value, state);
  const crumbs = [startWords(chain.value, state), ...steps.map(stepWords)];
  const look = (k: number) => {
    lookedAt.value = k === steps.length ? null : k;
    place.value = null;
  };
  return (
    <nav class="crumbs" aria-label={t('Chain of operations')}>
      <ol>
        {file !== null && start.from !== 'typed' && (
          <li>
            <button type="button" onClick={() => look(0)}>
              {file}
            </button>
          </li>
        )}
        {crumbs.map((words, k) => (
          <li key={k} class={k > at ? 'beyond' : undefined}>
            <button
              type="button"
              aria-current={k === at ? 'step' : undefined}
              onClick={() => look(k)}
            >
              {words}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
