import { assertChoice, assertInteger } from "../stats/arguments.ts";
import { SECOND } from "../time/mod.ts";
import type { MarginOptions } from "./account.ts";
import type { ContractSpec } from "./contract_spec.ts";
import type { FeeModel } from "./fee_model.ts";
import { displayedDepthImpact, type ImpactModel } from "./impact_model.ts";
import { type QueueModel, riskAverseQueue } from "./queue_model.ts";
import { type RateLimit, VENUE_RATE_LIMITS } from "./rate_limiter.ts";
import type { VenueEvent } from "./venue_event.ts";

/** What a simulated exchange is made from. */
export type VenueOptions = {
  /** Rules of the contracts; the market data name them by their place here. */
  readonly specs: readonly ContractSpec[];
  /** Balance at the start, quote currency. */
  readonly balance: number;
  /** Fees. */
  readonly fees: FeeModel;
  /** Takes every event, in the order in which they happen. */
  readonly emit: (event: VenueEvent) => void;
  /** Cancels ahead of a resting order; {@linkcode riskAverseQueue} by default. */
  readonly queue?: QueueModel;
  /** The book behind the best price; {@linkcode displayedDepthImpact} by default. */
  readonly impact?: ImpactModel;
  /** Whether an arriving order waits for the next quote, by default, or may take the one that stands. */
  readonly fillTiming?: "next" | "standing";
  /** Age up to which a standing quote may be taken, microseconds; a second by default. */
  readonly maxQuoteAge?: number;
  /** Whether what own orders took is gone until the display changes, by default, or never. */
  readonly consumption?: "untilChange" | "never";
  /** Whole ticks beyond the best price that an order without a limit may pay; all by default. */
  readonly priceProtection?: number;
  /** Order of the extremes of a bar; `openHighLowClose` by default: run both. */
  readonly intrabarPath?: "openHighLowClose" | "openLowHighClose";
  /** Whether a bar fills a resting limit when it trades through it, by default, or touches it. */
  readonly barFill?: "through" | "touch";
  /** One position per contract, by default, or a long and a short leg. */
  readonly positionMode?: "netting" | "hedge";
  /** How positions are secured; cross with leverage 20 by default. */
  readonly margin?: MarginOptions;
  /** Share of the margin balance at which the venue warns of the maintenance margin; 0.8 by default. */
  readonly marginCall?: number;
  /** Time that a `GTD` order must have left when it arrives, microseconds; 0 by default, 600 s on the venue. */
  readonly leastGoodTill?: number;
  /** What a settlement without its rate does to a run that holds a position: ends it, by default, or reports it. */
  readonly missingFunding?: "refuse" | "report";
  /** Orders and amendments in an interval; the venue's by default, none for an empty list. */
  readonly rateLimits?: readonly RateLimit[];
  /** Open orders of a contract; 200 by default. */
  readonly maxOpenOrders?: number;
};

/** Every choice of a simulated exchange, made. */
export type VenueSettings = Required<VenueOptions>;

/**
 * The options with every default in place.
 *
 * @param options What was chosen.
 * @returns Every choice.
 * @throws {RangeError} If a word is unknown, a number out of range, or a symbol is twice
 *   among the contracts.
 *
 * @example What holds where nothing was chosen
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec, feeSchedule, venueSettings } from "volarb/venue";
 *
 * const settings = venueSettings({
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-07-19"))],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 *   emit: () => {},
 * });
 * assert.equal(settings.fillTiming, "next");
 * assert.equal(settings.maxQuoteAge, 1_000_000);
 * assert.equal(settings.positionMode, "netting");
 * ```
 */
export function venueSettings(options: VenueOptions): VenueSettings {
  const settings: VenueSettings = {
    queue: riskAverseQueue(),
    impact: displayedDepthImpact(),
    fillTiming: "next",
    maxQuoteAge: SECOND,
    consumption: "untilChange",
    priceProtection: Infinity,
    intrabarPath: "openHighLowClose",
    barFill: "through",
    positionMode: "netting",
    margin: { mode: "cross" },
    marginCall: 0.8,
    leastGoodTill: 0,
    missingFunding: "refuse",
    rateLimits: VENUE_RATE_LIMITS,
    maxOpenOrders: 200,
    ...options,
  };
  checkSettings(settings);
  return settings;
}

const ACTION = "open an exchange";

function checkSettings(settings: VenueSettings): void {
  const words = {
    fillTiming: ["next", "standing"],
    consumption: ["untilChange", "never"],
    intrabarPath: ["openHighLowClose", "openLowHighClose"],
    barFill: ["through", "touch"],
    missingFunding: ["refuse", "report"],
  } as const;
  for (const name of Object.keys(words) as (keyof typeof words)[]) {
    assertChoice(ACTION, name, settings[name], words[name]);
  }
  assertInteger(ACTION, "maxOpenOrders", settings.maxOpenOrders, 1);
  const { maxQuoteAge, priceProtection, marginCall, leastGoodTill, specs } =
    settings;
  if (!(maxQuoteAge >= 0)) {
    refuse("maxQuoteAge must be at least 0", maxQuoteAge);
  }
  if (!(priceProtection >= 0)) {
    refuse("priceProtection must be at least 0", priceProtection);
  }
  if (!(leastGoodTill >= 0)) {
    refuse("leastGoodTill must be at least 0", leastGoodTill);
  }
  if (!(marginCall > 0 && marginCall <= 1)) {
    refuse("marginCall must be in (0, 1]", marginCall);
  }
  if (specs.length === 0) refuse("there must be a contract", 0);
  const seen = new Set<string>();
  for (const { symbol } of specs) {
    if (seen.has(symbol)) refuse("each contract must be given once", symbol);
    seen.add(symbol);
  }
}

function refuse(rule: string, value: number | string): never {
  throw new RangeError(
    `Cannot ${ACTION} as ${rule}: current value is ${value}`,
  );
}
