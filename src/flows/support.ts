// The box that a flow keeps: no draw outside, and a density divided by the mass that the flow itself has inside.
import { ImpossibleError } from '../distributions/distribution';
import { normals } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import { type Bound, boundText, keeps } from '../protocol/bounds';
import { say } from '../protocol/sentence';

/** Draws at once; the mass is known once its standard error is this part of it, or with so many draws. */
const [BATCH, PRECISION, MOST] = [512, 0.01, 16_384];
const SEED = 0xb0c5;
/** Contexts that are remembered, and rows that are drawn at once. */
const [REMEMBERED, CHUNK] = [20_000, 20_480];

/** @param u base points, row-major @param context of each row */
type Push = (u: Float64Array, count: number, context?: Float64Array) => Promise<Float64Array>;

interface Mass {
  inside: number;
  drawn: number;
}

export class Support {
  private readonly places: readonly number[];
  private readonly found = new Map<string, Mass>();

  /** @param push base points to rows in original columns, whole numbers rounded */
  constructor(
    readonly bounds: readonly Bound[],
    columns: readonly string[],
    private readonly push: Push,
  ) {
    this.places = bounds.map(({ column }) => columns.indexOf(column));
    this.dim = columns.length;
  }

  private readonly dim: number;

  /** Whether row `n` lies inside, and is finite. */
  has(values: Float64Array, n: number): boolean {
    const from = n * this.dim;
    for (let d = 0; d < this.dim; d++) if (!Number.isFinite(values[from + d]!)) return false;
    return this.bounds.every((bound, k) => keeps(bound, values[from + this.places[k]!]!));
  }

  /**
   * Log of the flow's mass inside for each row's context, by the share of draws there: to 1 % (one standard error), and
   * the same for a context wherever it is asked for.
   */
  async logMass(count: number, context?: Float64Array): Promise<Float64Array> {
    const size = context && count > 0 ? context.length / count : 0;
    const part = (n: number) => context?.subarray(n * size, (n + 1) * size);
    const keys = Array.from({ length: count }, (_, n) => part(n)?.join() ?? '');
    const open = new Map<string, { mass: Mass; context: Float64Array | undefined }>();
    const known = new Map<string, Mass>();
    keys.forEach((key, n) => {
      if (known.has(key)) return;
      const before = this.found.get(key);
      const mass = before ?? { inside: 0, drawn: 0 };
      known.set(key, mass);
      if (!before) open.set(key, { mass, context: part(n) });
    });
    while (open.size > 0) {
      await this.drawMore([...open.values()], size);
      for (const [key, { mass }] of open)
        if (settled(mass)) {
          open.delete(key);
          if (this.found.size < REMEMBERED) this.found.set(key, mass);
        }
    }
    return Float64Array.from(keys, (key) => {
      const { inside, drawn } = known.get(key)!;
      return Math.log(Math.max(0.5, inside) / drawn);
    });
  }

  private async drawMore(
    all: { mass: Mass; context: Float64Array | undefined }[],
    size: number,
  ): Promise<void> {
    const together = CHUNK / BATCH;
    for (let from = 0; from < all.length; from += together) {
      const some = all.slice(from, from + together);
      const count = some.length * BATCH;
      const u = new Float64Array(count * this.dim);
      const given = new Float64Array(count * size);
      some.forEach(({ mass, context }, k) => {
        const own = normals(SEED, STREAMS.massInside, mass.drawn, BATCH, this.dim);
        u.set(own, k * BATCH * this.dim);
        if (context) for (let n = 0; n < BATCH; n++) given.set(context, (k * BATCH + n) * size);
      });
      const rows = await this.push(u, count, size > 0 ? given : undefined);
      some.forEach(({ mass }, k) => {
        for (let n = 0; n < BATCH; n++) if (this.has(rows, k * BATCH + n)) mass.inside++;
        mass.drawn += BATCH;
      });
      await new Promise((resolve) => setImmediate(resolve)); // let other requests in
    }
  }

  nothingInside(drawn: number): ImpossibleError {
    return new ImpossibleError(
      say(
        'None of {0} draws in a row lies within {1}: the model has next to no mass there for what is given. Give other values, or fit with other bounds.',
        drawn,
        this.bounds.map(boundText).join(', '),
      ),
    );
  }
}

function settled({ inside, drawn }: Mass): boolean {
  if (drawn >= MOST) return true;
  return inside > 0 && (drawn - inside) / (inside * drawn) <= PRECISION ** 2;
}
