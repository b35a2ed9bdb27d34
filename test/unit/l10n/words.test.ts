// Sentences that the command line, the host and the pages share: one wording, in two languages.
import { expect, test } from 'vitest';
import type { Atom, Scores } from '../../../src/protocol/model';
import { seedsSentence } from '../../../src/protocol/seeds';
import { english, inLanguage } from '../../../src/protocol/sentence';
import { ENGLISH, fill, type Speech } from '../../../src/protocol/speech';
import { modelWords, verdictWords } from '../../../src/protocol/words/verdict';
import { verdictOf } from '../../../src/flows/verdict';
import { json } from './literals';

const bundle = json('media/l10n/bundle.l10n.de.json');
const german: Speech = {
  t: (english, ...values) => fill(bundle[english] ?? english, values),
  language: 'de',
};
const score = (mean: number, standardError: number) => ({ mean, standardError });
const scores = (verdict: Scores['verdict'], gain: Scores['gain']): Scores => ({
  rows: 2026,
  on: 'test',
  flow: score(-1, 0.1),
  gaussian: score(-2, 0.1),
  gain,
  verdict,
});
const atoms: Atom[] = [{ column: 'x', value: 0.5, share: 0.63 }];

test.each([
  [
    'flow',
    score(0.905, 0.02),
    'Der Fluss beschreibt diese Daten besser als eine Gauß-Verteilung: +0,91 ± 0,02 Nats pro Zeile auf 2.026 Testzeilen.',
  ],
  [
    'gaussian',
    score(-0.005, 0.002),
    'Eine Gauß-Verteilung genügt: Der Fluss gewinnt −0,01 ± 0,00 Nats pro Zeile auf 2.026 Testzeilen.',
  ],
  [
    'gaussian',
    score(0, 0),
    'Eine Gauß-Verteilung genügt: Kein Fluss war auf Zeilen, mit denen er nicht trainiert wurde, besser (2.026 Testzeilen).',
  ],
  [
    'undecided',
    score(1500, 900),
    'Noch nicht zu entscheiden: Der Fluss gewinnt +1500,00 ± 900,00 Nats pro Zeile auf 2.026 Testzeilen. Mehr Zeilen oder eine längere Anpassung könnten entscheiden.',
  ],
] as const)('the verdict %s', (verdict, gain, words) => {
  const made = scores(verdict, gain);
  const { sentence } = verdictOf({ scores: made, atoms: [], atomsAccepted: false });
  expect(sentence).toEqual(verdictWords(made));
  expect(inLanguage(sentence, german)).toBe(words);
});

test.each([
  [
    'flow',
    score(0.905, 0.02),
    'Gegeben Art, Masse beschreibt der Fluss diese Daten besser als eine lineare Gauß-Verteilung: +0,91 ± 0,02 Nats pro Zeile auf 2.026 Testzeilen.',
  ],
  [
    'gaussian',
    score(0, 0),
    'Gegeben Art, Masse genügt eine lineare Gauß-Verteilung: Kein Fluss war auf Zeilen besser, die er nicht gesehen hat (2.026 Testzeilen).',
  ],
] as const)('the verdict %s, given something', (verdict, gain, words) => {
  const model = {
    scores: scores(verdict, gain),
    atoms: [],
    atomsAccepted: false,
    specification: {
      given: {
        conditions: ['Art', 'Masse'].map((column) => ({
          kind: 'number' as const,
          column,
          shift: 0,
          scale: 1,
        })),
        slopes: [],
      },
    },
  };
  const { sentence } = verdictOf(model);
  expect(english(sentence)).toMatch(/^Given Art, Masse, /);
  expect(inLanguage(sentence, german)).toBe(words);
});

test('no verdict, because of an atom; with it accepted there is one', () => {
  const model = { scores: scores('flow', score(1, 0.1)), atoms, atomsAccepted: false };
  expect(inLanguage(verdictOf(model).sentence, german)).toMatch(
    /^Kein Urteil: 63 % der Zeilen von „x“ haben den Wert 0,5\. /,
  );
  expect(inLanguage(modelWords({ ...model, atomsAccepted: true }), german)).toMatch(/^Der Fluss/);
});

test('seeds, in both languages', () => {
  const seeds = [0.25, 0.35].map((mean, seed) => ({
    seed,
    flow: 'affine' as const,
    validation: 0,
    test: score(0, 0),
    gain: score(mean, 0.01),
  }));
  expect(seedsSentence(seeds)).toBe(
    '2 seeds: gain 0.300 nats per row on average, standard deviation 0.071, from 0.250 to 0.350.',
  );
  expect(seedsSentence(seeds, ENGLISH)).toBe(seedsSentence(seeds));
  expect(seedsSentence(seeds, german)).toBe(
    '2 Startwerte: im Mittel 0,300 Nats pro Zeile Gewinn, Standardabweichung 0,071, von 0,250 bis 0,350.',
  );
});
