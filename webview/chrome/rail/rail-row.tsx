// One column of the rail: its role, its type, its name, its picture, and how many of its fields are gaps.
import { columnIcon } from '../../../src/protocol/column-icons';
import type { ColumnProfile } from '../../../src/protocol/data';
import { TinyBars } from '../../charts/tiny-bars';
import { Icon } from '../../controls/icon';
import { parseHeader } from '../../text/titles';
import { t } from '../../text/translate';
import type { Picture } from './pictures';
import { roleClass, RoleControl } from './role-control';
import type { Role } from './roles';

/** CSS pixels. */
export const ROW = 28;
const GAPS = { width: 22, height: 5 };

/** Cells that the arrow keys move between. */
export const CELLS = ['role', 'name', 'details'] as const;
export type Cell = (typeof CELLS)[number];
export const cellId = (place: number, cell: Cell) => `rail-${place}-${cell}`;
/** The cell that an element is; null for others. */
export function cellOf({ id }: Element): { place: number; cell: Cell } | null {
  const [, place, name] = /^rail-(\d+)-(\w+)$/.exec(id) ?? [];
  const cell = CELLS.find((c) => c === name);
  return place !== undefined && cell ? { place: Number(place), cell } : null;
}

export interface RowProps {
  column: ColumnProfile;
  /** in the order that is shown */
  place: number;
  rows: number;
  role: Role;
  /** why the role cannot be changed; null: it can */
  fixed: string | null;
  picture: Picture | null;
  /** the cell that Tab comes to, where it is in this row */
  tabCell: Cell | null;
  folded: boolean;
  /** its marginal was asked for last */
  sought: boolean;
  warns: boolean;
  describedBy: string | undefined;
  onRole: () => void;
  onShow: () => void;
  onDetails: () => void;
  onPoint: (element: HTMLElement) => void;
}

export function RailRow(props: RowProps) {
  const { column, place, rows, role, fixed, picture, tabCell, folded, sought, warns } = props;
  const { name } = column;
  const tab = (cell: Cell) => (tabCell === cell ? 0 : -1);
  return (
    <div
      role="row"
      aria-rowindex={place + 1}
      class={`rail-row ${roleClass(role)}${sought ? ' sought' : ''}`}
      style={{ top: `${place * ROW}px` }}
      onPointerEnter={(e) => props.onPoint(e.currentTarget)}
      onFocusIn={(e) => props.onPoint(e.currentTarget)}
    >
      <div role="gridcell">
        <RoleControl
          column={name}
          role={role}
          disabled={fixed}
          id={cellId(place, 'role')}
          tabIndex={tab('role')}
          onChange={props.onRole}
        />
      </div>
      <div role="gridcell" class="rail-name">
        <button
          type="button"
          id={cellId(place, 'name')}
          tabIndex={tab('name')}
          aria-label={t('{0}, show its marginal', name)}
          aria-describedby={props.describedBy}
          onClick={props.onShow}
        >
          <Icon name={columnIcon(column)} />
          {!folded && (
            <>
              <span class="rail-words">{parseHeader(name).name}</span>
              {warns && <Icon name="warning" />}
              {picture ? (
                <TinyBars heights={picture.heights} apart={picture.apart} />
              ) : (
                <span class="no-bars" />
              )}
              <GapBar share={rows > 0 ? column.missing / rows : 0} />
            </>
          )}
        </button>
      </div>
      {!folded && (
        <div role="gridcell">
          <button
            type="button"
            class="rail-more"
            id={cellId(place, 'details')}
            tabIndex={tab('details')}
            aria-label={t('Details of {0}', name)}
            aria-haspopup="dialog"
            onClick={props.onDetails}
          >
            <Icon name="ellipsis" />
          </button>
        </div>
      )}
    </div>
  );
}

/** How much of a column is missing, where anything is; a little can still be seen. */
function GapBar({ share }: { share: number }) {
  const { width, height } = GAPS;
  if (share === 0) return <span class="no-gaps" style={{ width: `${width}px` }} />;
  const filled = Math.max(1, share * (width - 2));
  return (
    <svg class="gap-bar" width={width} height={height} aria-hidden="true">
      <rect class="frame" x="0.5" y="0.5" width={width - 1} height={height - 1} />
      <rect class="filled" x="1" y="1" width={filled} height={height - 2} />
    </svg>
  );
}
