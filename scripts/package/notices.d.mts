export interface Notice {
  name: string;
  version: string;
  licence: string;
  text: string;
}
export function noticesOf(
  root: string,
  metafiles: { inputs: Record<string, unknown> }[],
  others: string[],
): Notice[];
export function noticesText(notices: Notice[]): string;
export function problemsOf(notice: Notice): string[];
