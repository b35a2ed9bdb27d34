// Lines into a file, in large pieces.
import { createWriteStream, type WriteStream } from 'node:fs';

export class LineWriter {
  private readonly file: WriteStream;
  private lines: string[] = [];
  private failed: Error | null = null;
  size = 0;

  constructor(path: string) {
    this.file = createWriteStream(path, { flags: 'w', highWaterMark: 1 << 20 });
    this.file.on('error', (error) => (this.failed = error));
  }

  line(text: string): void {
    this.lines.push(text);
    this.size += text.length + 1;
  }

  /** @throws the error of the file, a full disk for example */
  async flushed(): Promise<void> {
    if (this.failed) throw this.failed;
    if (this.lines.length === 0) return;
    const text = this.lines.join('\n') + '\n';
    this.lines = [];
    await new Promise<void>((resolve, reject) =>
      this.file.write(text, (error) => (error ? reject(error) : resolve())),
    );
  }

  async close(): Promise<void> {
    if (!this.failed) await this.flushed();
    await new Promise<void>((resolve) => this.file.close(() => resolve()));
    if (this.failed) throw this.failed;
  }
}
