// What a drag over points does: it draws a rectangle or a line around them, or moves the picture.
import { type Tool, tool } from '../state/selection';
import { t } from '../text/translate';

/** Outlines in a square of 16: VS Code's font has no icons for them. */
const TOOLS: { value: Tool; label: string; outline: string }[] = [
  {
    value: 'box',
    label: t('Rectangle: dragging selects the rows in it'),
    outline: 'M2.5 3.5h11v9h-11z',
  },
  {
    value: 'lasso',
    label: t('Lasso: dragging selects the rows within a line'),
    outline:
      'M8 2.5c3.3 0 6 1.6 6 3.8s-2.7 3.9-6 3.9-6-1.7-6-3.9 2.7-3.8 6-3.8ZM4.5 9.4c-1 1.2-.6 2.6.7 2.7s1.3 1.2.3 1.9',
  },
  {
    value: 'move',
    label: t('Move: dragging moves the picture, the wheel enlarges it'),
    outline:
      'M8 2v12M2 8h12M8 2 6 4M8 2l2 2M8 14l-2-2M8 14l2-2M2 8l2-2M2 8l2 2M14 8l-2-2M14 8l-2 2',
  },
];

/** @param moves pictures can be enlarged and moved */
export function ToolChoice({ moves = false }: { moves?: boolean }) {
  const now = tool.value === 'move' && !moves ? 'box' : tool.value;
  return (
    <span class="icon-group" role="group" aria-label={moves ? t('Dragging') : t('Select by')}>
      {TOOLS.filter(({ value }) => moves || value !== 'move').map(({ value, label, outline }) => (
        <button
          key={value}
          type="button"
          class="icon-button"
          title={label}
          aria-pressed={now === value ? 'true' : 'false'}
          onClick={() => (tool.value = value)}
        >
          <svg
            class={value === 'move' ? 'outline whole-line' : 'outline'}
            viewBox="0 0 16 16"
            width="16"
            height="16"
            aria-hidden="true"
          >
            <path d={outline} />
          </svg>
          <span class="unseen">{label}</span>
        </button>
      ))}
    </span>
  );
}
