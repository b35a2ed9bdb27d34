// The side panel: the active exploration at a glance.
import { LeftOut } from '../chrome/left-out';
import { Progress } from '../chrome/progress';
import { Verdict } from '../chrome/verdict';
import { Button } from '../controls/controls';
import { Problem } from '../controls/states';
import { attempt, exploration, host, problem } from '../state/store';
import { baseName, formatNumberOf } from '../text/format';
import { t } from '../text/translate';
import { Marginals } from '../views/marginals/marginals';

/** A name is the same in every language. */
const NAME = 'Flowscope';

export function Inspector() {
  const state = exploration.value;
  if (!state)
    return (
      <main class="inspector">
        <h1>{NAME}</h1>
        {problem.value && <Problem sentence={problem.value} />}
        <p>
          {t(
            'Right-click a CSV file in the Explorer and choose "Explore Distribution". Its columns, the best Gaussian and a normalizing flow appear here.',
          )}
        </p>
        <Button onClick={() => void attempt(() => host().action('exploreExample'))}>
          {t('Explore an Example')}
        </Button>
      </main>
    );
  return (
    <main class="inspector">
      {problem.value && <Problem sentence={problem.value} />}
      <h1>{state.label || baseName(state.dataPath)}</h1>
      {state.profile && (
        <p class="muted">
          {t(
            '{0}, {1} chosen',
            formatNumberOf(state.profile.rows, 'row'),
            formatNumberOf(state.selected.length, 'column'),
          )}
        </p>
      )}
      <LeftOut state={state} short />
      <Verdict state={state} />
      <Progress state={state} />
      <Marginals key={state.id} state={state} compact />
    </main>
  );
}
