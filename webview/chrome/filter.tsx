// A condition in SQL on the rows: everything on the page is about the rows that fulfil it.
import { useEffect, useState } from 'preact/hooks';
import type { ExplorationState } from '../../src/protocol/exploration';
import { nameInFilter } from '../../src/protocol/words/name-in-filter';
import { Button } from '../controls/controls';
import { Popover } from '../controls/popover';
import { sentenceOf } from '../state/host';
import { busy, host } from '../state/store';
import { t } from '../text/translate';

/** Which rows the page is about; what opens below it chooses them. */
export function RowsShown({ state }: { state: ExplorationState }) {
  return (
    <Popover
      kind="rows-shown"
      label={t('Which rows')}
      icon="filter"
      title={state.where ? t('rows where {0}', state.where) : undefined}
      words={state.where ?? t('all rows')}
    >
      <RowFilter state={state} />
    </Popover>
  );
}

/** A condition on a column of this table. */
function exampleOf({ profile }: ExplorationState): string {
  const column = profile?.columns.find((c) => c.modelled && !c.identifier && c.mean !== null);
  if (!column) return "lane = 'left'";
  return `${nameInFilter(column.name)} > ${Number(column.mean!.toPrecision(2))}`;
}

function RowFilter({ state }: { state: ExplorationState }) {
  const applied = state.where ?? '';
  const [text, setText] = useState(applied);
  const [wrong, setWrong] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  useEffect(() => setText(applied), [applied]);
  const apply = async (where: string) => {
    setWaiting(true);
    setWrong(null);
    try {
      await host().call('filter', { where: where.trim() || null });
    } catch (error) {
      setWrong(sentenceOf(error));
    } finally {
      setWaiting(false);
    }
  };
  const disabled = busy.value || waiting;
  return (
    <form
      class="filter row"
      onSubmit={(event) => {
        event.preventDefault();
        if (!disabled && text.trim() !== applied) void apply(text);
      }}
    >
      <label class="field">
        <span>{t('rows where')}</span>
        <input
          type="text"
          value={text}
          placeholder={t('all rows; for example {0}', exampleOf(state))}
          spellcheck={false}
          maxLength={2000}
          disabled={busy.value}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : 'filter-problem'}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <Button small disabled={disabled || text.trim() === applied} onClick={() => void apply(text)}>
        {t('Apply')}
      </Button>
      {applied !== '' && (
        <Button small disabled={disabled} onClick={() => void apply('')}>
          {t('All Rows')}
        </Button>
      )}
      {waiting && (
        <span class="muted" role="status">
          {t('Choosing rows…')}
        </span>
      )}
      {wrong !== null && (
        <span class="wrong" role="alert" id="filter-problem">
          {wrong}
        </span>
      )}
    </form>
  );
}
