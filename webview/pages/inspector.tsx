// The side panel: the active exploration at a glance, and one of its columns.
import { useEffect } from 'preact/hooks';
import type { ExplorationState } from '../../src/protocol/exploration';
import { LeftOut } from '../chrome/left-out';
import { Progress } from '../chrome/progress';
import { Verdict } from '../chrome/verdict';
import { Button, PlainSelect } from '../controls/controls';
import { Problem } from '../controls/states';
import { attempt, exploration, host, inspected, problem } from '../state/store';
import { baseName, formatNumberOf } from '../text/format';
import { columnTitle } from '../text/titles';
import { t } from '../text/translate';
import { OneColumn } from '../views/marginals/one-column';

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
      <Inspected key={state.id} state={state} />
      <LeftOut state={state} short />
      <Verdict state={state} />
      <Progress state={state} />
    </main>
  );
}

/** The column that was clicked in the tree above; without one, the first that is described. */
function Inspected({ state }: { state: ExplorationState }) {
  const { profile, selected } = state;
  const columns = profile?.columns ?? [];
  const named = (name: string | null | undefined) => columns.find((c) => c.name === name);
  const column = named(inspected.value) ?? named(selected[0]) ?? columns[0];
  const name = column?.name;
  useEffect(() => {
    if (name !== undefined) void attempt(() => host().columnShown(name));
  }, [name]);
  if (!column) return null;
  return (
    <section aria-label={t('Column {0}', column.name)}>
      <h2 class="part">
        <PlainSelect
          label={t('column')}
          value={column.name}
          options={columns.map((c) => ({ value: c.name, label: columnTitle(profile, c.name) }))}
          onChange={(name) => (inspected.value = name)}
        />
      </h2>
      <OneColumn state={state} column={column} />
    </section>
  );
}
