// Figures of log densities.
import { pageLanguage } from './language';

/** A figure as the pages write it: three digits and a true minus sign. */
export const nats = (value: number) =>
  value
    .toLocaleString(pageLanguage().language, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
    .replace('-', '−');
