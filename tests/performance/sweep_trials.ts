/** Functions that the tests of `sweep` run in workers. */
import { Random } from "volarb/random";

/** A number that depends on the parameters only, after some work. */
export function noisyMean(
  { seed, rows }: { seed: number; rows: number },
): { mean: number; column: Float64Array } {
  const random = new Random(seed);
  const column = Float64Array.from({ length: rows }, () => random.normal());
  return {
    mean: column.reduce((a, b) => a + b, 0) / rows,
    column: column.slice(0, 3),
  };
}

/** Values that JSON cannot say. */
export async function strange(value: unknown): Promise<unknown> {
  await Promise.resolve();
  return [value, NaN, -Infinity, -0, { $number: 1 }, Float64Array.of(NaN, 2)];
}

/** Fails for one parameter. */
export function picky({ n }: { n: number }): number {
  if (n === 2) throw new RangeError("Cannot run 2");
  return n;
}

/** Gives what cannot be written down. */
export function unwritable(): unknown {
  return new Map();
}
