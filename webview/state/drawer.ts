// Whether the drawer of rows is open; VS Code remembers it with the page and with its file.
import { signal } from '@preact/signals';

export const rowsOpen = signal(false);
