import { assertNumbers } from "../stats/number_rules.ts";
import {
  assertBatesParameters,
  type BatesParameters,
} from "./bates_parameters.ts";

/** How prices and quantities of a contract are quoted and printed. */
export type ContractParameters = {
  /** Smallest price step, quote currency. */
  readonly tickSize: number;
  /** Smallest quantity step, base currency. */
  readonly lotSize: number;
  /** Decimals that the venue prints a price with; may show more than the tick has. */
  readonly priceDecimals: number;
  /** Decimals that the venue prints a quantity with. */
  readonly quantityDecimals: number;
};

/** How the best quotes stand around the fair value. */
export type QuoteParameters = {
  /** Expected changes of the best quotes a day, those before each trade among them. */
  readonly quotesPerDay: number;
  /** Standard deviation of the pricing error `ε = ln(mid / fair value)`. */
  readonly pricingError: number;
  /** Seconds in which a pricing error halves. */
  readonly errorHalfLife: number;
  /** Standard deviation of the queue imbalance, of which 1 is bids only. */
  readonly imbalanceDeviation: number;
  /** Correlation of the imbalance with `-ε`, in [0, 1]: what the book knows. */
  readonly imbalanceCorrelation: number;
  /** Typical (median) size of both best queues together, base currency. */
  readonly depth: number;
  /** Probability that a quote is wider than one tick. */
  readonly wideSpreadShare: number;
};

/** How takers arrive and what they take. */
export type FlowParameters = {
  /** Expected taker orders a day at the long-run variance. */
  readonly tradesPerDay: number;
  /** Share of the unexcited orders and quotes whose rate is proportional to the spot variance; the others come evenly. */
  readonly varianceShare: number;
  /** Expected orders that one order excites directly, in [0, 1). */
  readonly branchingRatio: number;
  /** Rate at which the excitement fades, per second. */
  readonly excitationDecay: number;
  /** Share of the excitement that stays on the side of the order that caused it. */
  readonly sameSideShare: number;
  /** How far a pricing error of one standard deviation moves `P(buy)` of an unexcited order from a half, in units of a half. */
  readonly informedShare: number;
  /** Median quantity of a taker order, base currency. */
  readonly medianQuantity: number;
  /** Standard deviation of the logarithm of that quantity. */
  readonly quantityDeviation: number;
};

/** The premium that funding follows, and the positions that metrics count. */
export type CarryParameters = {
  /** Mean premium of the perpetual over its index, a fraction. */
  readonly premiumMean: number;
  /** Standard deviation of the premium. */
  readonly premiumDeviation: number;
  /** Hours in which the premium's distance from its mean halves. */
  readonly premiumHalfLife: number;
  /** Distance from the mid to either impact price, a fraction of the price. */
  readonly impactSpread: number;
  /** Typical open interest, base currency. */
  readonly openInterest: number;
  /** Change of the log long/short account ratio per unit of premium: crowding. */
  readonly crowding: number;
};

/** Everything that one simulated contract is made of. */
export type SymbolParameters = {
  /** Price at the start, quote currency. */
  readonly price: number;
  /** Latent log price, in years of 365 days. */
  readonly latent: BatesParameters;
  /** Correlation of the price's Brownian shock with the one that all symbols share. */
  readonly marketCorrelation: number;
  /** Correlation of the variance's shock with the one that all symbols share. */
  readonly varianceCorrelation: number;
  /** Grid of prices and quantities. */
  readonly contract: ContractParameters;
  /** Best bid and ask. */
  readonly quotes: QuoteParameters;
  /** Taker orders. */
  readonly flow: FlowParameters;
  /** Premium, funding and positions. */
  readonly carry: CarryParameters;
};

/** How busy a simulated market is. */
export type Activity = {
  /** Expected taker orders a day; 40,000 by default. */
  readonly tradesPerDay?: number;
  /** Expected quotes a day, at least as many as trades; 1.5 times the trades by default. */
  readonly quotesPerDay?: number;
};

/** What tells one preset from another. */
type Preset = Pick<SymbolParameters, "price" | "contract"> & {
  readonly longRunVariance: number;
  readonly depth: number;
  readonly medianQuantity: number;
  readonly openInterest: number;
};

