// Addresses handed out one after the other, and a block of memory that is written once: records and tables.
import type { RecordLayout } from './records';

export const round = (value: number, to: number) => Math.ceil(value / to) * to;

export class Arena {
  constructor(public next: number) {}

  /** @returns the address of `bytes` new bytes, on a cache line */
  take(bytes: number): number {
    const at = round(this.next, 64);
    this.next = at + bytes;
    return at;
  }
}

/** Content that is known when a flow is opened. */
export class Image {
  private readonly arena: Arena;
  private readonly parts: { address: number; bytes: Uint8Array }[] = [];

  constructor(start: number) {
    this.arena = new Arena(start);
  }

  get end(): number {
    return this.arena.next;
  }

  /** @returns address of the numbers, i32 */
  table(values: number[]): number {
    return this.add(new Uint8Array(Int32Array.from(values).buffer));
  }

  /** @returns address of the record; fields that are left out are 0 */
  record(layout: RecordLayout, values: Record<string, number>): number {
    const view = new DataView(new ArrayBuffer(layout.bytes));
    for (const [name, value] of Object.entries(values)) {
      const at = layout.offset[name]!;
      if (layout.kind[name] === 'f64') view.setFloat64(at, value, true);
      else if (layout.kind[name] === 'f32') view.setFloat32(at, value, true);
      else view.setInt32(at, value, true);
    }
    return this.add(new Uint8Array(view.buffer));
  }

  write(memory: ArrayBufferLike): void {
    for (const { address, bytes } of this.parts)
      new Uint8Array(memory, address, bytes.length).set(bytes);
  }

  private add(bytes: Uint8Array): number {
    const address = this.arena.take(bytes.length);
    this.parts.push({ address, bytes });
    return address;
  }
}
