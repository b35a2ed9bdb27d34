// Operations: what can be done to a distribution, the result being a distribution again.
// Each segment is a page of its own.
import { useEffect } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { ShownSegment } from '../../../src/protocol/webview';
import { PlainSelect } from '../../controls/controls';
import { longLine, ViewOptions } from '../../controls/view-options';
import { sentenceOf } from '../../state/host';
import { host, problem } from '../../state/store';
import { t } from '../../text/translate';
import { chosenBase } from './base-field';
import { seconds, seed } from './first-flow/state';
import { SEGMENTS } from './segments';
import { formula, k, place, segment } from './state';

export function Operations({ state }: { state: ExplorationState }) {
  const shown = SEGMENTS.find((s) => s.name === segment.value) ?? SEGMENTS[0]!;
  const { View } = shown;
  const told = shownSegment(shown.name, state);
  useEffect(
    () =>
      void host()
        .segmentShown(told)
        .catch((error) => (problem.value = sentenceOf(error))),
    [JSON.stringify(told)],
  );
  const show = (name: string) => {
    segment.value = name;
    place.value = null; // a place belongs to one picture
  };
  return (
    <>
      <ViewOptions inSight>
        {longLine.value ? (
          <div class="segments" role="group" aria-label={t('Operations')}>
            {SEGMENTS.map(({ name, label }) => (
              <button
                key={name}
                type="button"
                aria-pressed={name === shown.name ? 'true' : 'false'}
                onClick={() => show(name)}
              >
                {label}
              </button>
            ))}
          </div>
        ) : (
          <PlainSelect
            label={t('Operations')}
            value={shown.name}
            options={SEGMENTS.map(({ name, label }) => ({ value: name, label }))}
            onChange={show}
          />
        )}
      </ViewOptions>
      <View state={state} />
    </>
  );
}

/** What can be copied as a command line: a y that is held belongs to it. */
function shownSegment(name: string, state: ExplorationState): ShownSegment {
  const held = place.value;
  if (name === 'transform')
    return {
      name,
      base: chosenBase(state),
      formula: formula.value,
      at: held && 'y' in held ? held.y : null,
    };
  if (name === 'mean of k') return { name, base: chosenBase(state), k: k.value };
  return name === 'first flow'
    ? { name, seconds: seconds.value, seed: seed.value }
    : { name: 'chain' };
}
