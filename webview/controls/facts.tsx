// Named facts in a grid; long ones take two places.
import { DASH } from '../text/format';
import type { Term } from '../text/glossary';
import { Help } from './help';

const LONG = 24;

/** `help`: what the term means */
export type Fact = [term: string, value: string | null, help?: Term];

export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(([term, value, help]) => (
        <div
          key={term}
          class={Math.max(term.length, value?.length ?? 0) > LONG ? 'wide' : undefined}
        >
          <dt>
            {term}
            {help && <Help of={help} />}
          </dt>
          <dd>{value || DASH}</dd>
        </div>
      ))}
    </dl>
  );
}
