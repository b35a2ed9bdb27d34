// The page of one exploration: the file, the fit and the verdict above; below them the rail of columns, the stage
// with one of the views, and the drawer of rows.
import { useEffect } from 'preact/hooks';
import { AtomsAhead } from '../chrome/atoms';
import { GivenBar } from '../chrome/given-bar';
import { Header } from '../chrome/header';
import { Interrupted } from '../chrome/interrupted';
import { LeftOut } from '../chrome/left-out';
import { Rail } from '../chrome/rail/rail';
import { RailSlot } from '../chrome/rail-slot';
import { Results } from '../chrome/results';
import { RowsDrawer } from '../chrome/rows/rows-drawer';
import { tabId, Tabs } from '../chrome/tabs';
import { Toolbar } from '../chrome/toolbar';
import { Progress, Verdict } from '../chrome/verdict';
import { Button } from '../controls/controls';
import { HoverCard } from '../controls/hover-card';
import { Loading } from '../controls/states';
import { clearSelection, forgetChoices, redo, undo } from '../state/choices';
import { exploration, problem, view } from '../state/store';
import { t } from '../text/translate';
import { VIEWS } from '../views';

export function Exploration() {
  const state = exploration.value;
  const View = VIEWS[view.value].Component;
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
          <div class="page-body">
            <RailSlot>
              <Rail state={state} />
            </RailSlot>
            <div class="page-stage">
              <Tabs views={VIEWS} />
              <GivenBar state={state} />
              <section id="view" role="tabpanel" aria-labelledby={tabId(view.value)}>
                <View key={state.id} state={state} />
              </section>
            </div>
            <div class="page-rows">
              <RowsDrawer key={state.id} state={state} />
            </div>
          </div>
          <HoverCard state={state} />
        </>
      )}
    </main>
  );
}

/** Escape clears the selection; Ctrl+Z takes a choice back, except in a field, which has its own. */
function pressed(event: KeyboardEvent): void {
  if (event.key === 'Escape') return void clearSelection();
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
