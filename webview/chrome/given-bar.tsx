// What the model is given, and under which conditions its pictures are drawn.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { Condition, GivenValues } from '../../src/protocol/model';
import type { GivenView } from '../../src/protocol/pictures';
import { outsideValues, outsideWords, ownChoices } from '../../src/protocol/words/conditions';
import { ConditionSlider } from '../controls/condition-slider';
import { Checkbox, Dropdown } from '../controls/controls';
import { Help } from '../controls/help';
import { chooseCondition } from '../state/choices';
import { useFetched } from '../state/fetched';
import { conditions } from '../state/store';
import { formatCount, formatValue } from '../text/format';
import { rounded } from '../text/given-values';
import { sentence, t } from '../text/translate';

/** A level cannot have this name: levels have no spaces around them. */
const AS_IN_DATA = ' ';

export function GivenBar({ state }: { state: ExplorationState }) {
  const own = state.model?.metadata.specification.given?.conditions ?? [];
  const chosen = ownChoices(own, conditions.value);
  const key =
    own.length > 0 && state.dataPath
      ? `${state.modelRevision}/${state.dataRevision}/${JSON.stringify(chosen)}`
      : null;
  const { data } = useFetched('given', { chosen }, key);
  if (own.length === 0) return null;
  return (
    <div class="given" role="group" aria-label={t('Conditions that the pictures are drawn under')}>
      <strong>
        {t('Given')}
        <Help of="given" />
      </strong>
      {own.map((c) =>
        c.kind === 'category' ? (
          <Dropdown
            key={c.column}
            label={c.column}
            value={String(chosen[c.column] ?? AS_IN_DATA)}
            options={[
              { value: AS_IN_DATA, label: t('as in the data') },
              ...c.levels.map((level) => ({ value: level, label: level })),
            ]}
            onChange={(level) =>
              void chooseCondition(c.column, level === AS_IN_DATA ? null : level)
            }
          />
        ) : (
          <NumberCondition
            key={c.column}
            condition={c}
            value={chosen[c.column] as number | undefined}
            range={data?.range[c.column]}
          />
        ),
      )}
      {outsideValues(own, chosen).map((outside) => (
        <p key={outside.column} class="warning" role="alert">
          {sentence(outsideWords(outside))}
        </p>
      ))}
      <p class="muted" role="status">
        {givenWords(own, chosen, state.dataPath ? data : null)}
      </p>
    </div>
  );
}

function NumberCondition({
  condition,
  value,
  range,
}: {
  condition: Extract<Condition, { kind: 'number' }>;
  value: number | undefined;
  range: [number, number] | undefined;
}) {
  const { column, shift, scale } = condition;
  // while it is dragged; what is chosen is the place where it stops
  const [moving, setMoving] = useState<number | null>(null);
  return (
    <span class="field condition">
      <span aria-hidden="true">{column}</span>
      <Checkbox
        checked={value === undefined}
        label={t('{0} as in the data', column)}
        onChange={(on) => void chooseCondition(column, on ? null : rounded(shift, scale))}
      >
        {t('as in the data')}
      </Checkbox>
      {value !== undefined && (
        <ConditionSlider
          condition={condition}
          value={moving ?? value}
          range={range}
          onMoving={setMoving}
          onChoose={(next) => {
            setMoving(null);
            void chooseCondition(column, next);
          }}
        />
      )}
    </span>
  );
}

/** Which rows stand beside the model, and which Gaussian. */
export function givenWords(own: Condition[], chosen: GivenValues, view: GivenView | null): string {
  const names = Object.keys(chosen);
  if (names.length === 0)
    return t(
      'Samples of the flow are drawn with the conditions of the rows. The Gaussian is that of all rows, given nothing.',
    );
  const levels = own
    .filter((c) => c.kind === 'category' && chosen[c.column] !== undefined)
    .map((c) => `${c.column} = ${chosen[c.column]}`)
    .join(', ');
  const near = Object.entries(view?.reach ?? {}).map(([column, reach]) =>
    t(
      '{0} within ±{1} of {2}',
      column,
      formatValue(Number(reach.toPrecision(3))),
      formatValue(Number(chosen[column])),
    ),
  );
  const rows = !view
    ? ''
    : view.rows === 0
      ? t('No row has these conditions: the model stands alone.')
      : near.length === 0
        ? t('Rows beside it: the {0} with {1}.', formatCount(view.rows), levels)
        : levels
          ? t(
              'Rows beside it: of the {0} with {1} the nearest {2}, {3}.',
              formatCount(view.of),
              levels,
              formatCount(view.rows),
              near.join(', '),
            )
          : t(
              'Rows beside it: of {0} the nearest {1}, {2}.',
              formatCount(view.of),
              formatCount(view.rows),
              near.join(', '),
            );
  const rest =
    names.length < own.length
      ? t(
          'The other conditions are those of these rows. The Gaussian is that of all rows, given nothing.',
        )
      : t('The Gaussian is the linear Gaussian under these conditions.');
  return [rows, rest].filter(Boolean).join(' ');
}
