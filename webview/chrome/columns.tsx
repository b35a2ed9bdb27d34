// The choice of columns and their transforms: numeric ones can be chosen, the others are named with the reason why not.
import { useState } from 'preact/hooks';
import type { ColumnProfile } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button, Checkbox } from '../controls/controls';
import { usePopover } from '../controls/popover';
import { chooseColumns, chooseGiven, chooseRoles, roles } from '../state/choices';
import { busy } from '../state/store';
import { formatCount } from '../text/format';
import { COLUMN_TYPES } from '../text/names';
import { parseHeader, unitOf } from '../text/titles';
import { t } from '../text/translate';
import { TransformChooser } from './transforms';

/** Wide tables: more boxes than this are found by typing part of the name. */
const SHOWN_COLUMNS = 60;
/** The boxes of more columns than this are made when the list is opened. */
const FEW_COLUMNS = 30;
/** Categories with more levels than this cannot be given. */
const MOST_LEVELS = 50;

export function ColumnChooser({ state }: { state: ExplorationState }) {
  const [filter, setFilter] = useState('');
  const [element, setOpen, open] = usePopover();
  const columns = state.profile?.columns ?? [];
  const possible = columns.filter((c) => c.modelled);
  const matching = possible.filter((c) => c.name.toLowerCase().includes(filter.toLowerCase()));
  const given = state.given ?? [];
  // identifiers only where they are looked for by name
  const all = matching.filter(
    (c) => !c.identifier || filter !== '' || possible.every((p) => p.identifier),
  );
  const others = columns.filter((c) => !c.modelled);
  const givable = others.filter((c) => given.includes(c.name) || canBeGiven(c));
  const give = (name: string, on: boolean) =>
    void chooseGiven(on ? [...roles().given, name] : roles().given.filter((c) => c !== name));
  // what is given is not modelled, until somebody chooses it by itself
  const choose = (names: Set<string>) =>
    chooseColumns(
      possible
        .filter((c) => names.has(c.name) && !roles().given.includes(c.name))
        .map((c) => c.name),
    );
  const toggle = (name: string, on: boolean) => {
    const { columns: chosen, given: known } = roles();
    if (on && known.includes(name))
      return void chooseRoles(
        possible.filter((c) => chosen.includes(c.name) || c.name === name).map((c) => c.name),
        known.filter((c) => c !== name),
      );
    const next = new Set(chosen);
    if (on) next.add(name);
    else next.delete(name);
    void choose(next);
  };
  return (
    <details class="columns" ref={element} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {t(
          'Columns: {0} of {1} numeric',
          formatCount(state.selected.length),
          formatCount(possible.length),
        )}
        {given.length > 0 && t(', given {0}', given.join(', '))}
      </summary>
      <div class="popover" hidden={!open}>
        {possible.length > 8 && (
          <label class="field">
            {t('find')}{' '}
            <input type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} />
          </label>
        )}
        <div class="row">
          <Button
            disabled={busy.value}
            onClick={() => void choose(new Set([...state.selected, ...all.map((c) => c.name)]))}
          >
            {t('Choose All')}
          </Button>
          <Button disabled={busy.value} onClick={() => void choose(new Set())}>
            {t('Choose None')}
          </Button>
        </div>
        <p class="muted">
          {t(
            'Beside a chosen column: the transform that the next fit starts with. A column that is given is not described itself: the chosen ones are, given it.',
          )}
        </p>
        <div class="boxes" role="group" aria-label={t('Numeric columns')}>
          {(open || possible.length <= FEW_COLUMNS ? matching : [])
            .slice(0, SHOWN_COLUMNS)
            .map((c) => (
              <div key={c.name} class="box">
                <Checkbox
                  checked={state.selected.includes(c.name)}
                  disabled={busy.value}
                  onChange={(on) => toggle(c.name, on)}
                >
                  {c.name}
                </Checkbox>
                {c.identifier && (
                  <span class="muted" title={t('An identifier: {0}', c.identifier)}>
                    {COLUMN_TYPES.identifier}
                  </span>
                )}
                {state.selected.includes(c.name) && <TransformChooser column={c} />}
                <Give name={c.name} given={given} give={give} />
              </div>
            ))}
        </div>
        {matching.length > SHOWN_COLUMNS && (
          <p class="muted">
            {t(
              '{0} more: type part of a name to find them.',
              formatCount(matching.length - SHOWN_COLUMNS),
            )}
          </p>
        )}
        {possible.length === 0 && (
          <p>
            {t('This file has no numeric column that varies, so there is no distribution to draw.')}
          </p>
        )}
        {givable.length > 0 && (
          <>
            <p class="muted">
              {t('Categories can be given: a fit then describes the chosen columns given these.')}
            </p>
            <div class="boxes" role="group" aria-label={t('Columns that can be given')}>
              {(open ? givable : []).slice(0, SHOWN_COLUMNS).map((c) => (
                <div key={c.name} class="box">
                  <span class="name">{c.name}</span>
                  {c.missing > 0 && (
                    <span class="muted">{t('{0} missing', formatCount(c.missing))}</span>
                  )}
                  <Give name={c.name} given={given} give={give} />
                </div>
              ))}
            </div>
          </>
        )}
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

/** A category of few levels, or what is known to have few. */
function canBeGiven({ type, distinct }: ColumnProfile): boolean {
  return (
    type === 'category' ||
    (type !== 'constant' && distinct !== null && distinct > 1 && distinct <= MOST_LEVELS)
  );
}

function Give({
  name,
  given,
  give,
}: {
  name: string;
  given: string[];
  give: (name: string, on: boolean) => void;
}) {
  return (
    <Checkbox
      checked={given.includes(name)}
      disabled={busy.value}
      label={t('{0} is given', name)}
      onChange={(on) => give(name, on)}
    >
      {t('given')}
    </Checkbox>
  );
}

function reason(column: ColumnProfile): string {
  const { name, type } = column;
  const unit = parseHeader(name).unit === null ? unitOf(column) : null;
  const splits = type === 'category' ? t(': can split the pictures') : '';
  return `${unit ? `${name} [${unit}]` : name} (${COLUMN_TYPES[type]}${splits})`;
}
