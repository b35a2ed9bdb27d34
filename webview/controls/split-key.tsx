// Which colour is which category.
import { theme } from '../state/theme';
import { t } from '../text/translate';

/** Names of the colours of a split. */
export function SplitKey({ levels }: { levels: string[] }) {
  const { categories } = theme.value;
  return (
    <ul class="split-key" aria-label={t('Colours of the categories')}>
      {levels.map((level, k) => (
        <li key={level}>
          <Swatch colour={categories[k % categories.length]!} />
          {level}
        </li>
      ))}
    </ul>
  );
}

/** A square of one colour: drawn, as styles in the page's text are not allowed. */
export function Swatch({ colour }: { colour: string }) {
  return (
    <svg class="swatch" width="11" height="11" aria-hidden="true">
      <rect width="11" height="11" fill={colour} />
    </svg>
  );
}
