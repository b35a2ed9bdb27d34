// Units in headers.
import { expect, test } from 'vitest';
import { unitOf, withoutUnit } from '../../../src/protocol/unit';

test.each([
  ['speed [km/h]', 'km/h', 'speed'],
  ['speed (km/h)', 'km/h', 'speed'],
  ['acceleration (m/s^2)', 'm/s^2', 'acceleration'],
  ['area (m²)', 'm²', 'area'],
  ['share (%)', '%', 'share'],
  ['temperature (°C)', '°C', 'temperature'],
  ['reaction time [ms]', 'ms', 'reaction time'],
  ['V [arbitrary units]', 'arbitrary units', 'V'],
  ['height (old)', null, 'height (old)'],
  ['f(x)', null, 'f(x)'],
  ['speed', null, 'speed'],
  ['[km]', null, '[km]'],
  ['', null, ''],
])('%s', (name, unit, rest) => {
  expect(unitOf(name)).toBe(unit);
  expect(withoutUnit(name)).toBe(rest);
});
