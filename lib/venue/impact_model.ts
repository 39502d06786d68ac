/**
 * The book behind the best price, which best quotes do not show.
 *
 * A model is the curve of depth: how many lots can be had up to `k` ticks beyond the best
 * price. A taker walks along it; what it took stays taken until an update of that side
 * shows a change, so that two orders of one size cost what one of twice the size does.
 *
 * @see def-taking, eq-depth-curve, lem-split
 */
export interface ImpactModel {
  /** Name, for the report. */
  readonly name: string;

  /**
   * Lots behind the displayed size, up to some ticks beyond the best price.
   *
   * @param ticks Ticks beyond the best price, at least 1.
   * @param displayed Lots displayed at the best price.
   * @returns Lots, at least 0, not falling in `ticks`; may be infinite.
   */
  depthBeyond(ticks: number, displayed: number): number;
}

/**
 * All that is beyond the displayed size fills a fixed number of ticks worse.
 *
 * @param ticks Whole ticks, at least 1.
 * @returns The model.
 * @throws {RangeError} If `ticks` is no whole number of at least 1.
 *
 * @example Half a lot at the best price, the rest one tick worse
 * ```ts
 * import assert from "node:assert/strict";
 * import { fixedTicksImpact } from "volarb/venue";
 *
 * assert.equal(fixedTicksImpact(1).depthBeyond(1, 500), Infinity);
 * ```
 */
export function fixedTicksImpact(ticks: number): ImpactModel {
  if (!Number.isSafeInteger(ticks) || ticks < 1) refuse("ticks", ticks);
  return {
    name: `fixedTicks(${ticks})`,
    depthBeyond: (k) => k < ticks ? 0 : Infinity,
  };
}

/**
 * Every further tick offers as much as the best price displays.
 *
 * `D(k) = k q`. A flat book: the mean price worsens in proportion to the quantity.
 *
 * @returns The model.
 *
 * @example Three ticks
 * ```ts
 * import assert from "node:assert/strict";
 * import { displayedDepthImpact } from "volarb/venue";
 *
 * assert.equal(displayedDepthImpact().depthBeyond(3, 500), 1500);
 * ```
 */
export function displayedDepthImpact(): ImpactModel {
  return {
    name: "displayedDepth",
    depthBeyond: (k, displayed) => k * displayed,
  };
}

/**
 * The price worsens in proportion to the quantity beyond the displayed size.
 *
 * `k(x) = c x / q`, so `D(k) = ⌊k q / c⌋`, for the reference quantity `q`.
 *
 * @param options Ticks `c` per reference quantity; the reference in lots, the displayed
 *   size by default.
 * @returns The model.
 * @throws {RangeError} If either is not above 0.
 * @see Kyle, A. (1985), Continuous auctions and insider trading, Econometrica 53(6),
 *   1315-1335.
 *
 * @example Two ticks per thousand lots
 * ```ts
 * import assert from "node:assert/strict";
 * import { linearImpact } from "volarb/venue";
 *
 * const impact = linearImpact({ ticks: 2, reference: 1000 });
 * assert.equal(impact.depthBeyond(1, 7), 500);
 * ```
 */
export function linearImpact(
  { ticks, reference }: {
    /** Ticks per reference quantity. */
    readonly ticks: number;
    /** Reference quantity, lots; the displayed size by default. */
    readonly reference?: number;
  },
): ImpactModel {
  assertAboveZero(ticks, reference);
  return {
    name: `linear(${ticks} per ${reference ?? "displayed"})`,
    depthBeyond: (k, displayed) =>
      Math.floor(k * (reference ?? displayed) / ticks),
  };
}

/**
 * The price worsens with the square root of the quantity beyond the displayed size.
 *
 * `k(x) = c √(x / q)`, so `D(k) = ⌊q (k / c)²⌋`: the marginal price; the mean price of
 * the walk is two thirds as far away.
 *
 * @param options Ticks `c` at the reference quantity; the reference in lots, the
 *   displayed size by default.
 * @returns The model.
 * @throws {RangeError} If either is not above 0.
 * @see Tóth, B. et al. (2011), Anomalous price impact and the critical nature of
 *   liquidity in financial markets, Physical Review X 1, 021006.
 *
 * @example Twice as far, four times as deep
 * ```ts
 * import assert from "node:assert/strict";
 * import { squareRootImpact } from "volarb/venue";
 *
 * const impact = squareRootImpact({ ticks: 1, reference: 100 });
 * assert.equal(impact.depthBeyond(1, 7), 100);
 * assert.equal(impact.depthBeyond(2, 7), 400);
 * ```
 */
export function squareRootImpact(
  { ticks, reference }: {
    /** Ticks at the reference quantity. */
    readonly ticks: number;
    /** Reference quantity, lots; the displayed size by default. */
    readonly reference?: number;
  },
): ImpactModel {
  assertAboveZero(ticks, reference);
  return {
    name: `squareRoot(${ticks} at ${reference ?? "displayed"})`,
    depthBeyond: (k, displayed) =>
      Math.floor((reference ?? displayed) * (k / ticks) ** 2),
  };
}

function assertAboveZero(ticks: number, reference: number | undefined): void {
  if (!(ticks > 0 && ticks < Infinity)) refuse("ticks", ticks);
  if (reference !== undefined && !(reference > 0)) {
    refuse("reference", reference);
  }
}

function refuse(name: string, value: number): never {
  throw new RangeError(
    `Cannot model impact as ${name} must be above 0, and whole where it counts ticks: current value is ${value}`,
  );
}
