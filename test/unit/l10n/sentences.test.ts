// English sentences of the service become German ones: by their own words, with their values.
import { expect, test } from 'vitest';
import { translator } from '../../../src/protocol/sentences';
import { fill } from '../../../src/protocol/speech';
import { json } from './literals';
import { serviceTexts } from './service-texts';

const bundle = json('media/l10n/bundle.l10n.de.json');
const german = translator({ language: 'de', bundle });

test.each([
  ['Finished.', 'Fertig.'],
  [
    'rows.csv is empty. Choose a file with a header and rows.',
    'rows.csv ist leer. Wählen Sie eine Datei mit Kopfzeile und Zeilen.',
  ],
  // a sentence in a sentence
  [
    'rows.csv cannot be read: row 12,345 is longer than 16 MB: this is not a table.',
    'rows.csv kann nicht gelesen werden: Zeile 12.345 ist länger als 16 MB: Das ist keine Tabelle.',
  ],
  [
    'Seed 2, 1 of 3. Training spline on 12,000 rows, round 2.',
    'Startwert 2, 1 von 3. spline wird auf 12.000 Zeilen trainiert, Runde 2.',
  ],
  [
    'The column "zip" cannot be modelled: it is a category. Choose among "a", "b".',
    'Die Spalte „zip“ kann nicht modelliert werden: Sie ist eine Kategorie. Zur Wahl stehen "a", "b".',
  ],
  [
    'Read with ";" between fields, a decimal comma, windows-1252.',
    'Gelesen mit ";" zwischen den Feldern, Dezimalkomma, windows-1252.',
  ],
  [
    '1 row has too many fields and is left out.',
    '1 Zeile hat zu viele Felder und wird weggelassen.',
  ],
  // figures have the marks of the language, and a semicolon stands between ends that have commas
  [
    "Yes: on (174.066, 238.266) f is differentiable and f' > 0 everywhere (|f'| is at least 2.5), proved with interval bounds.",
    "Ja: Auf (174,066; 238,266) ist f differenzierbar und überall f' > 0 (|f'| ist mindestens 2,5), bewiesen mit Intervallschranken.",
  ],
  [
    '12 rows repeat the header and are left out.',
    '12 Zeilen wiederholen die Kopfzeile und werden weggelassen.',
  ],
])('%s', (english, words) => expect(german(english)).toBe(words));

test('every text of the service is found again from a sentence made of it', () => {
  const values = ['val1', 'val2', 'val3', 'val4', 'val5'];
  const wrong = [...serviceTexts().keys.keys()].filter(
    (text) => german(fill(text, values)) !== fill(bundle[text]!, values),
  );
  expect(wrong).toEqual([]);
});

test('a name in quotes stays as it is, even where it is a word that is known', () => {
  expect(german('"constant" has separators between thousands.')).toBe(
    '„constant“ hat Trennzeichen zwischen Tausendern.',
  );
});

test('what no text fits stays as it came, and so does everything in English', () => {
  expect(german('Catalog Error: no such thing')).toBe('Catalog Error: no such thing');
  expect(translator({ language: 'en', bundle: {} })('Finished.')).toBe('Finished.');
});
