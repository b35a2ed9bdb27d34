// What the colours of marginals stand for.
import type { MarginalView } from '../../../src/protocol/exploration';
import { marginalKey } from '../../charts/marginal-spec';
import { Swatch } from '../../controls/split-key';
import { theme } from '../../state/theme';
import { t } from '../../text/translate';

export function MarginalKey({
  views,
  selected = false,
}: {
  views: MarginalView[];
  selected?: boolean;
}) {
  const { names, colours } = marginalKey(views, theme.value);
  if (selected) {
    names.push(t('selected'));
    colours.push(theme.value.selection);
  }
  return (
    <ul class="split-key" aria-label={t('Colours')}>
      {names.map((name, k) => (
        <li key={name}>
          <Swatch colour={colours[k]!} />
          {name}
        </li>
      ))}
    </ul>
  );
}
