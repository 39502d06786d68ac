import assert from "node:assert/strict";

/** A streaming class with its state as plain data. */
type Stream = {
  reset(): void;
  toJSON(): unknown;
};

/**
 * Runs a stream over `rows` rows, saving and loading it through JSON before every
 * `every`-th, and once more after a reset; both runs have to agree.
 */
export function resumed<S extends Stream>(
  rows: number,
  { create, restore, step, every = 7 }: {
    create: () => S;
    // deno-lint-ignore no-explicit-any
    restore: (snapshot: any) => S;
    step: (stream: S, t: number) => number;
    every?: number;
  },
): Float64Array {
  const whole = create();
  for (let t = 0; t < Math.min(rows, 5); t++) step(whole, t);
  whole.reset();
  let stream = create();
  const out = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    if (t % every === every - 1) {
      stream = restore(JSON.parse(JSON.stringify(stream)));
    }
    out[t] = step(stream, t);
    assert.ok(
      Object.is(step(whole, t), out[t]),
      `row ${t} differs after a reset or a restore`,
    );
  }
  return out;
}
