export const TARGETS: Record<string, string>;
export function bindingName(target: string): string;
export function bindingFolder(root: string, target: string, cache?: string): string;
export function checkIntegrity(bytes: Uint8Array, integrity: string, spec: string): void;
