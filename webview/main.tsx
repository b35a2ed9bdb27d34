// Entry of the webview: connects to the host and shows the page it names.
import './state/no-code';
import { render } from 'preact';
import { Loading, Problem } from './controls/states';
import { Exploration } from './pages/exploration';
import { Inspector } from './pages/inspector';
import { functions } from './state/called-by-host';
import { chain } from './state/chain';
import { followSelection } from './state/follow-selection';
import { connect, sentenceOf } from './state/host';
import { remember } from './state/remembered';
import { defaults, exploration, inspected, page, problem, useHost, view } from './state/store';
import { watchTheme } from './state/theme';
import { t } from './text/translate';

function App() {
  if (page.value === 'inspector') return <Inspector />;
  if (page.value === 'exploration') return <Exploration />;
  return problem.value ? (
    <Problem sentence={problem.value} />
  ) : (
    <Loading sentence={t('Opening…')} />
  );
}

async function start(): Promise<void> {
  const { host, vscode } = connect(functions);
  useHost(host);
  watchTheme();
  const root = document.getElementById('app') ?? document.body;
  render(<App />, root);
  try {
    const first = await host.ready();
    defaults.value = first.defaults;
    view.value = first.view;
    exploration.value = first.state;
    inspected.value = first.column ?? null;
    if (first.page === 'exploration') {
      remember(vscode, first.remembered ?? null); // before anything is asked of the service
      followSelection();
      if (first.operations) chain.value = first.operations;
      chain.subscribe(
        (now) =>
          void host.operationsShown(now).catch((error) => (problem.value = sentenceOf(error))),
      );
    }
    page.value = first.page;
  } catch (error) {
    problem.value = sentenceOf(error);
  }
}

void start();
