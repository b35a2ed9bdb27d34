export function withTables(
  readme: string,
  manifest: object,
  strings: Record<string, string>,
): string;
export function commandsTable(manifest: object, strings: Record<string, string>): string;
export function settingsTable(manifest: object, strings: Record<string, string>): string;
export function read(): { readme: string; manifest: object; strings: Record<string, string> };
