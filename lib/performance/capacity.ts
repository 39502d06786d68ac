import { assertColumns, assertPositive } from "../stats/arguments.ts";
import type { RunReport } from "./run_report.ts";

/** How far a strategy can be scaled, as multiples of the size that was run. */
export type Capacity = {
  /** Multiple at which profit is largest. */
  readonly best: number;
  /** Multiple at which impact has taken all profit. */
  readonly breakEven: number;
  /** Profit at `best`, in the quote currency. */
  readonly bestProfit: number;
};

/** Choices of {@linkcode capacity}. */
export type CapacityOptions = {
  /** Profit at the size that was run, impact already taken off; quote currency. */
  readonly profit: number;
  /** What impact took at that size; quote currency, > 0. */
  readonly impactCost: number;
  /** Power `δ` of size with which the price moves, > 0; 0.5 by default, the square-root law. */
  readonly exponent?: number;
};

/**
 * Capacity under a power law of impact.
 *
 * At `m` times the size profit is `P(m) = m G - m^(1+δ) C`, with the profit before impact `G = P + C` and the cost of
 * impact `C` at the size that was run. It is largest at `m* = (G / ((1 + δ) C))^(1/δ)` and zero at `(G/C)^(1/δ)`.
 *
 * @param options Profit, cost of impact, exponent.
 * @returns Multiples and profit; all 0 where there is no profit before impact.
 * @throws {RangeError} If `impactCost` or `exponent` is not positive and finite.
 * @see Tóth, B. et al. (2011), Anomalous price impact and the critical nature of liquidity, Physical Review X 1,
 *   021006, doi:10.1103/PhysRevX.1.021006; Kahn, R., Shaffer, J. (2005), The surprisingly small impact of asset growth on expected
 *   alpha, Journal of Portfolio Management 32(1), 49-60, doi:10.3905/jpm.2005.599488.
 *
 * @example Impact takes a third of what there is
 * ```ts
 * import assert from "node:assert/strict";
 * import { capacity } from "volarb/performance";
 *
 * const { best, breakEven, bestProfit } = capacity({ profit: 2, impactCost: 1 });
 * assert.deepEqual([best, breakEven, bestProfit], [4, 9, 4]);
 * ```
 */
export function capacity(
  { profit, impactCost, exponent = 0.5 }: CapacityOptions,
): Capacity {
  const action = "compute capacity";
  assertPositive(action, "impactCost", impactCost);
  assertPositive(action, "exponent", exponent);
  const gross = profit + impactCost;
  if (gross <= 0) return { best: 0, breakEven: 0, bestProfit: 0 };
  const best = (gross / ((1 + exponent) * impactCost)) ** (1 / exponent);
  return {
    best,
    breakEven: (gross / impactCost) ** (1 / exponent),
    bestProfit: best * gross - best ** (1 + exponent) * impactCost,
  };
}

/** {@linkcode Capacity} of a run, and what it is computed from. */
export type RunCapacity = Capacity & {
  /** Profit before slippage, quote currency. */
  readonly gross: number;
  /** What slippage took, quote currency, > 0. */
  readonly impactCost: number;
};

/** The largest multiple of its own size that a run's slippage is trusted to tell of; beyond it the power law is a guess. */
export const TRUSTED_MULTIPLE = 100;

/**
 * Capacity of a run by what slippage took of it, under the square-root law.
 *
 * @param run Equity, and components of profit with their slippage.
 * @returns {@linkcode Capacity}, with `NaN` for each multiple beyond {@linkcode TRUSTED_MULTIPLE} and its profit: a run so small that slippage
 *   took next to nothing does not tell how large it could be. `undefined` where slippage is not known or took nothing.
 *
 * @example Slippage took a third, and a millionth, of what there was
 * ```ts
 * import assert from "node:assert/strict";
 * import { runCapacity } from "volarb/performance";
 *
 * const run = (profit: number, slippage: number) => ({
 *   initialEquity: 10,
 *   equity: { time: Float64Array.of(1), equity: Float64Array.of(10 + profit) },
 *   components: { time: Float64Array.of(1), columns: { slippage: Float64Array.of(slippage) } },
 * });
 * assert.equal(runCapacity(run(2, -1))!.best, 4);
 * assert.equal(runCapacity(run(2, -2e-6))!.best, NaN);
 * assert.equal(runCapacity(run(2, 0)), undefined);
 * ```
 */
export function runCapacity(
  { equity, initialEquity, components }: Pick<
    RunReport,
    "equity" | "initialEquity" | "components"
  >,
): RunCapacity | undefined {
  const slippage = components?.columns.slippage?.at(-1);
  if (slippage === undefined || !(slippage < 0)) return undefined;
  const profit = (equity.equity.at(-1) ?? initialEquity) - initialEquity;
  const impactCost = -slippage;
  const { best, breakEven, bestProfit } = capacity({ profit, impactCost });
  const trusted = best <= TRUSTED_MULTIPLE;
  return {
    gross: profit + impactCost,
    impactCost,
    best: trusted ? best : NaN,
    breakEven: breakEven <= TRUSTED_MULTIPLE ? breakEven : NaN,
    bestProfit: trusted ? bestProfit : NaN,
  };
}

/** Choices of {@linkcode participationCapacity}. */
export type ParticipationOptions = {
  /** Largest share of the market's volume that is taken, in (0, 1]. */
  readonly share: number;
  /** Share of fills that may be above it, in [0, 1); 0.05 by default. */
  readonly exceptions?: number;
};

/**
 * Capacity under a cap on participation: how many times the size could have been traded.
 *
 * The largest `m` for which `m |q| <= share · V` holds for all but a share `exceptions` of the fills, `V` being the market's volume
 * in the window of each.
 *
 * @param columns Length `n`: quantity of each fill and volume of the market around it, in one unit.
 * @param options Cap and exceptions.
 * @returns A multiple of the size that was run; infinite without fills, `NaN` if an entry is missing.
 * @throws {RangeError} If columns differ in length, `share` is not in (0, 1] or `exceptions` not in [0, 1).
 *
 * @example A fiftieth of the volume against a tenth
 * ```ts
 * import assert from "node:assert/strict";
 * import { participationCapacity } from "volarb/performance";
 *
 * const multiple = participationCapacity({
 *   quantity: Float64Array.of(-2),
 *   volume: Float64Array.of(100),
 * }, { share: 0.1 });
 * assert.equal(multiple, 5);
 * ```
 */
export function participationCapacity(
  { quantity, volume }: {
    /** Quantity of each fill; its sign does not matter. */
    readonly quantity: Float64Array;
    /** Volume of the market in the window of each fill. */
    readonly volume: Float64Array;
  },
  { share, exceptions = 0.05 }: ParticipationOptions,
): number {
  const action = "compute capacity";
  const n = assertColumns(action, { quantity, volume });
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(
      `Cannot ${action} as share must be in (0, 1]: current value is ${share}`,
    );
  }
  if (!(exceptions >= 0 && exceptions < 1)) {
    throw new RangeError(
      `Cannot ${action} as exceptions must be in [0, 1): current value is ${exceptions}`,
    );
  }
  const multiples = quantity.map((q, i) => share * volume[i]! / Math.abs(q))
    .sort();
  if (Number.isNaN(multiples[n - 1])) return NaN;
  return n === 0 ? Infinity : multiples[Math.floor(exceptions * n)]!;
}
