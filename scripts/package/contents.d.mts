export const LARGEST: { package: number; own: number };
export const EXAMPLES: string[];
export function mayTravel(path: string): boolean;
export function checkPackage(vsix: string, binding: string): void;
export function entriesOf(archive: string): { path: string; size: number }[];
