export function packageExtension(options?: {
  rebuild?: boolean;
  target?: string;
  out?: string;
}): string;
