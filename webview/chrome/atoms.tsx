// Values that hold many rows: no verdict will come of a fit, which is said before it, with what can be done.
import type { ExplorationState } from '../../src/protocol/exploration';
import type { Atom } from '../../src/protocol/model';
import { atomsAheadWords, withoutAtom } from '../../src/protocol/words/atoms';
import { Button, Checkbox } from '../controls/controls';
import { acceptedAtoms, attempt, busy, host } from '../state/store';
import { sentence, t } from '../text/translate';

export function AtomsAhead({ state }: { state: ExplorationState }) {
  const { atoms = [], model } = state;
  if (atoms.length === 0 || busy.value) return null;
  const finished = model !== null && !model.provisional && model.metadata.atoms.length > 0;
  if (finished && model.metadata.atomsAccepted) return null;
  const conditions = [...new Set(atoms.map((atom) => conditionFor(atom, state)))];
  return (
    <div class="banner atoms" role="status">
      {!finished && <span>{sentence(atomsAheadWords(atoms))}</span>}
      {conditions.map((condition) => (
        <Button
          key={condition}
          title={t('Rows that do not fulfil it are left out of everything on the page')}
          onClick={() =>
            void attempt(() => host().call('filter', { where: joined(state.where, condition) }))
          }
        >
          {t('Only Rows with {0}', condition)}
        </Button>
      ))}
      {!finished && (
        <Checkbox
          checked={isAccepted(atoms)}
          onChange={(accept) => (acceptedAtoms.value = accept ? keysOf(atoms) : [])}
        >
          {t('Give a verdict all the same')}
        </Checkbox>
      )}
    </div>
  );
}

/** Whether the user accepts all of them. */
export const isAccepted = (atoms: Atom[]): boolean =>
  atoms.length > 0 && keysOf(atoms).every((key) => acceptedAtoms.value.includes(key));

const keysOf = (atoms: Atom[]) => atoms.map(({ column, value }) => JSON.stringify([column, value]));

function conditionFor(atom: Atom, { profile }: ExplorationState): string {
  return withoutAtom(
    atom,
    profile?.columns.find((c) => c.name === atom.column) ?? { min: null, max: null },
  );
}

const joined = (where: string | null | undefined, condition: string) =>
  where ? `(${where}) AND ${condition}` : condition;
