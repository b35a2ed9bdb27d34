// What the page shows, as a command that does it again.
import { attempt, host } from '../store';
import { Button } from './controls';
import { t } from './translate';

export function CopyLine() {
  return (
    <Button small onClick={() => void attempt(() => host().action('copyCommandLine'))}>
      {t('Copy as Command Line')}
    </Button>
  );
}
