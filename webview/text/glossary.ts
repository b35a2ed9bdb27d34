// What a word means, in two sentences: behind every "?" of the page. Each has a picture in controls/help-pictures.
import { t } from './translate';

interface Entry {
  title: string;
  sentences: [string, string];
}

export const GLOSSARY = {
  nats: {
    title: t('nats per row'),
    sentences: [
      t('The natural logarithm of the density at a row, averaged over the rows: more is better.'),
      t('One nat more makes a row e ≈ 2.72 times as likely, in the geometric mean.'),
    ],
  },
  verdict: {
    title: t('verdict'),
    sentences: [
      t(
        'The flow is better where it gains over 0.01 nats and over two standard errors; a Gaussian is enough where the gain, with two standard errors more, stays below 0.02.',
      ),
      t('In between nobody can tell, and more rows or a longer fit may decide.'),
    ],
  },
  'test rows': {
    title: t('test rows'),
    sentences: [
      t('A tenth of the rows is set aside before training and looked at once, at the end.'),
      t(
        'Another tenth, the validation rows, chooses among fits, so that neither the training nor the choice can flatter the result.',
      ),
    ],
  },
  'cross-fitted rows': {
    title: t('cross-fitted rows'),
    sentences: [
      t('A tenth of few rows tells nothing, so five flows are fitted, each without another fifth.'),
      t('Every row is scored by the one flow that has not seen it.'),
    ],
  },
  'standard error': {
    title: t('standard error (±)'),
    sentences: [
      t('How far an estimate is typically off because it comes from these rows and not from all.'),
      t('The true value lies within one of it about twice in three times, within two 19 in 20.'),
    ],
  },
  density: {
    title: t('density'),
    sentences: [
      t('Probability per unit of a column: the area over an interval is the share of rows in it.'),
      t('Heights change with the unit, areas do not.'),
    ],
  },
  marginal: {
    title: t('marginal'),
    sentences: [
      t('The distribution of one column, whatever the others are.'),
      t('How columns depend on each other cannot be seen in it: the cloud shows that.'),
    ],
  },
  Gaussian: {
    title: t('Gaussian'),
    sentences: [
      t('The normal distribution with the mean and covariance of the rows: one hump, ellipses.'),
      t('It is the simplest description, and what a flow has to beat.'),
    ],
  },
  flow: {
    title: t('normalizing flow'),
    sentences: [
      t('Invertible layers, learned from the rows, that bend Gaussian noise into their shape.'),
      t('Its density is exact, so it scores rows as well as it draws new ones.'),
    ],
  },
  mixture: {
    title: t('mixture of Gaussians'),
    sentences: [
      t('Several Gaussians added up, each with a weight: as many as validation rows support.'),
      t('Where it scores as well as the flow, a few elliptic clumps are all there is.'),
    ],
  },
  posterior: {
    title: t('posterior'),
    sentences: [
      t('What parameters can be, given what was observed: the prior narrowed by the observation.'),
      t(
        'The flow learned it from pairs of parameters and observations, so that no likelihood is needed; a new observation costs no new fit.',
      ),
    ],
  },
  calibration: {
    title: t('calibration of posteriors'),
    sentences: [
      t(
        'Where the true parameters rank among draws of their posterior is uniform over many pairs, if posteriors are neither too wide nor too narrow nor shifted.',
      ),
      t('Regions of 90 % then hold the truth nine times in ten.'),
    ],
  },
  'lines of mass': {
    title: t('lines of 50, 80 and 95 %'),
    sentences: [
      t("Each encloses the smallest region that holds this share of the model's mass."),
      t('Those of a Gaussian are ellipses; those of a flow follow its shape.'),
    ],
  },
  given: {
    title: t('given'),
    sentences: [
      t('p(y | x) is the density of y for rows whose x is known; x itself is not described.'),
      t('It is compared with the Gaussian whose mean follows x along a straight line.'),
    ],
  },
  base: {
    title: t('base u and data x'),
    sentences: [
      t('A flow begins with u, Gaussian noise without dependence, and ends with x, your columns.'),
      t('Each stop on the way shows the same points after one layer more.'),
    ],
  },
  'log determinant': {
    title: t('log determinant'),
    sentences: [
      t(
        'How much a layer stretches space at a point: log|det J| is 0 where volumes stay the same.',
      ),
      t('Stretching thins a density: log p(x) is log p(u) minus those of all layers.'),
    ],
  },
  Jacobian: {
    title: t('Jacobian'),
    sentences: [
      t('The matrix of all slopes: how each column of x answers to each column of u.'),
      t(
        'An autoregressive layer has zeros above its diagonal, so that its determinant is a product of N numbers.',
      ),
    ],
  },
  price: {
    title: t('the price of a determinant'),
    sentences: [
      t('log|det J| of any matrix takes N³ operations, by LU decomposition.'),
      t('Of a triangular one it is a sum of N numbers, and so flows are built of such layers.'),
    ],
  },
  'training curve': {
    title: t('training curve'),
    sentences: [
      t('Nats per row on the rows that are trained on, and on validation rows, which are not.'),
      t('Where the two part, a flow learns rows by heart: the best on validation rows is kept.'),
    ],
  },
  'column alone': {
    title: t('a column alone'),
    sentences: [
      t('What a small flow of this one column, on the same split, gains over its Gaussian.'),
      t('What the flow of all columns gains beyond the sum of these is dependence.'),
    ],
  },
  transform: {
    title: t('transform'),
    sentences: [
      t(
        'What is done to a column before a flow sees it: a log, logit or asinh brings far values near.',
      ),
      t('It belongs to the model, so densities and samples are in your own units.'),
    ],
  },
  'effective sample size': {
    title: t('effective sample size'),
    sentences: [
      t('How many equal draws weighted ones are worth: (Σw)² / Σw², with w their weights.'),
      t('With fewer than 100 a few draws would decide everything, so the result is refused.'),
    ],
  },
  entropy: {
    title: t('entropy'),
    sentences: [
      t('The mean of −log p: how far a distribution is spread, in nats.'),
      t(
        'It depends on units: a column in millimetres has log 1000 ≈ 6.9 nats more than in metres.',
      ),
    ],
  },
  normaliser: {
    title: t('log Z'),
    sentences: [
      t('The product of two densities becomes a density when it is divided by its integral Z.'),
      t('A small Z says that the two hardly overlap.'),
    ],
  },
  diffeomorphism: {
    title: t('diffeomorphism'),
    sentences: [
      t("A differentiable map that can be undone: no two x have one y, and f' is never 0."),
      t("Then p(y) = p(x) / |f'(x)|; otherwise every root of f(x) = y adds its part."),
    ],
  },
  'mean of k': {
    title: t('mean of k draws'),
    sentences: [
      t('The mean of k independent draws has the deviation of one, divided by √k.'),
      t(
        'By the central limit theorem it becomes Gaussian as k grows, where tails are not too heavy.',
      ),
    ],
  },
} satisfies Record<string, Entry>;

export type Term = keyof typeof GLOSSARY;
