// The panel of one exploration: header, toolbar, verdict, results, and one of six views.
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { ViewName } from '../../src/protocol/webview';
import { clearBrushes, forgetChoices, redo, undo } from '../choices';
import { exploration, problem, view } from '../store';
import { Button } from '../ui/controls';
import { GivenBar } from '../ui/given-bar';
import { AtomsAhead } from '../ui/atoms';
import { Header } from '../ui/header';
import { Interrupted } from '../ui/interrupted';
import { LeftOut } from '../ui/left-out';
import { Loading } from '../ui/states';
import { Results } from '../ui/results';
import { tabId, Tabs } from '../ui/tabs';
import { Toolbar } from '../ui/toolbar';
import { Progress, Verdict } from '../ui/verdict';
import { Cloud } from '../views/cloud';
import { Compare } from '../views/compare/compare';
import { Layers } from '../views/layers';
import { Marginals } from '../views/marginals';
import { Training } from '../views/training';
import { t } from '../ui/translate';
import { Operations } from '../views/transform-operations';

const VIEWS: Record<ViewName, FunctionComponent<{ state: ExplorationState }>> = {
  marginals: Marginals,
  cloud: Cloud,
  layers: Layers,
  training: Training,
  compare: Compare,
  operations: Operations,
};

export function Exploration() {
  const state = exploration.value;
  const View = VIEWS[view.value];
  useEffect(forgetChoices, [state?.id]);
  return (
    <main class="exploration" onKeyDown={pressed}>
      <ProblemBanner />
      {!state && (
        <Loading
          sentence={t('Reading the file…')}
          long={t('Large files take longer the first time. Close the tab to cancel.')}
        />
      )}
      {state && (
        <>
          <Header state={state} />
          <Toolbar state={state} />
          <Interrupted state={state} />
          <AtomsAhead state={state} />
          <LeftOut state={state} />
          <Verdict state={state} />
          <Results state={state} />
          <Progress state={state} />
          <GivenBar state={state} />
          <Tabs />
          <section id="view" role="tabpanel" aria-labelledby={tabId(view.value)}>
            <View key={state.id} state={state} />
          </section>
        </>
      )}
    </main>
  );
}

/** Escape shows all rows again; Ctrl+Z takes a choice back, except in a field, which has its own. */
function pressed(event: KeyboardEvent): void {
  if (event.key === 'Escape') return void clearBrushes();
  const writing =
    event.target instanceof HTMLTextAreaElement ||
    (event.target instanceof HTMLInputElement &&
      !['checkbox', 'range'].includes(event.target.type));
  if (writing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const step = key === 'z' ? (event.shiftKey ? redo : undo) : key === 'y' ? redo : null;
  if (!step) return;
  event.preventDefault();
  void step();
}

function ProblemBanner() {
  if (!problem.value) return null;
  return (
    <div class="banner problem" role="alert">
      <span>{problem.value}</span>
      <Button onClick={() => (problem.value = null)}>{t('Dismiss')}</Button>
    </div>
  );
}
