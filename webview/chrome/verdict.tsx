// The answer in one sentence, and what belongs to it.
import type { ExplorationState } from '../../src/protocol/exploration';
import type { Scores } from '../../src/protocol/model';
import { Help } from '../controls/help';
import { sentence, t } from '../text/translate';

/** Announced when it changes. The first sentence is the answer, the others say more about it. */
export function Verdict({ state }: { state: ExplorationState }) {
  const { fit, model } = state;
  const answered =
    model !== null &&
    !model.provisional &&
    (model.metadata.atoms.length === 0 || model.metadata.atomsAccepted);
  const settled = fit.phase === 'idle' && answered;
  const { data } = model?.metadata ?? {};
  const [answer, more] = split(verdictSentence(state));
  const ofOthers =
    answered && data && state.profile && data.fingerprint.hash !== state.profile.fingerprint.hash;
  return (
    <div class="sentences">
      <p
        class={`verdict ${settled ? `of-${model.verdict.verdict}` : 'quiet'}`}
        role="status"
        aria-live="polite"
      >
        <strong>{answer}</strong>
        {more && ` ${more}`}
      </p>
      {settled && <VerdictHelp on={model.metadata.scores.on} />}
      {settled && ofOthers && (
        <p class="muted">
          {t(
            'This is about the rows of {0} that the model was fitted on, not about these.',
            data.name,
          )}
        </p>
      )}
    </div>
  );
}

/** What the words of a verdict mean; beside it, as its own words are announced. */
export function VerdictHelp({ on }: Pick<Scores, 'on'>) {
  const rows = on === 'cross-fitted' ? 'cross-fitted rows' : 'test rows';
  return <Help of={['verdict', 'nats', rows]} />;
}

/** The first sentence, and the others. A dot within one has no capital after it. */
function split(sentences: string): [string, string] {
  const end = /[.!?](?= \p{Lu})/u.exec(sentences);
  return end
    ? [sentences.slice(0, end.index + 1), sentences.slice(end.index + 2)]
    : [sentences, ''];
}

export function verdictSentence({
  obstacle,
  fit,
  model,
  selected,
  dataPath,
}: ExplorationState): string {
  if (obstacle) return sentence(obstacle);
  if (fit.phase === 'scoring') return t('Scoring the flow and the Gaussian on test rows.');
  if (fit.phase === 'stopping') return t('Stopping. The best parameters so far are kept.');
  if (fit.phase !== 'idle')
    return t(
      'A flow is being fitted beside the Gaussian. The verdict comes from test rows, at the end.',
    );
  if (fit.error) return sentence(fit.error);
  if (model && !model.provisional) return sentence(model.verdict.sentence);
  if (dataPath && selected.length === 0)
    return t('Choose at least one numeric column to see its distribution.');
  if (model?.provisional) return t('No verdict yet: it comes from test rows, at the end of a fit.');
  return t(
    'The Gaussian is fitted. Fit a normalizing flow to see whether it describes the data better.',
  );
}
