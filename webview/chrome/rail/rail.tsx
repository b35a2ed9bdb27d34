// Every column of the table with its role: what is described, what that is given, what is left out and why.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { RAIL_ORDERS } from '../../../src/protocol/page-parts';
import { PlainSelect } from '../../controls/controls';
import { Icon } from '../../controls/icon';
import { shownRoles } from '../../state/choices';
import { columnGains } from '../../state/column-gains';
import { railIsDrawer } from '../../state/layout';
import { rail, type RailOrder } from '../../state/rail';
import { busy } from '../../state/store';
import { reasonAgainst } from '../../text/column-words';
import { t } from '../../text/translate';
import { listed } from './order';
import { RailList } from './rail-list';
import { RoleGlyph } from './role-control';
import { describeAll, describeNone, ROLE_WORDS, type Role } from './roles';
import { troubleWith } from './trouble';

/** Fewer columns are seen at a glance: nothing to search or to sort. */
const [SEARCHED, SORTED] = [8, 4];
const ORDERS: Record<RailOrder, string> = {
  file: t('file order'),
  name: t('by name'),
  gaps: t('by gaps'),
  gain: t('by gain'),
};

/** In a drawer it is never folded. */
export function Rail({ state }: { state: ExplorationState }) {
  const [search, setSearch] = useState('');
  const { order } = rail.value;
  const drawer = railIsDrawer.value;
  const folded = rail.value.folded && !drawer;
  const all = state.profile?.columns ?? [];
  const gains = columnGains.value;
  const columns = listed(all, folded ? '' : search, order, gains);
  if (all.length === 0) return null;
  return (
    <section class={folded ? 'rail folded' : 'rail'} aria-label={t('Columns')}>
      <div class="rail-tools">
        {!folded && all.length > SEARCHED && (
          <input
            type="search"
            aria-label={t('Find a column')}
            placeholder={t('Find a column')}
            value={search}
            onInput={(e) => setSearch(e.currentTarget.value)}
          />
        )}
        {!folded && (
          <div class="rail-line">
            {all.length > SORTED && (
              <PlainSelect
                label={t('Order of the columns')}
                value={order === 'gain' && !gains ? 'file' : order}
                options={RAIL_ORDERS.filter((o) => o !== 'gain' || gains).map((value) => ({
                  value,
                  label: ORDERS[value],
                }))}
                onChange={(next) => (rail.value = { ...rail.value, order: next })}
              />
            )}
            <button
              type="button"
              class="link"
              disabled={busy.value}
              title={t('Describe every column that is listed and measures something')}
              onClick={() =>
                describeAll(
                  all,
                  // identifiers and copies only where they are looked for by name
                  columns.filter((c) => search !== '' || reasonAgainst(c) === null),
                )
              }
            >
              {t('Choose All')}
            </button>
            <button type="button" class="link" disabled={busy.value} onClick={describeNone}>
              {t('Choose None')}
            </button>
            {!drawer && <FoldButton folded={false} />}
          </div>
        )}
        {folded && <FoldButton folded />}
      </div>
      <RailList state={state} columns={columns} folded={folded} />
      {!folded && (
        <div class="rail-foot">
          <Legend />
          <Troubles state={state} />
          {!all.some((c) => c.modelled) && (
            <p>
              {t(
                'This file has no numeric column that varies, so there is no distribution to draw.',
              )}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

/** Icons alone, or names and pictures too. */
function FoldButton({ folded }: { folded: boolean }) {
  return (
    <button
      type="button"
      class="rail-fold"
      aria-expanded={folded ? 'false' : 'true'}
      aria-label={t('Names and pictures of the columns')}
      title={folded ? t('Show names and pictures') : t('Fold to icons')}
      onClick={() => (rail.value = { ...rail.value, folded: !folded })}
    >
      <Icon name={folded ? 'chevron-right' : 'chevron-left'} />
    </button>
  );
}

function Legend() {
  const roles: Role[] = ['described', 'given', 'left out'];
  return (
    <p class="rail-legend muted">
      {roles.map((role) => (
        <span key={role}>
          <RoleGlyph role={role} /> {ROLE_WORDS[role]}
        </span>
      ))}
    </p>
  );
}

/** More of them are seen in the list. */
const NAMED = 3;

function Troubles({ state }: { state: ExplorationState }) {
  const described = shownRoles.value.columns;
  const troubles = (state.profile?.columns ?? []).flatMap((c) => {
    const sentence = troubleWith(c, described);
    return sentence ? [{ name: c.name, sentence }] : [];
  });
  return (
    <div role="status">
      {troubles.slice(0, NAMED).map(({ name, sentence }) => (
        <p key={name} class="wrong">{`${name}: ${sentence}`}</p>
      ))}
    </div>
  );
}
