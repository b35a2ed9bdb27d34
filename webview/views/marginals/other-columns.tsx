// Columns that are not described: those that are given, those that somebody asked to see, and all others on demand.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Button } from '../../controls/controls';
import { alsoShown } from '../../state/shown-columns';
import { useWidth } from '../../state/size';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';
import { ColumnPanel } from './column-panel';
import { gridOf } from './grid';

export function OtherColumns({ state }: { state: ExplorationState }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const [all, setAll] = useState(false);
  const { profile, selected, given = [] } = state;
  const described = new Set(selected);
  const others = profile?.columns.filter((c) => !described.has(c.name)) ?? [];
  const asked = new Set([...given, ...alsoShown.value]);
  const shown = all ? others : others.filter((c) => asked.has(c.name));
  const more = others.length - shown.length;
  const { style, panelWidth } = gridOf(width, shown.length);
  return (
    <div ref={holder} class="other-columns">
      {shown.length > 0 && (
        <>
          <h2 class="part">{t('Not described')}</h2>
          <div class="marginals" style={style}>
            {shown.map((column) => (
              <ColumnPanel key={column.name} state={state} column={column} width={panelWidth} />
            ))}
          </div>
        </>
      )}
      {more > 0 && (
        <Button small onClick={() => setAll(true)}>
          {more === 1
            ? t('Show 1 Column That Is Not Described')
            : t('Show {0} Columns That Are Not Described', formatCount(more))}
        </Button>
      )}
    </div>
  );
}
