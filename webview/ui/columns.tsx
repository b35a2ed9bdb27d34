// The choice of columns and their transforms: numeric ones can be chosen, the others are named with the reason why not.
import { useState } from 'preact/hooks';
import type { ColumnProfile } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { chooseColumns } from '../choices';
import { busy } from '../store';
import { Button, Checkbox } from './controls';
import { formatCount } from './format';
import { COLUMN_TYPES, parseHeader, unitOf } from './names';
import { usePopover } from './popover';
import { TransformChooser } from './transforms';
import { t } from './translate';

/** Wide tables: more boxes than this are found by typing part of the name. */
const SHOWN_COLUMNS = 60;
/** The boxes of more columns than this are made when the list is opened. */
const FEW_COLUMNS = 30;

export function ColumnChooser({ state }: { state: ExplorationState }) {
  const [filter, setFilter] = useState('');
  const [element, setOpen, open] = usePopover();
  const columns = state.profile?.columns ?? [];
  const possible = columns.filter((c) => c.modelled);
  const matching = possible.filter((c) => c.name.toLowerCase().includes(filter.toLowerCase()));
  const others = columns.filter((c) => !c.modelled);
  const choose = (names: Set<string>) => chooseColumns(possible.filter((c) => names.has(c.name)).map((c) => c.name));
  const toggle = (name: string, on: boolean) => {
    const next = new Set(state.selected);
    if (on) next.add(name);
    else next.delete(name);
    void choose(next);
  };
  return (
    <details class="columns" ref={element} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('Columns: {0} of {1} numeric', formatCount(state.selected.length), formatCount(possible.length))}</summary>
      <div class="popover" hidden={!open}>
        {possible.length > 8 && (
          <label class="field">
            {t('find')} <input type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} />
          </label>
        )}
        <div class="row">
          <Button disabled={busy.value} onClick={() => void choose(new Set([...state.selected, ...matching.map((c) => c.name)]))}>
            {t('Choose All')}
          </Button>
          <Button disabled={busy.value} onClick={() => void choose(new Set())}>
            {t('Choose None')}
          </Button>
        </div>
        <p class="muted">{t('Beside a chosen column: the transform that the next fit starts with.')}</p>
        <div class="boxes" role="group" aria-label={t('Numeric columns')}>
          {(open || possible.length <= FEW_COLUMNS ? matching : []).slice(0, SHOWN_COLUMNS).map((c) => (
            <div key={c.name} class="box">
              <Checkbox checked={state.selected.includes(c.name)} disabled={busy.value} onChange={(on) => toggle(c.name, on)}>
                {c.name}
              </Checkbox>
              {state.selected.includes(c.name) && <TransformChooser column={c} />}
            </div>
          ))}
        </div>
        {matching.length > SHOWN_COLUMNS && (
          <p class="muted">{t('{0} more: type part of a name to find them.', formatCount(matching.length - SHOWN_COLUMNS))}</p>
        )}
        {possible.length === 0 && <p>{t('This file has no numeric column that varies, so there is no distribution to draw.')}</p>}
        {others.length > 0 && (
          <p class="muted">
            {t(
              'Not modelled: {0}.',
              `${others.slice(0, SHOWN_COLUMNS).map(reason).join(', ')}${others.length > SHOWN_COLUMNS ? ', …' : ''}`,
            )}
          </p>
        )}
      </div>
    </details>
  );
}

function reason(column: ColumnProfile): string {
  return `${parseHeader(column.name).unit === null && unitOf(column) ? `${column.name} [${unitOf(column)}]` : column.name} (${COLUMN_TYPES[column.type]}${column.type === 'category' ? t(': can split the pictures') : ''})`;
}
