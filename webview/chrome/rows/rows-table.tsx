// Rows of the table with their values, a page at a time: only those that are seen are fetched.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { RowsView, RowView } from '../../../src/protocol/selection';
import { Button } from '../../controls/controls';
import { Loading, Problem } from '../../controls/states';
import { select } from '../../state/choices';
import { useFetched } from '../../state/fetched';
import { howOf, isSelected } from '../../state/selection';
import { openRow } from '../../state/store';
import { formatCount, formatField, formatNats } from '../../text/format';
import { axisTitle } from '../../text/titles';
import { sentence, t } from '../../text/translate';

const PAGE = 100;
const LONGEST_TITLE = 24;

interface Props {
  state: ExplorationState;
  total: number;
  /** numbers of the rows at these places of the list */
  numbers: (from: number, count: number) => number[];
  /** another list begins at its first page */
  list: string;
  /** a click alone does not select: the list is the selection */
  keeps?: boolean;
}

export function RowsTable({ state, total, numbers, list, keeps = false }: Props) {
  const [place, setPlace] = useState({ list, page: 0 });
  const last = Math.max(0, Math.ceil(total / PAGE) - 1);
  const page = place.list === list ? Math.min(place.page, last) : 0;
  const rows = numbers(page * PAGE, PAGE);
  const { data, error, loading, retry } = useFetched(
    'rows',
    { rows },
    `${state.dataRevision}/${state.modelRevision}/${rows.join()}`,
  );
  if (error) return <Problem sentence={error} retry={retry} />;
  if (!data) return <Loading sentence={t('Reading rows…')} />;
  return (
    <>
      {data.reason && <p class="muted">{sentence(data.reason)}</p>}
      <div class="table-scroll" aria-busy={loading ? 'true' : 'false'}>
        <Grid view={data} keeps={keeps} />
      </div>
      {last > 0 && (
        <div class="row">
          <Button small disabled={page === 0} onClick={() => setPlace({ list, page: page - 1 })}>
            {t('Previous')}
          </Button>
          <span>
            {t(
              '{0} to {1} of {2}',
              formatCount(page * PAGE + 1),
              formatCount(Math.min(total, (page + 1) * PAGE)),
              formatCount(total),
            )}
          </span>
          <Button small disabled={page === last} onClick={() => setPlace({ list, page: page + 1 })}>
            {t('Next')}
          </Button>
        </div>
      )}
    </>
  );
}

function Grid({ view, keeps }: { view: RowsView; keeps: boolean }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState(0);
  const anchor = useRef(0);
  const numbers = view.rows.map(({ row }) => row);
  useEffect(() => {
    setAt(0);
    anchor.current = 0;
  }, [numbers[0]]);
  const flow = view.rows.some((r) => r.flow !== null);
  const gaussian = view.rows.some((r) => r.gaussian !== null);
  const one = (k: number) => ({ kind: 'rows' as const, rows: [numbers[k]!] });
  const upTo = (k: number) => {
    const [from, to] = [Math.min(anchor.current, k), Math.max(anchor.current, k)];
    void select({ kind: 'rows', rows: numbers.slice(from, to + 1).sort((a, b) => a - b) }, 'add');
  };
  const click = (k: number, event: MouseEvent) => {
    setAt(k);
    const how = howOf(event, true);
    if (how === 'add') return upTo(k);
    anchor.current = k;
    if (how !== 'set' || !keeps) void select(one(k), how, isSelected(numbers[k]!));
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(numbers.length - 1, at + step));
      setAt(next);
      (body.current?.children[next] as HTMLElement | undefined)?.focus();
      if (event.shiftKey) upTo(next);
      else anchor.current = next;
    } else if (event.key === ' ') void select(one(at), 'toggle', isSelected(numbers[at]!));
    else if (event.key === 'Enter' && event.target === body.current?.children[at])
      openRow(numbers[at]!);
    else return;
    event.preventDefault();
  };
  return (
    <table class="rows" role="grid" aria-multiselectable="true">
      <caption class="unseen">
        {t(
          'Rows. Arrow keys go from row to row, Space selects, Shift with arrow keys selects several, Enter opens the row in the file.',
        )}
      </caption>
      <thead>
        <tr>
          {!view.reason && <th scope="col">{t('line')}</th>}
          <th scope="col">{t('row')}</th>
          {view.columns.map(({ name, unit, numeric }) => (
            <th key={name} scope="col" class={numeric ? undefined : 'text'} title={name}>
              {axisTitle(name, unit, LONGEST_TITLE)}
            </th>
          ))}
          {flow && <th scope="col">{t('log density')}</th>}
          {gaussian && (
            <th scope="col">{flow ? t('of the Gaussian') : t('log density (Gaussian)')}</th>
          )}
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={key}>
        {view.rows.map((row, k) => (
          <tr
            key={row.row}
            data-row={row.row}
            tabIndex={k === at ? 0 : -1}
            aria-selected={isSelected(row.row)}
            onClick={(event) => click(k, event)}
          >
            {!view.reason && <Line row={row} />}
            <td>{formatCount(row.row)}</td>
            {row.cells.map((cell, c) => (
              <td key={view.columns[c]!.name} class={view.columns[c]!.numeric ? undefined : 'text'}>
                {formatField(cell)}
              </td>
            ))}
            {flow && <td>{formatNats(row.flow, 2)}</td>}
            {gaussian && <td>{formatNats(row.gaussian, 2)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Opens the row in its file. */
function Line({ row: { row, line } }: { row: RowView }) {
  return (
    <th scope="row">
      {line !== null && (
        <button
          type="button"
          class="link"
          tabIndex={-1}
          title={t('Open line {0} of the file', line)}
          onClick={(event) => {
            event.stopPropagation();
            openRow(row);
          }}
        >
          {formatCount(line)}
        </button>
      )}
    </th>
  );
}
