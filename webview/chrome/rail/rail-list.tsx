// The columns as a grid: only rows on screen are made, so that thousands of columns are as quick as ten.
// Up and down move between columns, left and right between role, name and details.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColumnProfile } from '../../../src/protocol/data';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { shownRoles } from '../../state/choices';
import { sought, showMarginal } from '../../state/shown-columns';
import { useHeight } from '../../state/size';
import { busy } from '../../state/store';
import { reasonAgainst } from '../../text/column-words';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';
import { CardPlace, ColumnCard } from './column-card';
import { pictureOf, usePictures } from './pictures';
import { type Cell, cellId, cellOf, CELLS, RailRow, ROW } from './rail-row';
import { chooseRole, nextRole, roleOf, rolesFor } from './roles';
import { troubleWith } from './trouble';

/** Rows beyond either end of what is seen. */
const AROUND = 6;
/** Milliseconds that the pointer rests on a row before its figures are shown. */
const REST = 350;
const CARD = 'rail-card';

interface Pointed {
  column: ColumnProfile;
  row: DOMRect;
  /** with what can be chosen for it */
  pinned: boolean;
}

export function RailList({
  state,
  columns,
  folded,
}: {
  state: ExplorationState;
  columns: ColumnProfile[];
  folded: boolean;
}) {
  const [holder, height] = useHeight<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const [active, setActive] = useState<{ name: string; cell: Cell }>({ name: '', cell: 'role' });
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const rest = useRef(0);
  const focusNext = useRef(false);
  const all = state.profile?.columns ?? [];
  const roles = shownRoles.value;
  const cells = folded ? CELLS.slice(0, 2) : CELLS;
  const at = Math.max(
    0,
    columns.findIndex((c) => c.name === active.name),
  );
  const [first, last] = [
    Math.max(0, Math.floor(top / ROW) - AROUND),
    Math.min(columns.length, Math.ceil((top + height) / ROW) + AROUND),
  ];
  const seen = columns.slice(first, last);
  usePictures(state, folded ? [] : seen);
  useEffect(() => () => clearTimeout(rest.current), []);
  useEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    document.getElementById(cellId(at, active.cell))?.focus();
  });
  const leave = () => {
    clearTimeout(rest.current);
    if (!pointed?.pinned) setPointed(null);
  };
  const point = (column: ColumnProfile, element: HTMLElement, pinned = false) => {
    clearTimeout(rest.current);
    const show = () => setPointed({ column, row: element.getBoundingClientRect(), pinned });
    if (pointed?.pinned && !pinned) return;
    if (pinned || pointed) show();
    else rest.current = window.setTimeout(show, REST);
  };
  const close = (focus: boolean) => {
    setPointed(null);
    if (focus) document.getElementById(cellId(at, 'details'))?.focus();
  };
  /** The row comes into view, and its cell gets the focus. */
  const go = (place: number, cell: Cell) => {
    const to = Math.max(0, Math.min(columns.length - 1, place));
    const [low, high] = [to * ROW, (to + 1) * ROW];
    const element = holder.current;
    if (element && low < element.scrollTop) element.scrollTop = low;
    if (element && high > element.scrollTop + height) element.scrollTop = high - height;
    setActive({ name: columns[to]!.name, cell });
    const there = document.getElementById(cellId(to, cell));
    // at once, as the next key may come before anything is drawn
    if (there) there.focus();
    else focusNext.current = true;
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && pointed && !pointed.pinned) {
      event.stopPropagation();
      return setPointed(null);
    }
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const { place, cell } = cellOf(event.target as Element) ?? { place: at, cell: active.cell };
    const across = cells.indexOf(cell);
    const to: [number, number] | undefined = {
      ArrowDown: [place + 1, across],
      ArrowUp: [place - 1, across],
      PageDown: [place + page, across],
      PageUp: [place - page, across],
      ArrowRight: [place, across + 1],
      ArrowLeft: [place, across - 1],
      Home: [0, across],
      End: [columns.length - 1, across],
    }[event.key] as [number, number] | undefined;
    if (!to || event.ctrlKey || event.metaKey || event.altKey || columns.length === 0) return;
    event.preventDefault();
    go(to[0], cells[Math.max(0, Math.min(cells.length - 1, to[1]))]!);
  };
  const places = [...seen.keys()].map((k) => first + k);
  // Tab always finds a row, also where that is scrolled away
  if (columns.length > 0 && !places.includes(at)) places.push(at);
  return (
    <>
      <div
        ref={holder}
        role="grid"
        class="rail-list"
        aria-label={t('{0} columns', formatCount(columns.length))}
        aria-rowcount={columns.length}
        onScroll={(e) => {
          setTop(e.currentTarget.scrollTop);
          leave();
        }}
        onKeyDown={key}
        onFocusIn={(event) => {
          const found = cellOf(event.target as Element);
          const column = found && columns[found.place];
          if (column) setActive({ name: column.name, cell: found.cell });
        }}
        onPointerLeave={leave}
        onFocusOut={leave}
      >
        <div role="rowgroup" style={{ height: `${columns.length * ROW}px` }}>
          {places.map((place) => {
            const column = columns[place]!;
            const role = roleOf(column.name, roles);
            const fixed =
              rolesFor(column).length === 1
                ? (reasonAgainst(column) ?? '')
                : busy.value
                  ? t('A fit is running: its columns stay as they are.')
                  : null;
            return (
              <RailRow
                key={column.name}
                column={column}
                place={place}
                rows={state.profile?.rows ?? 0}
                role={role}
                fixed={fixed}
                picture={pictureOf(column)}
                tabCell={place === at ? (cells.find((c) => c === active.cell) ?? 'role') : null}
                folded={folded}
                sought={sought.value?.column === column.name}
                warns={troubleWith(column, roles.columns) !== null}
                describedBy={pointed?.column === column && !pointed.pinned ? CARD : undefined}
                onRole={() => {
                  setActive({ name: column.name, cell: 'role' });
                  chooseRole(all, column.name, nextRole(column, role));
                }}
                onShow={() => {
                  setActive({ name: column.name, cell: 'name' });
                  showMarginal(column.name);
                }}
                onDetails={() => {
                  setActive({ name: column.name, cell: 'details' });
                  const row = document.getElementById(cellId(place, 'role'))?.closest('.rail-row');
                  if (row) point(column, row as HTMLElement, true);
                }}
                onPoint={(element) => point(column, element)}
              />
            );
          })}
        </div>
      </div>
      {pointed && (
        <CardPlace row={pointed.row} pinned={pointed.pinned} onClose={close}>
          <ColumnCard
            id={CARD}
            state={state}
            column={all.find((c) => c.name === pointed.column.name) ?? pointed.column}
            role={roleOf(pointed.column.name, roles)}
            pinned={pointed.pinned}
          />
        </CardPlace>
      )}
    </>
  );
}
