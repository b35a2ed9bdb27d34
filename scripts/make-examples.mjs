// Makes the example data files: fixed seeds, so the files are always the same. With a folder, there instead of in examples/.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../examples');

/** mulberry32 */
function generator(seed) {
  const uniform = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

function write(name, columns, rows, row) {
  const lines = Array.from({ length: rows }, (_, i) =>
    row(i)
      .map((v) => (typeof v === 'number' ? Number(v.toPrecision(6)) : v))
      .join(','),
  );
  writeFileSync(join(folder, name), [columns.join(','), ...lines, ''].join('\n'));
}

{
  const { uniform, normal } = generator(1);
  write('two-moons.csv', ['x', 'y'], 20_000, (i) => {
    const angle = Math.PI * uniform();
    const [x, y] =
      i % 2 === 0
        ? [Math.cos(angle), Math.sin(angle)]
        : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [x + 0.1 * normal(), y + 0.1 * normal()];
  });
}
{
  const { uniform, normal } = generator(2);
  write('rings.csv', ['x', 'y'], 6000, (i) => {
    const radius = 1 + (i % 3) + 0.08 * normal();
    const angle = 2 * Math.PI * uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}
{
  const { uniform } = generator(3);
  write('autobahn.csv', ['velocity [km/h]', 'distance in two hours [km]'], 2000, () => {
    const velocity = Number((100 + 60 * uniform()).toPrecision(6));
    return [velocity, 2 * velocity];
  });
}
{
  const { normal } = generator(4);
  write('reaction-times.csv', ['reaction time [ms]'], 3000, () => [
    180 + Math.exp(5 + 0.5 * normal()),
  ]);
}
{
  const { uniform, normal } = generator(5);
  const species = ['Adelie', 'Chinstrap', 'Gentoo'];
  write(
    'mixed-table.csv',
    ['id', 'measured on', 'species', 'length [mm]', 'mass [g]', 'clutch size', 'station'],
    1500,
    (i) => {
      const kind = Math.floor(uniform() * 3);
      const length = [190, 195, 217][kind] + 6.5 * normal();
      const mass = 50 * (length - 117) * 0.8 + [400, 380, 600][kind] + 280 * normal();
      const gap = (p) => uniform() < p;
      return [
        String(i).padStart(5, '0'),
        `2024-0${1 + (i % 9)}-1${i % 10}`,
        species[kind],
        gap(0.03) ? '' : length,
        gap(0.06) ? 'NA' : mass,
        1 + Math.floor(3 * uniform() * uniform()),
        'north',
      ];
    },
  );
}
{
  const { normal } = generator(6);
  write('gaussian.csv', ['a', 'b', 'c'], 6000, () => {
    const [u, v, w] = [normal(), normal(), normal()];
    return [10 + 2 * u, -3 + u + 0.5 * v, 100 + 20 * (0.6 * u - 0.3 * v + w)];
  });
}
{
  // a leaky integrate-and-fire neuron with white noise, by Euler and Maruyama: tau dV = (E - V + R I) dt + sigma sqrt(2 tau) dW;
  // at the threshold a spike, then 2 ms at the reset
  const { uniform, normal } = generator(7);
  const [rest, reset, resistance, refractory, step, duration] = [-70, -65, 10, 2, 0.1, 2000]; // mV, mV, MOhm, ms, ms, ms
  const between = (low, high) => low + (high - low) * uniform();
  const names = [
    'input current [nA]',
    'noise [mV]',
    'time constant [ms]',
    'threshold [mV]',
    'firing rate [Hz]',
    'mean interval [ms]',
    'interval CV',
    'mean potential [mV]',
    'potential SD [mV]',
  ];
  write('lif-neuron.csv', names, 5000, () => {
    const [current, noise, tau, threshold] = [
      between(1.6, 3),
      between(1, 4),
      between(8, 25),
      between(-54, -48),
    ];
    const [decay, kick] = [step / tau, noise * Math.sqrt((2 * step) / tau)];
    const spikes = [];
    let [v, sum, square, count, free] = [rest, 0, 0, 0, 0];
    for (let k = 1; k * step <= duration; k++) {
      const now = k * step;
      if (now < free) continue;
      v += (rest - v + resistance * current) * decay + kick * normal();
      if (v >= threshold) {
        spikes.push(now);
        [v, free] = [reset, now + refractory];
      }
      [sum, square, count] = [sum + v, square + v * v, count + 1];
    }
    const intervals = spikes.slice(1).map((t, k) => t - spikes[k]);
    const mean = intervals.reduce((a, b) => a + b, 0) / intervals.length;
    const spread = Math.sqrt(
      intervals.reduce((a, b) => a + (b - mean) ** 2, 0) / (intervals.length - 1),
    );
    // fewer than two intervals say nothing about their spread
    const known = intervals.length >= 2;
    return [
      current,
      noise,
      tau,
      threshold,
      spikes.length / (duration / 1000),
      known ? mean : '',
      known ? spread / mean : '',
      sum / count,
      Math.sqrt(square / count - (sum / count) ** 2),
    ];
  });
}
{
  // 30 columns whose density is known: every one is Gaussian given those before it
  const { normal } = generator(8);
  const kinds = [
    ['chain', 10],
    ['wave', 10],
    ['spread', 5],
    ['noise', 5],
  ];
  const order = Array.from({ length: 10 }, (_, k) =>
    kinds.filter(([, most]) => k < most).map(([kind]) => `${kind} ${k + 1}`),
  ).flat();
  write('wide-30.csv', order, 4000, () => {
    const row = {};
    let before = normal();
    for (let k = 1; k <= 10; k++) {
      if (k > 1) before = 0.8 * before + 0.6 * normal();
      row[`chain ${k}`] = before;
      row[`wave ${k}`] = Math.sin(2 * before) + 0.3 * normal();
      if (k <= 5) row[`spread ${k}`] = Math.exp(0.7 * before) * normal();
      if (k <= 5) row[`noise ${k}`] = normal();
    }
    return order.map((name) => row[name]);
  });
}
