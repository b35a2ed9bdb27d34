// What was noticed about the file, and what of it is not looked at by itself.
import type { ExplorationState } from '../../src/protocol/exploration';
import { Popover } from '../controls/popover';
import { formatNumberOf } from '../text/format';
import { sentence } from '../text/translate';
import { rowNotes } from './file-words';
import { LeftOut, leftOutOf } from './left-out';

export function Notes({ state }: { state: ExplorationState }) {
  const { profile } = state;
  if (!profile) return null;
  const notes = [...rowNotes(profile, state), ...profile.notes.map(sentence)];
  const count = notes.length + leftOutOf(state).count;
  if (count === 0) return null;
  const words = formatNumberOf(count, 'note');
  return (
    <Popover kind="notes" label={words} words={words} icon="info">
      <LeftOut state={state} />
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
