// What the extension host may call on the page.
import type { WebviewFunctions } from '../../src/protocol/webview';
import { chain, lookedAt } from './chain';
import { saveChart } from './saved-charts';
import { exploration, inspected, problem, view } from './store';

export const functions: WebviewFunctions = {
  stateChanged: (state) => void (exploration.value = state),
  showView: (next) => void (view.value = next),
  showColumn: (column) => void (inspected.value = column),
  requestChart: (format) => void saveChart(format),
  showOperations: (next) => {
    chain.value = next;
    lookedAt.value = null;
  },
  serviceRestarted: (message) => void (problem.value = message),
};
