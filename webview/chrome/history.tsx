// Undo and redo of what was chosen on the page.
import { IconButton } from '../controls/icon';
import { redo, redoable, undo, undoable } from '../state/choices';
import { t } from '../text/translate';

export function History() {
  return (
    <span class="history">
      <IconButton
        icon="discard"
        label={t('Undo')}
        title={undoable.value ? t('Undo: {0} (Ctrl+Z)', undoable.value) : t('Undo')}
        disabled={!undoable.value}
        onClick={() => void undo()}
      />
      <IconButton
        icon="redo"
        label={t('Redo')}
        title={redoable.value ? t('Redo: {0} (Ctrl+Shift+Z)', redoable.value) : t('Redo')}
        disabled={!redoable.value}
        onClick={() => void redo()}
      />
    </span>
  );
}