const CENT: ContractParameters = {
  tickSize: 0.01,
  lotSize: 0.001,
  priceDecimals: 2,
  quantityDecimals: 3,
};

const PRESETS: ReadonlyMap<string, Preset> = new Map([
  ["BTCUSDT", {
    price: 42_000,
    contract: { ...CENT, tickSize: 0.1 },
    longRunVariance: 0.2,
    depth: 12,
    medianQuantity: 0.03,
    openInterest: 74_000,
  }],
  ["ETHUSDT", {
    price: 2_300,
    contract: CENT,
    longRunVariance: 0.3,
    depth: 80,
    medianQuantity: 0.4,
    openInterest: 900_000,
  }],
]);

const OTHER: Preset = {
  price: 100,
  contract: CENT,
  longRunVariance: 0.5,
  depth: 500,
  medianQuantity: 5,
  openInterest: 5_000_000,
};

/**
 * A plausible contract: the venue's grid for BTCUSDT (0.1 and 0.001) and
 * ETHUSDT (0.01 and 0.001), a generic coin for any other name.
 *
 * Volatility is 45 % and 55 % a year on average and its half-life four days; one
 * jump or two a day of 0.4 %; a pricing error of 1 bp that halves in 10 seconds; every
 * second order excited by another; a premium that is in the funding formula's dead
 * band about two thirds of the time.
 *
 * @param symbol Name of the contract.
 * @param activity How many trades and quotes a day.
 * @returns Parameters that {@linkcode SimulatedContract} takes; change any with a spread.
 * @throws {RangeError} If the activity is not positive or has fewer quotes than
 *   trades.
 *
 * @example The venue's grid
 * ```ts
 * import assert from "node:assert/strict";
 * import { symbolParameters } from "volarb/simulate";
 *
 * assert.equal(symbolParameters("BTCUSDT").contract.tickSize, 0.1);
 * assert.equal(symbolParameters("ETHUSDT").contract.tickSize, 0.01);
 * ```
 */
export function symbolParameters(
  symbol: string,
  { tradesPerDay = 40_000, quotesPerDay = 1.5 * tradesPerDay }: Activity = {},
): SymbolParameters {
  const preset = PRESETS.get(symbol) ?? OTHER;
  const parameters: SymbolParameters = {
    price: preset.price,
    latent: {
      meanReversion: 60,
      longRunVariance: preset.longRunVariance,
      volatilityOfVariance: 6 * Math.sqrt(preset.longRunVariance),
      correlation: -0.3,
      jumpIntensity: 550,
      jumpMean: 0,
      jumpDeviation: 0.004,
    },
    marketCorrelation: 0.9,
    varianceCorrelation: 0.8,
    contract: preset.contract,
    quotes: {
      quotesPerDay,
      pricingError: 1e-4,
      errorHalfLife: 10,
      imbalanceDeviation: 0.35,
      imbalanceCorrelation: 0.6,
      depth: preset.depth,
      wideSpreadShare: 0.03,
    },
    flow: {
      tradesPerDay,
      varianceShare: 0.6,
      branchingRatio: 0.5,
      excitationDecay: 1 + tradesPerDay / 172_800,
      sameSideShare: 0.8,
      informedShare: 0.4,
      medianQuantity: preset.medianQuantity,
      quantityDeviation: 1.7,
    },
    carry: {
      premiumMean: 1e-4,
      premiumDeviation: 6e-4,
      premiumHalfLife: 16,
      impactSpread: 0.4e-4,
      openInterest: preset.openInterest,
      crowding: 300,
    },
  };
  assertSymbolParameters(parameters);
  return parameters;
}

/**
 * Checks everything that one contract is made of.
 *
 * @throws {RangeError} If a parameter is out of range; it is named.
 */
