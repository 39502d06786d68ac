import { KyleLambda, type KyleLambdaSnapshot } from "../flow/mod.ts";
import { logRatio } from "../volatility/mod.ts";
import { orNull } from "../stats/or_null.ts";
import { VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import type { PeriodOptions } from "./period_clock.ts";
import { type BarGatherer, periodFeature } from "./period_feature.ts";
import type { TradeRecords } from "./records.ts";

const INPUTS = ["trades.price", "trades.quantity", "trades.isBuyerMaker"];

/** Choices of {@linkcode kyleLambdaFeature} and {@linkcode hasbrouckLambdaFeature}. */
export type ImpactFeatureOptions = PeriodOptions & {
  /** Bars in the regression, at least 3. */
  readonly window: number;
};

/**
 * Kyle's lambda over bars of the clock, as a column `kyle_lambda_<span>`: the slope of the
 * bars' price changes on their signed volumes.
 *
 * @param options Bars, and how many are in the regression.
 * @returns The feature.
 * @throws {RangeError} If a number is out of range.
 * @see eq-impact-measures
 * @see Kyle, A. (1985), Econometrica 53(6), 1315-1335, doi:10.2307/1913210.
 */
export function kyleLambdaFeature(options: ImpactFeatureOptions): Feature {
  return periodFeature({
    name: "kyle_lambda",
    inputs: INPUTS,
    unit: "quote currency per base unit",
    family: "trades",
    options,
    gather: (saved) =>
      new ImpactBar(
        options.window,
        signedVolume,
        (price, before) => price - before,
        saved as ImpactSnapshot | undefined,
      ),
  });
}

/**
 * Hasbrouck's lambda over bars of the clock, as a column `hasbrouck_lambda_<span>`: the
 * slope of the bars' log returns on `Σ sign √(price · quantity)`.
 *
 * Comparable over instruments, as neither side knows the size of a unit.
 *
 * @param options Bars, and how many are in the regression.
 * @returns The feature.
 * @throws {RangeError} If a number is out of range.
 * @see eq-impact-measures
 * @see Hasbrouck, J. (2009), Journal of Finance 64(3), 1445-1477,
 *   doi:10.1111/j.1540-6261.2009.01469.x.
 *
 * @example Half an hour of minutes
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasbrouckLambdaFeature } from "volarb/features";
 * import { MINUTE } from "volarb/time";
 *
 * const { name } = hasbrouckLambdaFeature({ period: MINUTE, window: 30 });
 * assert.equal(name, "hasbrouck_lambda_30m_by_1m");
 * ```
 */
export function hasbrouckLambdaFeature(options: ImpactFeatureOptions): Feature {
  return periodFeature({
    name: "hasbrouck_lambda",
    inputs: INPUTS,
    unit: "log return per root of quote currency",
    family: "trades",
    options,
    gather: (saved) =>
      new ImpactBar(
        options.window,
        signedRootTurnover,
        logRatio,
        saved as ImpactSnapshot | undefined,
      ),
  });
}

/** Adds the flow of rows `from .. to-1` to a sum, one after the other. */
type AddFlow = (
  sum: number,
  trades: TradeRecords,
  from: number,
  to: number,
) => number;

const signedVolume: AddFlow = (sum, trades, from, to) => {
  const { quantity, isBuyerMaker } = trades;
  for (let row = from; row < to; row++) {
    sum += (1 - 2 * isBuyerMaker[row]!) * quantity[row]!;
  }
  return sum;
};

const signedRootTurnover: AddFlow = (sum, trades, from, to) => {
  const { price, quantity, isBuyerMaker } = trades;
  for (let row = from; row < to; row++) {
    sum += (1 - 2 * isBuyerMaker[row]!) *
      Math.sqrt(price[row]! * quantity[row]!);
  }
  return sum;
};

type ImpactSnapshot = {
  readonly flow: number | null;
  readonly price: number | null;
  readonly close: number | null;
  readonly lambda: KyleLambdaSnapshot;
};

/** Flow of a bar, and the change of the last price over it. */
class ImpactBar implements BarGatherer<"trades"> {
  readonly #addFlow: AddFlow;
  readonly #change: (price: number, before: number) => number;
  readonly #lambda: KyleLambda;
  #flow = NaN;
  #price = NaN;
  #close = NaN;

  constructor(
    window: number,
    addFlow: AddFlow,
    change: (price: number, before: number) => number,
    saved?: ImpactSnapshot,
  ) {
    this.#addFlow = addFlow;
    this.#change = change;
    this.#lambda = saved === undefined
      ? new KyleLambda({ window })
      : KyleLambda.from(saved.lambda);
    this.#flow = saved === undefined ? 0 : saved.flow ?? NaN;
    this.#price = saved?.price ?? NaN;
    this.#close = saved?.close ?? NaN;
  }

  add(trades: TradeRecords, from: number, to: number): void {
    this.#flow = this.#addFlow(this.#flow, trades, from, to);
    this.#price = trades.price[to - 1]!;
  }

  closeBar(entry: Float64Array, missing: boolean): void {
    const change = this.#change(this.#price, this.#close);
    const flow = this.#flow;
    this.#close = this.#price;
    this.#flow = 0;
    entry[VALUE] = missing
      ? this.#lambda.update(NaN, NaN)
      : this.#lambda.update(flow, change);
  }

  toJSON(): ImpactSnapshot {
    return {
      flow: orNull(this.#flow),
      price: orNull(this.#price),
      close: orNull(this.#close),
      lambda: this.#lambda.toJSON(),
    };
  }
}
