// Units in the names of columns: "speed [km/h]", "speed (km/h)". The whole name stays the column's identity.

const BRACKETS = /^(.*\S)\s*\[([^[\]]{1,20})\]$/;
const PARENTHESES = /^(.*\S)\s*\(([^()]{1,20})\)$/;
/** What a unit is made of; a remark in parentheses is not a unit. */
const SYMBOL =
  /^(%|‰|°|°?[CFK]|deg|rad|[a-zA-Zµμ]?(m|g|s|A|K|V|W|J|N|Pa|Hz|C|F|Ω|ohm|S|T|Wb|H|mol|cd|lm|lx|Bq|Gy|Sv|L|l|eV|Wh|bar|B|px|cal|M|Da)|da[mgs]|min|h|hr|hrs|d|days?|weeks?|months?|years?|yr|a|sec|seconds?|minutes?|hours?|in|inch|ft|yd|mi|mph|kmh|kph|kn|lb|lbs|oz|psi|atm|mmHg|cc|t|ha|dB[a-zA-Z]?|ppm|ppb|nats?|bits?|bytes?|[kMGT]i?B|[kMG]b|rpm|bpm|fps|VA|kVA|[$€£¥]|USD|EUR|GBP|CHF|JPY|counts?|#)$/;

/** The unit in a name, or null. Brackets always hold one; parentheses only what is made of symbols of units. */
export function unitOf(name: string): string | null {
  const bracketed = BRACKETS.exec(name);
  if (bracketed) return bracketed[2]!.trim() || null;
  const text = PARENTHESES.exec(name)?.[2]?.trim();
  return text &&
    text
      .split(/[/*·⋅×\s]+/)
      .every((part) => SYMBOL.test(part.replace(/(\^?[-+−]?\d+|[²³⁻¹]+)$/, '') || 'm'))
    ? text
    : null;
}

/** The name without its unit. */
export function withoutUnit(name: string): string {
  return unitOf(name) === null ? name : (BRACKETS.exec(name) ?? PARENTHESES.exec(name))![1]!;
}
