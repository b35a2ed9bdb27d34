// What a label such as "Mean" claims of the numbers beside it, in the languages of those who write tables.

const WORDS = {
  mean: [
    'mean|average|avg|mittelwert|mittel|durchschnitt|moyenne|media|promedio',
    'média|gemiddelde|średnia|среднее|medelvärde|průměr|平均|平均值|평균',
  ].join('|'),
  median: 'median|médiane|mediana|mediaan|медиана|中央値|中位数|50%|q2',
  sum: [
    'sum|totals?|grand total|sub-?total|summe|gesamt|gesamtsumme|insgesamt',
    'zwischensumme|somme|total général|suma|somma|totale|soma|som|totaal',
    'razem|ogółem|итого|всего|сумма|summa|totalt|celkem|toplam|összesen',
    'yhteensä|σ|合計|合计|总计|總計|합계',
  ].join('|'),
  sd: [
    'sd|s\\.d|std|stdev|std\\.? ?dev|standard deviation|standardabweichung',
    'stabw|écart[- ]type|desviación (?:estándar|típica)|deviazione standard',
    'desvio padrão|standaarddeviatie|odchylenie standardowe|標準偏差|标准差',
  ].join('|'),
  variance: 'variance|var|varianz|varianza',
  se: 'se|sem|standard error|std\\.? ?err(?:or)?|standardfehler',
  cv: 'cv|cv ?%|rsd|%? ?rsd|rsd ?%',
  min: 'min|minimum|mínimo|minimo|最小値|最小值',
  max: 'max|maximum|máximo|massimo|最大値|最大值',
  range: 'range|spannweite|étendue|rango',
  count: 'n|count|number|anzahl|effectif|nombre|recuento|conteggio|aantal|件数',
  q1: '25%|q1|1st quartile|lower quartile',
  q3: '75%|q3|3rd quartile|upper quartile',
};
/** What a row may sum up. */
export type Claim = keyof typeof WORDS;
const KINDS = Object.entries(WORDS).map(
  ([kind, words]) => [kind as Claim, new RegExp(`^(?:${words})$`, 'iu')] as const,
);

/** What a field such as "Mean (n = 3):" claims of the numbers beside it; null for any other text. */
export function claimOf(field: string): Claim | null {
  const word = field
    .normalize('NFC')
    .replace(/\(.*\)|[:=.\s]+$/g, '')
    .trim();
  return word === '' || word.length > 25
    ? null
    : (KINDS.find(([, words]) => words.test(word))?.[0] ?? null);
}
