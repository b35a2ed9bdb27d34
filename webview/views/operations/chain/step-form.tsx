// The form of the operation that is being added.
// A step that cannot be done is told here, and the chain stays as it was.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../../src/protocol/exploration';
import type { ChainView, OperationName, Step } from '../../../../src/protocol/operations';
import { Button } from '../../../controls/controls';
import { adding, shownChain } from '../../../state/chain';
import { chooseChain } from '../../../state/choices';
import { sentenceOf } from '../../../state/host';
import { host } from '../../../state/store';
import { t } from '../../../text/translate';
import { OPERATION_FORMS, stepWords } from './forms';

/** @param onDraft the step as it stands, for a result that is drawn while it is chosen */
export function StepForm({
  name,
  view,
  state,
  onDraft,
}: {
  name: OperationName;
  view: ChainView;
  state: ExplorationState;
  onDraft: (step: Step | null) => void;
}) {
  const [step, setStep] = useState<Step | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [trying, setTrying] = useState(false);
  const { label, Form } = OPERATION_FORMS[name];
  const change = (next: Step | null) => {
    setStep(next);
    setProblem(null);
    onDraft(next);
  };
  const leave = () => {
    adding.value = null;
    onDraft(null);
  };
  const add = async (wanted: Step) => {
    const { start, steps } = shownChain();
    const next = { start, steps: [...steps, wanted] };
    setTrying(true);
    setProblem(null);
    try {
      await host().call('operations', { chain: next, place: null });
      await chooseChain(stepWords(wanted), next);
      onDraft(null);
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setTrying(false);
    }
  };
  return (
    <section class="step-form" aria-label={label} onKeyDown={(e) => e.key === 'Escape' && leave()}>
      <h2 tabIndex={-1}>{label}</h2>
      <Form view={view} state={state} onChange={change} />
      {problem && (
        <p class="wrong" role="alert">
          {problem}
        </p>
      )}
      <div class="row">
        <Button primary disabled={step === null || trying} onClick={() => step && void add(step)}>
          {t('Add')}
        </Button>
        <Button onClick={leave}>{t('Cancel')}</Button>
        {trying && <span class="muted">{t('Computing…')}</span>}
      </div>
    </section>
  );
}
