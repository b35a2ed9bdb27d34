// What the parameters are thought to be before the observation, typed.
import { signal } from '@preact/signals';
import { Popover } from '../../controls/popover';
import { TextField } from '../../controls/text-field';
import { t } from '../../text/translate';

/** null: that of the table */
export const priors = signal<{ prior: string | null; tablePrior: string | null }>({
  prior: null,
  tablePrior: null,
});

const set = (part: Partial<typeof priors.value>) =>
  void (priors.value = { ...priors.peek(), ...part });
const typed = (text: string) => text.trim() || null;

export function PriorOptions({ columns }: { columns: string[] }) {
  const { prior, tablePrior } = priors.value;
  const example = columns.map((c) => `${c}=normal(0,1)`).join(', ');
  return (
    <Popover
      kind="prior-options"
      label={t('Prior')}
      words={prior === null ? t('prior as in the table') : t('prior: {0}', prior)}
    >
      <label class="field">
        <span>{t('prior')}</span>
        <TextField
          wide
          label={t('prior; empty: as in the table')}
          value={prior ?? ''}
          onChange={(text) => set({ prior: typed(text) })}
        />
      </label>
      <label class="field">
        <span>{t('simulated under')}</span>
        <TextField
          wide
          label={t('what the simulations were drawn from; empty: the prior itself')}
          value={tablePrior ?? ''}
          onChange={(text) => set({ tablePrior: typed(text) })}
        />
      </label>
      <p class="muted">
        {t(
          'A law for each parameter, as in {0}; also uniform(low,high) and lognormal(mean,deviation). With both, draws are weighted by the ratio of the two.',
          example,
        )}
      </p>
    </Popover>
  );
}
