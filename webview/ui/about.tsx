// Everything a model says about itself, in words.
import type { ModelMetadata } from '../../src/protocol/model';
import { Facts } from './facts';
import { formatCount, formatScore, formatSeconds, formatSteps, rowsWords } from './format';
import { ENGINE_LABELS, FLOW_LABELS, layerWords, preprocessingWords } from './names';
import { Table } from './states';

const SCORED_ON = { test: 'test rows', all: 'rows', 'cross-fitted': 'cross-fitted rows' };

export function About({ metadata }: { metadata: ModelMetadata }) {
  const { specification, scores, rows, notes } = metadata;
  const { columns, layers, preprocessing } = specification;
  return (
    <details class="about">
      <summary>About this model</summary>
      <Facts
        facts={[
          ['flow', FLOW_LABELS[specification.flow]],
          ['fitted on', metadata.data && metadata.data.name],
          ['made', madeWords(metadata.created)],
          ['by', `Flowscope ${metadata.build}`],
          ['steps', formatSteps(metadata.steps, metadata.plannedSteps)],
          ['time', formatSeconds(metadata.seconds)],
          ['rows in a step', formatCount(metadata.batch)],
          ['engine', ENGINE_LABELS[metadata.engine]],
          ['seed', String(metadata.seed)],
          ['parameters', formatCount(metadata.parameters)],
          ['rows', rowsWords(rows)],
          ['nats per row on', `${formatCount(scores.rows)} ${SCORED_ON[scores.on]}`],
          ['flow, nats', formatScore(scores.flow)],
          ['Gaussian, nats', formatScore(scores.gaussian)],
          ['gain, nats', formatScore(scores.gain)],
        ]}
      />
      <Table
        caption="What was done to each column first"
        head={['column', 'preprocessing']}
        texts={['preprocessing']}
        stacks
        rows={columns.map((column, i) => ({ key: column, cells: [column, preprocessing[i] ? preprocessingWords(preprocessing[i]) : ''] }))}
      />
      <p class="muted">Layers, from the base u to the data x; then the preprocessing is undone.</p>
      <ol>
        {layers.map((layer, i) => (
          <li key={i}>{layerWords(layer, columns)}</li>
        ))}
      </ol>
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </details>
  );
}

function madeWords(created: string): string {
  const date = new Date(created);
  return Number.isNaN(date.getTime()) ? created : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
