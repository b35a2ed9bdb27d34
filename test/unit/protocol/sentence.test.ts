// Sentences as text and values: in English as ever, and in German with the marks of German figures.
import { describe, expect, test } from 'vitest';
import {
  asWritten,
  english,
  fixed,
  grouped,
  inLanguage,
  isSentence,
  numbers,
  precise,
  say,
  says,
  type Sentence,
  series,
  together,
} from '../../../src/protocol/sentence';
import { fill, type Speech } from '../../../src/protocol/speech';
import { errorOf, received, sent, toldOf, UserError } from '../../../src/protocol/user-error';
import { DataError } from '../../../src/data/errors';
import { json } from '../l10n/literals';

const bundle = json('media/l10n/bundle.l10n.de.json');
const german: Speech = {
  t: (text, ...values) => fill(bundle[text] ?? text, values),
  language: 'de',
};
const interval = say('({0})', numbers([174.066, 238.266]));

test.each<[Sentence, string, string]>([
  [say('Finished.'), 'Finished.', 'Fertig.'],
  // a sentence in a sentence
  [
    say(
      '{0} cannot be read: {1}',
      'rows.csv',
      say('row {0} is longer than 16 MB: this is not a table.', grouped(12_345)),
    ),
    'rows.csv cannot be read: row 12,345 is longer than 16 MB: this is not a table.',
    'rows.csv kann nicht gelesen werden: Zeile 12.345 ist länger als 16 MB: Das ist keine Tabelle.',
  ],
  [
    say(
      'Read with {0} between fields, {1}.',
      '";"',
      series([say('a decimal comma'), 'windows-1252'], ', '),
    ),
    'Read with ";" between fields, a decimal comma, windows-1252.',
    'Gelesen mit ";" zwischen den Feldern, Dezimalkomma, windows-1252.',
  ],
  // figures have the marks of the language, and a semicolon stands between ends that have commas
  [
    say(
      "Yes: on {0} f is differentiable and f' > 0 everywhere (|f'| is at least {1}), proved with interval bounds.",
      interval,
      2.5,
    ),
    "Yes: on (174.066, 238.266) f is differentiable and f' > 0 everywhere (|f'| is at least 2.5), proved with interval bounds.",
    "Ja: Auf (174,066; 238,266) ist f differenzierbar und überall f' > 0 (|f'| ist mindestens 2,5), bewiesen mit Intervallschranken.",
  ],
  // a name stays as it is, even where it is a word that is known
  [
    say('"{0}" has separators between thousands.', 'constant'),
    '"constant" has separators between thousands.',
    '„constant“ hat Trennzeichen zwischen Tausendern.',
  ],
  [asWritten('Catalog Error: 1.5'), 'Catalog Error: 1.5', 'Catalog Error: 1.5'],
  [together([say('Finished.'), say('Finished.')]), 'Finished. Finished.', 'Fertig. Fertig.'],
  [numbered(1e-7), '1e-7', '1e-7'],
  [numbered(2024), '2024', '2024'],
  [numbered(precise(0.00012345, 2)), '0.00012', '0,00012'],
  [numbered(fixed(1234.5678, 2)), '1234.57', '1234,57'],
  [numbered(NaN), 'NaN', 'NaN'],
  [numbered(grouped(Infinity)), '∞', '∞'],
])('%j', (sentence, words, worte) => {
  const travelled = JSON.parse(JSON.stringify(sentence)) as Sentence;
  expect(english(travelled)).toBe(words);
  expect(inLanguage(travelled, german)).toBe(worte);
});

function numbered(value: Sentence['values'][number]): Sentence {
  return say('{0}', value);
}

test('what is a sentence, and whether one says another', () => {
  const part = say('Finished.');
  expect(isSentence(part)).toBe(true);
  expect([null, 'text', { text: '' }, { text: '', values: [], more: 1 }].some(isSentence)).toBe(
    false,
  );
  expect(says(say('{0} {1}', 'a', together([part])), say('Finished.'))).toBe(true);
  expect(says(say('{0}', 'Finished.'), part)).toBe(false);
});

describe('errors for users', () => {
  const error = new DataError(say('There is no column "{0}". {1}', 'x', say('Finished.')));

  test('are told by their class, their kind and their sentence', () => {
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      kind: 'data',
      message: 'There is no column "x". Finished.',
    });
  });

  test('keep kind and sentence on every way', () => {
    const threads = errorOf(structuredClone(toldOf(error)));
    expect(threads).toMatchObject({ kind: 'data', sentence: error.sentence });
    // birpc, by structured clones and by JSON
    for (const copy of [
      structuredClone,
      (v: unknown) => JSON.parse(JSON.stringify(v)) as unknown,
    ]) {
      const { e } = received(copy(sent({ t: 's', i: '1', e: error }))) as { e: unknown };
      expect(e).toBeInstanceOf(UserError);
      expect(e).toMatchObject({ kind: 'data', sentence: error.sentence, message: error.message });
    }
  });

  test('a mistake of ours keeps its words, and an answer stays as it is', () => {
    const { e } = received(structuredClone(sent({ i: '1', e: new TypeError('no') })));
    expect(e).toEqual(new Error('no'));
    expect(sent({ i: '1', r: { e: 1 } })).toEqual({ i: '1', r: { e: 1 } });
  });
});
