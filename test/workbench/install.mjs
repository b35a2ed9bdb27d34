// Installs the test workbench where it runs and is not there yet, before runs side by side need it at once.
import { ensureWorkbench, workbenchRunsHere } from './setup.mjs';

if (workbenchRunsHere) ensureWorkbench();
