// The one card that says what the pointer or the keys are on: a row with its values and densities, or a bar.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { DrawnDensities, RowsView, RowView } from '../../src/protocol/selection';
import { useFetched } from '../state/fetched';
import { hovered, type Spot } from '../state/hover';
import { modelIsGaussian } from '../state/model-words';
import { formatField, formatNats } from '../text/format';
import { rarityWords } from '../text/rarity';
import { axisTitle } from '../text/titles';
import { t } from '../text/translate';

/** CSS pixels between the pointer and the card, and between the card and the edge of the window. */
const [BESIDE, EDGE] = [14, 4];
const MOST_VALUES = 8;

export function HoverCard({ state }: { state: ExplorationState }) {
  const now = hovered.value;
  const row = now && 'row' in now ? now.row : null;
  const { data } = useFetched(
    'rows',
    { rows: [row] },
    row === null ? null : `${state.dataRevision}/${state.modelRevision}/${row}`,
  );
  // while a fit goes on its flow is another one every few moments
  const revisions = `${state.dataRevision}/${state.modelRevision}`;
  const drawn = useFetched(
    'drawnDensities',
    {},
    row === null || state.fit.phase !== 'idle' ? null : revisions,
  ).data;
  if (!now) return null;
  if (!('row' in now)) return <Card at={now.at} by={now.by} title={now.title} lines={now.lines} />;
  const view = data?.rows[0]?.row === row ? data : null;
  return (
    <Card
      at={now.at}
      by={now.by}
      title={rowTitle(now.row, view)}
      lines={
        view
          ? [
              ...rowLines(view, state.selected, state.given ?? []),
              ...(drawn && `${drawn.of.dataRevision}/${drawn.of.modelRevision}` === revisions
                ? rarityLines(view.rows[0]!, drawn)
                : []),
            ]
          : []
      }
    />
  );
}

function Card({
  at,
  by,
  title,
  lines,
}: {
  at: Spot;
  by: 'pointer' | 'keys';
  title: string;
  lines: string[];
}) {
  const element = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Spot>(at);
  useLayoutEffect(() => {
    const { offsetWidth, offsetHeight } = element.current!;
    const beside = (from: number, size: number, room: number) =>
      from + BESIDE + size + EDGE <= room ? from + BESIDE : Math.max(EDGE, from - BESIDE - size);
    setPlace({
      x: beside(at.x, offsetWidth, document.documentElement.clientWidth),
      y: beside(at.y, offsetHeight, innerHeight),
    });
  }, [at.x, at.y, lines.length]);
  return (
    <div
      ref={element}
      class="hover-card"
      {...(by === 'keys' ? { role: 'status' } : { 'aria-hidden': 'true' })}
      style={{ left: `${place.x}px`, top: `${place.y}px` }}
    >
      <strong>{title}</strong>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

function rarityLines({ flow, gaussian }: RowView, { values, by }: DrawnDensities): string[] {
  const from = by === 'flow' && modelIsGaussian.value ? 'model' : by;
  const words = rarityWords(by === 'flow' ? flow : gaussian, values, from);
  return words === null ? [] : [words];
}

function rowTitle(row: number, view: RowsView | null): string {
  const line = view?.rows[0]?.line ?? null;
  return line === null ? t('row {0}', row) : t('row {0} · line {1}', row, line);
}

/** Values of the columns that are looked at, then as many others as there is room for, and what the models say. */
function rowLines({ columns, rows }: RowsView, chosen: string[], given: string[]): string[] {
  const { cells, flow, gaussian } = rows[0]!;
  const looked = (name: string) => chosen.includes(name) || given.includes(name);
  const places = [...columns.keys()].sort(
    (a, b) => Number(looked(columns[b]!.name)) - Number(looked(columns[a]!.name)) || a - b,
  );
  const values = places
    .slice(0, MOST_VALUES)
    .map((k) => `${axisTitle(columns[k]!.name, columns[k]!.unit, 40)}: ${formatField(cells[k])}`);
  const densities =
    flow !== null && gaussian !== null
      ? [t('log density {0} nats (Gaussian {1})', formatNats(flow, 2), formatNats(gaussian, 2))]
      : flow !== null
        ? [t('log density {0} nats', formatNats(flow, 2))]
        : gaussian !== null
          ? [t('log density {0} nats, of the Gaussian', formatNats(gaussian, 2))]
          : [];
  return [...values, ...densities];
}
