// The pictures are of the first rows of a large file: how many, and reading on or stopping that.
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button } from '../controls/controls';
import { attempt, host } from '../state/store';
import { formatCount, formatNumberOf } from '../text/format';
import { t } from '../text/translate';

export function SoFar({ state: { soFar, profile } }: { state: ExplorationState }) {
  if (!soFar || !profile) return null;
  const rows = formatNumberOf(profile.fileRows ?? profile.rows, 'row');
  const sentence = soFar.stopped
    ? t('Only the first {0} were read: everything here is about them.', rows)
    : soFar.about === null
      ? t('The first {0} so far: the others are being read, and everything here will follow.', rows)
      : t(
          'The first {0} so far, of about {1}: the others are being read, and everything here will follow.',
          rows,
          formatCount(soFar.about),
        );
  return (
    <div class="banner" role="status">
      <span>{sentence}</span>
      <Button
        onClick={() => void attempt(() => host().call(soFar.stopped ? 'refresh' : 'stop', {}))}
      >
        {soFar.stopped ? t('Read All') : t('Stop Reading')}
      </Button>
    </div>
  );
}
