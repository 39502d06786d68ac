import type { BusData, QuoteTick } from "../engine/mod.ts";
import type {
  AlphaSignal,
  PositionInput,
  ToxicityEstimate,
  VolatilityEstimate,
} from "../signal/mod.ts";
import { MINUTE } from "../time/mod.ts";
import type { FundingEstimate } from "./funding_estimate.ts";

/** What the factors said last. */
export class Beliefs {
  /** The last estimate of the variance. */
  volatility: VolatilityEstimate | undefined;
  /** The last rank of VPIN; `NaN` before the first. */
  toxicity = NaN;
  /** The last estimate of the next payment. */
  funding: FundingEstimate | undefined;

  /** Takes a message of a factor. */
  take(data: BusData): void {
    switch (data.type) {
      case "VolatilityEstimate":
        this.volatility = data as VolatilityEstimate;
        return;
      case "ToxicityEstimate":
        this.toxicity = (data as ToxicityEstimate).rank;
        return;
      case "FundingEstimate":
        this.funding = data as FundingEstimate;
    }
  }

  /** Variance of a bar; `NaN` while it is not known. */
  get variance(): number {
    return this.volatility?.variance ?? NaN;
  }

  /** What a position is chosen from. */
  input(
    alpha: AlphaSignal | undefined,
    quote: QuoteTick | undefined,
    now: number,
  ): Required<PositionInput> {
    return {
      mean: alpha?.mean ?? NaN,
      meanVariance: alpha?.meanVariance ?? NaN,
      variance: alpha?.variance ?? NaN,
      forecastVariance: this.variance,
      halfSpread: halfSpreadOf(quote),
      toxicity: this.toxicity,
      fundingRate: this.funding?.rate ?? NaN,
      rowsToFunding: ((this.funding?.paymentTime ?? NaN) - now) / MINUTE,
    };
  }
}

/** Half of the quoted spread, fraction of the middle; `NaN` without a quote that has two sides. */
function halfSpreadOf(quote: QuoteTick | undefined): number {
  if (quote === undefined) return NaN;
  const { bidTicks, askTicks } = quote;
  return bidTicks < askTicks
    ? (askTicks - bidTicks) / (askTicks + bidTicks)
    : NaN;
}
