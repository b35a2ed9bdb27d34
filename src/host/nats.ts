/** A figure as the pages write it: three digits and a true minus sign. */
export const nats = (value: number) => value.toFixed(3).replace('-', '−');
