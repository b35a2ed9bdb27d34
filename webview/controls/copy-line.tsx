// What the page shows, as a command that does it again.
import { attempt, host } from '../state/store';
import { t } from '../text/translate';
import { Button } from './controls';

export function CopyLine() {
  return (
    <Button small onClick={() => void attempt(() => host().action('copyCommandLine'))}>
      {t('Copy as Command Line')}
    </Button>
  );
}
