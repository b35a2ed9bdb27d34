// What a drag over points draws: a rectangle, or a line around them.
import { type Tool, tool } from '../state/selection';
import { t } from '../text/translate';

const TOOLS: { value: Tool; label: string; title: string }[] = [
  { value: 'box', label: t('Rectangle'), title: t('Dragging selects the rows in a rectangle') },
  { value: 'lasso', label: t('Lasso'), title: t('Dragging selects the rows within a line') },
];

export function ToolChoice() {
  return (
    <div class="segments tools" role="group" aria-label={t('Select by')}>
      {TOOLS.map(({ value, label, title }) => (
        <button
          key={value}
          type="button"
          title={title}
          aria-pressed={tool.value === value}
          onClick={() => (tool.value = value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
