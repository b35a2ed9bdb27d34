// Operations: what can be done to a distribution, the result being a distribution again. Each segment is a page of its own.
import type { ExplorationState } from '../../src/protocol/exploration';
import { SEGMENTS } from './operation-segments';
import { place, segment } from './transform-state';
import { t } from '../ui/translate';

export function Operations({ state }: { state: ExplorationState }) {
  const shown = SEGMENTS.find((s) => s.name === segment.value) ?? SEGMENTS[0];
  const { View } = shown;
  const show = (name: string) => {
    segment.value = name;
    place.value = null; // a place belongs to one picture
  };
  return (
    <>
      <div class="segments" role="group" aria-label={t('Operations')}>
        {SEGMENTS.map(({ name, label }) => (
          <button key={name} type="button" aria-pressed={name === shown.name ? 'true' : 'false'} onClick={() => show(name)}>
            {label}
          </button>
        ))}
      </div>
      <View state={state} />
    </>
  );
}
