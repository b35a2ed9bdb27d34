// What happened to the file on disk, and what can be done about it.
import { useState } from 'preact/hooks';
import type { FileNews } from '../../src/protocol/exploration';
import { Button } from '../controls/controls';
import { attempt, busy, host } from '../state/store';
import { baseName, folderName, formatNumberOf } from '../text/format';
import { t } from '../text/translate';

export function FileBanner({ news, dataPath }: { news: FileNews; dataPath: string }) {
  const [read, setRead] = useState(false);
  if (read) return null;
  const settled = news.kind === 'moved' || news.kind === 'read again';
  return (
    <div class="banner file-news" role={settled ? 'status' : 'alert'}>
      <span>{fileWords(news, dataPath)}</span>
      {news.kind === 'changed' && (
        <Button
          primary
          disabled={busy.value}
          onClick={() => void attempt(() => host().call('refresh', {}))}
        >
          {t('Refresh')}
        </Button>
      )}
      {news.kind === 'gone' && (
        <Button
          disabled={busy.value}
          onClick={() => void attempt(() => host().action('chooseFile'))}
        >
          {t('Choose the File…')}
        </Button>
      )}
      {settled && <Button onClick={() => setRead(true)}>{t('Dismiss')}</Button>}
    </div>
  );
}

export function fileWords(news: FileNews, dataPath: string): string {
  const name = baseName(dataPath);
  switch (news.kind) {
    case 'changed':
      return t('The file changed on disk. What you see is the version that was read before.');
    case 'read again':
      return t(
        'The file changed on disk and was read again: {0} now, {1} before.',
        formatNumberOf(news.rows, 'row'),
        formatNumberOf(news.before, 'row'),
      );
    case 'gone':
      return t(
        '{0} is no longer there: it was deleted, or moved elsewhere. What you see is what was read before.',
        name,
      );
    case 'moved': {
      const before = baseName(news.from);
      if (before === name)
        return t('{0} was moved. Its folder is now {1}.', name, folderName(dataPath));
      return folderName(news.from) === folderName(dataPath)
        ? t('{0} was renamed. It is now {1}.', before, name)
        : t('{0} was moved. It is now {1}.', before, dataPath);
    }
  }
}