export function assertSymbolParameters(parameters: SymbolParameters): void {
  const action = "simulate a contract";
  const { contract, quotes, flow, carry, latent } = parameters;
  assertBatesParameters(action, latent);
  assertNumbers(action, "correlation", {
    marketCorrelation: parameters.marketCorrelation,
    varianceCorrelation: parameters.varianceCorrelation,
  });
  assertNumbers(action, "positive", {
    price: parameters.price,
    tickSize: contract.tickSize,
    lotSize: contract.lotSize,
    errorHalfLife: quotes.errorHalfLife,
    imbalanceDeviation: quotes.imbalanceDeviation,
    depth: quotes.depth,
    tradesPerDay: flow.tradesPerDay,
    excitationDecay: flow.excitationDecay,
    medianQuantity: flow.medianQuantity,
    premiumHalfLife: carry.premiumHalfLife,
    openInterest: carry.openInterest,
  });
  assertNumbers(action, "notNegative", {
    pricingError: quotes.pricingError,
    quantityDeviation: flow.quantityDeviation,
    premiumDeviation: carry.premiumDeviation,
    impactSpread: carry.impactSpread,
  });
  assertNumbers(action, "finite", {
    premiumMean: carry.premiumMean,
    crowding: carry.crowding,
  });
  assertNumbers(action, "belowOne", { branchingRatio: flow.branchingRatio });
  assertNumbers(action, "share", {
    imbalanceCorrelation: quotes.imbalanceCorrelation,
    wideSpreadShare: quotes.wideSpreadShare,
    varianceShare: flow.varianceShare,
    sameSideShare: flow.sameSideShare,
    informedShare: flow.informedShare,
  });
  if (!(quotes.quotesPerDay >= flow.tradesPerDay)) {
    throw new RangeError(
      `Cannot ${action} as each trade needs a quote before it (quotesPerDay >= tradesPerDay): current value is ${quotes.quotesPerDay} < ${flow.tradesPerDay}`,
    );
  }
  unitsOf(contract.tickSize, contract.priceDecimals, "tickSize");
  unitsOf(contract.lotSize, contract.quantityDecimals, "lotSize");
}

/** A step as a whole number of units of the last printed decimal. */
export function unitsOf(step: number, decimals: number, name: string): number {
  const units = Math.round(step * 10 ** decimals);
  if (
    !Number.isSafeInteger(decimals) || decimals < 0 || decimals > 8 ||
    units < 1 || Math.abs(units / 10 ** decimals - step) > 1e-12 * step
  ) {
    throw new RangeError(
      `Cannot simulate a contract as ${name} must be a multiple of its last printed decimal (0 to 8 of them): current value is ${step} with ${decimals} decimals`,
    );
  }
  return units;
}

/**
 * The coefficient that a regression of returns on the queue imbalance recovers.
 *
 * Imbalance `I` (standard deviation `s`) and pricing error `ε` (standard deviation
 * `ω`) are jointly normal with `corr(I, -ε) = r`; the error fades with rate `κ`. So
 * `E[ln(mid_{t+h} / mid_t) | I_t] = β_h I_t` with `β_h = (1 - e^{-κh}) r ω / s`.
 *
 * @param quotes How quotes stand around the fair value.
 * @param horizon `h` in seconds; `Infinity` for the whole correction.
 * @returns `β_h`, log return per unit of imbalance.
 * @throws {RangeError} If the horizon is negative.
 * @see eq-imbalance-slope, lem-imbalance-slope, cor-known-slope
 *
 * @example The whole correction
 * ```ts
 * import assert from "node:assert/strict";
 * import { imbalanceSlope, symbolParameters } from "volarb/simulate";
 *
 * const { quotes } = symbolParameters("BTCUSDT");
 * const slope = imbalanceSlope(quotes, Infinity);
 * assert.ok(Math.abs(slope - 0.6 * 1e-4 / 0.35) < 1e-18);
 * ```
 */
export function imbalanceSlope(
  quotes: QuoteParameters,
  horizon: number,
): number {
  if (!(horizon >= 0)) {
    throw new RangeError(
      `Cannot compute the imbalance's slope as horizon must be at least 0: current value is ${horizon}`,
    );
  }
  const gone = -Math.expm1(-Math.LN2 / quotes.errorHalfLife * horizon);
  return gone * quotes.imbalanceCorrelation * quotes.pricingError /
    quotes.imbalanceDeviation;
}
