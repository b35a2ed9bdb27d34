// The answer, with what can be done with it beside it; how far a fit has come; and what happened meanwhile.
import type { ExplorationState } from '../../src/protocol/exploration';
import { Notices } from './notices';
import { Progress } from './progress';
import { Results } from './results';
import { Verdict } from './verdict';

export function Headline({ state }: { state: ExplorationState }) {
  return (
    <div class="headline">
      <div class="answer">
        <Verdict state={state} />
        <Results state={state} />
      </div>
      <Progress state={state} />
      <Notices state={state} />
    </div>
  );
}
