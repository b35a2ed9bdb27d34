// Languages of sentences: English texts with places for values, translated where they are shown.

/** Gives a text in some language, with values for {0}, {1} and so on. */
export type Translate = (english: string, ...values: (string | number)[]) => string;

export interface Speech {
  t: Translate;
  /** that figures follow */
  language: string;
}

/** Puts values in; places without one stay. */
export function fill(text: string, values: (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, place: string) =>
    String(values[Number(place)] ?? whole),
  );
}

/** As files and the command line speak. */
export const ENGLISH: Speech = { t: (english, ...values) => fill(english, values), language: 'en' };
