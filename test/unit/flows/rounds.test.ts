// What a fit tries after a round: longer, with more weight decay, or nothing.
import { describe, expect, test } from 'vitest';
import { DECAYS, type Round, Rounds, stepsWithin } from '../../../src/flows/fit/rounds';

const round = (more: Partial<Round> = {}): Round => ({
  steps: 1000,
  decay: 0,
  goOn: false,
  validation: -1,
  bestStep: 980,
  complete: true,
  ...more,
});
const gain = (mean: number, standardError = 0.001) => ({ mean, standardError });

describe('the next round', () => {
  test('is twice as long while that gains', () => {
    const first = round();
    const second = round({ steps: 2000, bestStep: 1900, validation: -0.9 });
    const rounds = new Rounds();
    expect(rounds.next(first, first, null, 0.3)).toEqual({ steps: 2000, decay: 0, goOn: false });
    expect(rounds.next(second, second, gain(0.1), 0.5)).toEqual({
      steps: 4000,
      decay: 0,
      goOn: false,
    });
    expect(rounds.next(second, second, gain(0.001), 0.5)).toBeNull();
  });

  test('is worth its time while little was used, or while the rows cannot rule a gain out', () => {
    const one = round();
    expect(new Rounds().next(one, one, gain(-0.1), 0.04)).not.toBeNull();
    expect(new Rounds().next(one, one, gain(0.001, 0.02), 0.1)).not.toBeNull();
    expect(new Rounds().next(one, one, gain(0.001, 0.02), 0.2)).toBeNull();
  });

  test('follows one that lost much by bad luck, not by overfitting, in a part of the time', () => {
    const best = round();
    const unlucky = round({ steps: 2000, bestStep: 1900, validation: -1.02 });
    const overfitted = round({
      steps: 2000,
      bestStep: 100,
      decay: DECAYS.length - 1,
      validation: -1.02,
    });
    expect(new Rounds().next(best, unlucky, gain(-0.02), 0.3)).toEqual({
      steps: 4000,
      decay: 0,
      goOn: false,
    });
    expect(new Rounds().next(best, unlucky, gain(-0.02), 0.6)).toBeNull();
    expect(new Rounds().next(best, unlucky, gain(-0.005), 0.3)).toBeNull();
    expect(new Rounds().next(best, overfitted, gain(-0.02), 0.3)).toBeNull();
  });

  test('may gain less where the rounds before it gained much', () => {
    const [hard, easy] = [new Rounds(), new Rounds()];
    const [start, far, near] = [
      round({ validation: -2 }),
      round({ validation: -1.5 }),
      round({ validation: -1.99 }),
    ];
    for (const rounds of [hard, easy]) rounds.next(start, start, null, 0.3);
    expect(hard.next(far, far, gain(0.003), 0.5)).not.toBeNull();
    expect(hard.next(far, far, gain(0), 0.3)).not.toBeNull();
    expect(hard.next(far, far, gain(0), 0.5)).toBeNull();
    expect(easy.next(near, near, gain(0.003), 0.5)).toBeNull();
  });

  test('has more weight decay, and no more steps, after one that overfits', () => {
    const rounds = new Rounds();
    const early = round({ bestStep: 200 });
    const better = round({ bestStep: 300, decay: 1, validation: -0.8 });
    const late = round({ bestStep: 990, decay: 2, validation: -0.7 });
    expect(rounds.next(early, early, null, 0.3)).toEqual({ steps: 1000, decay: 1, goOn: false });
    expect(rounds.next(better, better, gain(0.2), 0.3)).toEqual({
      steps: 1000,
      decay: 2,
      goOn: false,
    });
    expect(rounds.next(late, late, gain(0.1), 0.3)).toEqual({ steps: 2000, decay: 2, goOn: false });
  });

  test('goes no further up when more decay was worse', () => {
    const rounds = new Rounds();
    const early = round({ bestStep: 200 });
    const worse = round({ bestStep: 300, decay: 1, validation: -1.5 });
    expect(rounds.next(early, early, null, 0.3)?.decay).toBe(1);
    expect(rounds.next(early, worse, gain(-0.5), 0.3)).toBeNull();
  });

  test('ends: decay has a strongest, steps have a limit', () => {
    const rounds = new Rounds();
    let last = round({ bestStep: 100 });
    for (let k = 1; k < DECAYS.length; k++)
      last = { ...last, ...rounds.next(last, last, gain(0.001), 0.5)! };
    expect(last.decay).toBe(DECAYS.length - 1);
    expect(rounds.next(last, last, gain(0.001), 0.5)).toBeNull();
    expect(stepsWithin(1e9)).toBe(20_000);
    expect(stepsWithin(1)).toBe(600);
  });

  test('goes on where time cut the best off', () => {
    const cut = round({ complete: false, bestStep: 990 });
    expect(new Rounds().next(cut, cut, null, 0.5)).toEqual({ steps: 2000, decay: 0, goOn: true });
  });
});
