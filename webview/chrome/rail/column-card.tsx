// What is known about a column, beside its row in the rail; pinned, with what can be chosen for it.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColumnProfile } from '../../../src/protocol/data';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Facts } from '../../controls/facts';
import { columnGains } from '../../state/column-gains';
import { columnFacts, reasonAgainst } from '../../text/column-words';
import { formatScore } from '../../text/format';
import { COLUMN_TYPES } from '../../text/names';
import { t } from '../../text/translate';
import { TransformChooser } from '../transforms';
import { ROLE_WORDS, type Role } from './roles';

/** CSS pixels: its width, and how far it stays from the row and the edges of the page. */
const [WIDTH, BESIDE, EDGE] = [300, 6, 8];

/** Beside a row where there is room, below it elsewhere. */
export function CardPlace({
  row,
  pinned,
  onClose,
  children,
}: {
  row: DOMRect;
  pinned: boolean;
  /** @param focus whether the row gets the focus back */
  onClose: (focus: boolean) => void;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => setHeight(element.current?.offsetHeight ?? 0));
  useEffect(() => {
    if (!pinned) return;
    element.current?.querySelector<HTMLElement>('select, input, button')?.focus();
    const elsewhere = (event: Event) =>
      !element.current?.contains(event.target as Node) && onClose(false);
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [pinned]);
  const beside = row.right + BESIDE + WIDTH + EDGE <= innerWidth;
  const lowest = Math.max(EDGE, innerHeight - height - EDGE);
  const below = row.bottom + BESIDE > lowest ? row.top - height - BESIDE : row.bottom + BESIDE;
  return (
    <div
      ref={element}
      class={pinned ? 'rail-card pinned' : 'rail-card'}
      style={{
        left: `${beside ? row.right + BESIDE : Math.max(EDGE, Math.min(row.left, innerWidth - WIDTH - EDGE))}px`,
        top: `${beside ? Math.min(row.top, lowest) : Math.max(EDGE, below)}px`,
        maxWidth: `${Math.min(WIDTH, innerWidth - 2 * EDGE)}px`,
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose(true);
      }}
    >
      {children}
    </div>
  );
}

export function ColumnCard({
  id,
  state,
  column,
  role,
  pinned,
}: {
  id: string;
  state: ExplorationState;
  column: ColumnProfile;
  role: Role;
  pinned: boolean;
}) {
  const gain = columnGains.value?.get(column.name);
  const reason = reasonAgainst(column);
  return (
    <div
      id={id}
      role={pinned ? 'dialog' : 'tooltip'}
      aria-label={pinned ? t('Details of {0}', column.name) : undefined}
    >
      <h2>{column.name}</h2>
      <p class="muted">{`${COLUMN_TYPES[column.type]}, ${ROLE_WORDS[role]}`}</p>
      {reason && <p>{reason}</p>}
      <Facts
        facts={[
          ...columnFacts(column, state.profile?.rows ?? 0).map(({ fact }) => fact),
          ...(gain ? [[t('gain, nats'), formatScore(gain)] as [string, string]] : []),
        ]}
      />
      {pinned && role === 'described' && (
        <>
          <h3>{t('Transform that the next fit starts with')}</h3>
          <div class="box">
            <TransformChooser column={column} />
          </div>
        </>
      )}
      {pinned && role === 'given' && (
        <p class="muted">
          {t('A column that is given is not described itself: the chosen ones are, given it.')}
        </p>
      )}
    </div>
  );
}
