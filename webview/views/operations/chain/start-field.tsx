// Where the chain begins. Another start keeps the steps: they are done to it.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../../src/protocol/exploration';
import type { StartName } from '../../../../src/protocol/operations';
import { Dropdown } from '../../../controls/controls';
import { TextField } from '../../../controls/text-field';
import { chain } from '../../../state/chain';
import { chooseChain } from '../../../state/choices';
import { t } from '../../../text/translate';
import { START_LABELS } from './words';

const FIRST_TEXT = 'normal(0, 1)';

export function StartField({ state }: { state: ExplorationState }) {
  const { start, steps } = chain.value;
  const [text, setText] = useState(start.from === 'typed' ? start.text : FIRST_TEXT);
  const hasTable = state.dataPath !== null && state.selected.length > 0;
  const hasFlow = state.model !== null && !state.model.provisional;
  const possible: Record<StartName, boolean> = {
    rows: hasTable,
    gaussian: hasTable,
    mixture: hasTable,
    flow: hasFlow,
    typed: true,
  };
  const names = (Object.keys(START_LABELS) as StartName[]).filter(
    (name) => possible[name] || name === start.from,
  );
  const begin = (from: StartName, typed = text) => {
    setText(typed);
    void chooseChain(t('beginning with {0}', from === 'typed' ? typed : START_LABELS[from]), {
      start: from === 'typed' ? { from, text: typed } : { from },
      steps,
    });
  };
  return (
    <>
      <Dropdown
        label={t('begin with')}
        value={start.from}
        options={names.map((value) => ({ value, label: START_LABELS[value] }))}
        onChange={(from) => begin(from)}
      />
      {start.from === 'typed' && (
        <TextField
          label={t('distribution, such as normal(0, 1) or a=uniform(0,1), b=normal(0,1)')}
          value={start.text}
          wide
          onChange={(typed) => typed !== start.text && begin('typed', typed)}
        />
      )}
    </>
  );
}
