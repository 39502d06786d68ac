/** A number of the theory that a run measures again. */
export type Anchor = {
  /** Short name, with the id of the paper where it has one. */
  readonly name: string;
  /** The number of the theory. */
  readonly expected: number;
  /** What was measured. */
  readonly measured: number;
  /** How far the two may be apart, absolutely, at the full size. */
  readonly tolerance: number;
  /** How it was shown. */
  readonly how: "exact" | "Monte Carlo";
};

/** How large a run is: 1 is the full size of `tests/theory/run.ts`. */
export type Size = number;

/** Whether an anchor holds; at a smaller size the tolerance of a Monte Carlo is wider. */
export function holds(anchor: Anchor, size: Size = 1): boolean {
  const { expected, measured, tolerance, how } = anchor;
  const wider = how === "exact" ? 1 : 1 / Math.sqrt(size);
  return Math.abs(measured - expected) <= tolerance * wider;
}

/** A result of arithmetic, held to an absolute tolerance. */
export function exact(
  name: string,
  expected: number,
  measured: number,
  tolerance: number,
): Anchor {
  return { name, expected, measured, tolerance, how: "exact" };
}

/** A result of simulation, held to an absolute tolerance at the full size. */
export function simulated(
  name: string,
  expected: number,
  measured: number,
  tolerance: number,
): Anchor {
  return { name, expected, measured, tolerance, how: "Monte Carlo" };
}
