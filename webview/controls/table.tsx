// A table of figures with a caption.
import type { ComponentChildren } from 'preact';
import { DASH } from '../text/format';
import { t } from '../text/translate';

/**
 * A plain table. The first cell of a row names it. `texts`: columns of sentences. `stacks`: in a narrow page cells
 * stand under each other.
 */
export function Table({
  caption,
  head,
  rows,
  texts = [],
  stacks = false,
}: {
  caption: ComponentChildren;
  head: string[];
  texts?: string[];
  stacks?: boolean;
  rows: { key: string; cells: ComponentChildren[]; strong?: boolean }[];
}) {
  return (
    <table class={stacks ? 'stacks' : undefined}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col" class={texts.includes(title) ? 'text' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} class={row.strong ? 'strong' : undefined}>
            {row.cells.map((cell, i) =>
              i === 0 ? (
                <th key={i} scope="row">
                  {cell}
                </th>
              ) : (
                <td
                  key={i}
                  class={texts.includes(head[i] ?? '') ? 'text' : undefined}
                  data-head={head[i]}
                  title={cell === DASH ? t('not known, or not a number') : undefined}
                >
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
