// Named facts in a grid; long ones take two places.
import { DASH } from '../text/format';

const LONG = 24;

export type Fact = [term: string, value: string | null];

export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(([term, value]) => (
        <div
          key={term}
          class={Math.max(term.length, value?.length ?? 0) > LONG ? 'wide' : undefined}
        >
          <dt>{term}</dt>
          <dd>{value || DASH}</dd>
        </div>
      ))}
    </dl>
  );
}
