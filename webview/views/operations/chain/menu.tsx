// Add Operation: what the distribution at hand can do; the others with the reason why not.
import type { ChainView, OperationName } from '../../../../src/protocol/operations';
import { Icon } from '../../../controls/icon';
import { usePopover } from '../../../controls/popover';
import { adding } from '../../../state/chain';
import { t } from '../../../text/translate';
import { OPERATION_FORMS } from './forms';
import { OBSTACLES } from './words';

const NAMES = Object.keys(OPERATION_FORMS) as OperationName[];

export function AddOperation({ view }: { view: ChainView | null }) {
  const [element, setOpen] = usePopover();
  const take = (name: OperationName) => {
    setOpen(false);
    adding.value = name;
  };
  return (
    <details
      class="menu add-operation"
      ref={element}
      onToggle={(e) => setOpen(e.currentTarget.open)}
    >
      <summary title={t('Add Operation')}>
        <Icon name="add" />
        <span class="words">{t('Add Operation')}</span>
      </summary>
      <div class="popover choices" role="group" aria-label={t('Add Operation')}>
        {NAMES.map((name) => {
          const obstacle = view?.cannot[name] ?? null;
          return (
            <button
              key={name}
              type="button"
              disabled={!view || obstacle !== null}
              onClick={() => take(name)}
            >
              <span>{OPERATION_FORMS[name].label}</span>
              <span class="muted">
                {obstacle ? OBSTACLES[obstacle] : OPERATION_FORMS[name].hint}
              </span>
            </button>
          );
        })}
      </div>
    </details>
  );
}
