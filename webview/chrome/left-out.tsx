// What is not looked at by itself, and one click to take it in: identifiers, and columns beyond the first ones.
import { columnsByDefault, firstColumns } from '../../src/protocol/columns';
import { LARGEST_CHOICE } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button } from '../controls/controls';
import { chooseColumns, roles } from '../state/choices';
import { busy } from '../state/store';
import { formatCount } from '../text/format';
import { sentence, t } from '../text/translate';

/** More identifiers are found under Columns. */
const NAMED = 3;

/** Identifiers that are left out, the columns that measure something, and how many of them are chosen by default. */
export function leftOutOf({ profile, selected, given = [] }: ExplorationState) {
  if (!profile || selected.length === 0)
    return { out: [], measured: [], first: 0, fewer: false, count: 0 };
  const { chosen: measured, identifiers } = columnsByDefault(profile.columns, given);
  const out = identifiers.filter((c) => !selected.includes(c.name));
  const first = firstColumns(profile.columns, given);
  const fewer = measured.length > first.length && first.join('\n') === selected.join('\n');
  const count = Number(fewer) + Math.min(out.length, NAMED + 1);
  return { out, measured, first: first.length, fewer, count };
}

/** @param short without buttons, for the side panel */
export function LeftOut({ state, short = false }: { state: ExplorationState; short?: boolean }) {
  const { out, measured, first, fewer, count } = leftOutOf(state);
  if (count === 0) return null;
  /** In the order of the table, with what else is chosen. */
  const take = (names: string[]) => {
    const wanted = new Set([...roles().columns, ...names]);
    void chooseColumns(state.profile!.columns.filter((c) => wanted.has(c.name)).map((c) => c.name));
  };
  return (
    <div class="left-out muted">
      {fewer && (
        <p class="row">
          <span>
            {t(
              'The first {0} of {1} numeric columns are chosen.',
              first,
              formatCount(measured.length),
            )}
          </span>
          {!short && measured.length <= LARGEST_CHOICE && (
            <Button small disabled={busy.value} onClick={() => take(measured)}>
              {t('Choose All {0}', formatCount(measured.length))}
            </Button>
          )}
        </p>
      )}
      {out.slice(0, NAMED).map(({ name, identifier }) => (
        <p key={name} class="row">
          <span>{t('"{0}" is left out as an identifier: {1}.', name, sentence(identifier!))}</span>
          {!short && (
            <Button small disabled={busy.value} onClick={() => take([name])}>
              {t('Take In {0}', name)}
            </Button>
          )}
        </p>
      ))}
      {out.length > NAMED && (
        <p>
          {t(
            '{0} more identifiers are left out: see the list of columns.',
            formatCount(out.length - NAMED),
          )}
        </p>
      )}
    </div>
  );
}
