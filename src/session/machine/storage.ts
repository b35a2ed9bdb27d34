// The folder that the command line and every window share: for what is large and belongs to the machine.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `FLOWSCOPE_STORAGE` names another one. */
export function ownStorage(): string {
  const { FLOWSCOPE_STORAGE, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (FLOWSCOPE_STORAGE) return FLOWSCOPE_STORAGE;
  if (process.platform === 'win32')
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'flowscope');
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', 'flowscope');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'flowscope');
}
