// Everything a model says about itself, in words.
import type { ModelMetadata } from '../../src/protocol/model';
import { scoredWords } from '../../src/protocol/words/verdict';
import { Facts } from '../controls/facts';
import { Help } from '../controls/help';
import { Table } from '../controls/table';
import { formatCount, formatScore, rowsWords } from '../text/format';
import { ENGINE_LABELS, FLOW_LABELS, layerWords, preprocessingWords } from '../text/names';
import { tookFacts } from '../text/took';
import { language, sentence, t } from '../text/translate';
import { splitWords } from './fit/kept-together';

export function About({ metadata }: { metadata: ModelMetadata }) {
  const { specification, scores, rows, notes } = metadata;
  const { columns, layers, preprocessing } = specification;
  return (
    <details class="about">
      <summary>{t('About this model')}</summary>
      <Facts
        facts={[
          [t('flow'), FLOW_LABELS[specification.flow]],
          ...(specification.given
            ? ([[t('given'), specification.given.conditions.map((c) => c.column).join(', ')]] as [
                string,
                string,
              ][])
            : []),
          [t('fitted on'), metadata.data && metadata.data.name],
          [t('made'), madeWords(metadata.created)],
          [t('by'), `Flowscope ${metadata.build}`],
          ...tookFacts(metadata),
          [t('rows in a step'), formatCount(metadata.batch)],
          [t('engine'), ENGINE_LABELS[metadata.engine]],
          [t('seed'), String(metadata.seed)],
          [t('parameters'), formatCount(metadata.parameters)],
          [t('rows'), rowsWords(rows)],
          [t('kept together'), splitWords(metadata.split)],
          [t('nats per row on'), sentence(scoredWords(scores))],
          [t('flow, nats'), formatScore(scores.flow)],
          [
            specification.given ? t('linear Gaussian, nats') : t('Gaussian, nats'),
            formatScore(scores.gaussian),
          ],
          [t('gain, nats'), formatScore(scores.gain)],
        ]}
      />
      <Table
        caption={
          <>
            {t('What was done to each column first')}
            <Help of="transform" />
          </>
        }
        head={[t('column'), t('preprocessing')]}
        texts={[t('preprocessing')]}
        stacks
        rows={columns.map((column, i) => ({
          key: column,
          cells: [column, preprocessing[i] ? preprocessingWords(preprocessing[i]) : ''],
        }))}
      />
      <p class="muted">
        {t('Layers, from the base u to the data x; then the preprocessing is undone.')}
      </p>
      <ol>
        {layers.map((layer, i) => (
          <li key={i}>{layerWords(layer, columns)}</li>
        ))}
      </ol>
      {notes.length > 0 && (
        <ul>
          {notes.map(sentence).map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </details>
  );
}

function madeWords(created: string): string {
  const date = new Date(created);
  return Number.isNaN(date.getTime())
    ? created
    : date.toLocaleString(language === 'en' ? 'en-GB' : language, {
        dateStyle: 'medium',
        timeStyle: 'short',
      });
}
