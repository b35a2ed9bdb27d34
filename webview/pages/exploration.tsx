// The page of one exploration: the file, the fit and the verdict above; below them the rail of columns, the stage
// with one of the views, and the drawer of rows.
import { useEffect } from 'preact/hooks';
import { GivenBar } from '../chrome/given-bar';
import { Header } from '../chrome/header';
import { Headline } from '../chrome/headline';
import { ProblemNotice } from '../chrome/notices';
import { Rail } from '../chrome/rail/rail';
import { RailSlot } from '../chrome/rail-slot';
import { RowsDrawer } from '../chrome/rows/rows-drawer';
import { tabId, Tabs } from '../chrome/tabs';
import { HoverCard } from '../controls/hover-card';
import { Loading } from '../controls/states';
import { ViewOptionsPlace } from '../controls/view-options';
import { clearSelection, forgetChoices, redo, undo } from '../state/choices';
import { exploration, view } from '../state/store';
import { t } from '../text/translate';
import { VIEWS } from '../views';

export function Exploration() {
  const state = exploration.value;
  const View = VIEWS[view.value].Component;
  useEffect(forgetChoices, [state?.id]);
  return (
    <main class="exploration" onKeyDown={pressed}>
      {!state && (
        <>
          <ProblemNotice />
          <Loading
            sentence={t('Reading the file…')}
            long={t('Large files take longer the first time. Close the tab to cancel.')}
          />
        </>
      )}
      {state && (
        <>
          <Header state={state} />
          <Headline state={state} />
          <div class="page-body">
            <RailSlot>
              <Rail state={state} />
            </RailSlot>
            <div class="page-stage">
              <div class="stage-bar">
                <Tabs views={VIEWS} />
                <ViewOptionsPlace />
              </div>
              {view.value !== 'posterior' && <GivenBar state={state} />}
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
