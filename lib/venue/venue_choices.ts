import type { LatencyModel } from "./latency_model.ts";
import {
  type VenueOptions,
  type VenueSettings,
  venueSettings,
} from "./venue_options.ts";

/** A decision that a backtest's numbers rest on. */
export type VenueChoice = {
  /** What was decided. */
  readonly name: string;
  /** How. */
  readonly value: string;
  /** Why, and what other simulators do. */
  readonly why: string;
};

/** Decisions that no option changes. */
const FIXED: readonly VenueChoice[] = [
  {
    name: "price of a resting fill",
    value: "its own limit",
    why:
      "A trade or quote through a limit fills it at the limit, never better; a trade fills only orders of the side that it hit.",
  },
  {
    name: "size of a resting fill",
    value:
      "no more than the trade had, or the crossing quote and the book that the impact model sees up to the limit",
    why:
      "hftbacktest fills a resting order whole when its queue is reached; a print of one lot cannot fill a hundred.",
  },
  {
    name: "partial fills",
    value: "booked at once",
    why:
      "Position, fee and cash change with every part; in hftbacktest partial fills of resting orders never reach the position (issue 316).",
  },
  {
    name: "queue at a price behind the best",
    value: "the whole size when the price is first displayed",
    why:
      "Best quotes do not show deeper levels. Until then only a trade through the price fills; when the best price falls behind the order's, nobody is ahead.",
  },
  {
    name: "order of own orders at one quote",
    value:
      "takers as they arrived, then resting buys and resting sells by price and time",
    why:
      "A taker that waits for this quote was there before it; what it leaves at rest is not met by the quote again.",
  },
  {
    name: "queue behind what own orders ate",
    value: "what they left of the display",
    why:
      "Lots that own orders took are gone for whoever joins the side, as for the next taker, until the display changes.",
  },
  {
    name: "trades and the drops they cause",
    value: "counted once, also where the display follows within 100 ms",
    why:
      "A row of aggTrades has the time of its first fill and may hold those of the next 100 ms; hftbacktest forgets what the first drop does not show, and counts the second as a cancel.",
  },
  {
    name: "cancels ahead",
    value: "move an order forward and never fill it",
    why:
      "Published queue formulas can leave less than nothing ahead (log, 1 ahead and 99 behind, a drop of 80: -9.47), and a drop of the display would then fill the order.",
  },
  {
    name: "own orders that would trade with each other",
    value: "the resting one expires",
    why:
      "EXPIRE_MAKER of the venue's self-trade prevention; a trade with oneself would pay two fees for nothing.",
  },
  {
    name: "unfilled rest of market, IOC and FOK orders",
    value: "expired",
    why: "As on the venue; NautilusTrader cancels it.",
  },
  {
    name: "stop triggers",
    value:
      "a buy follows the ask, a sell the bid; or the last trade; or the mark",
    why:
      "A stop that a quote sets off trades on that quote; one that a trade or the mark sets off waits for the next quote, as any arriving order.",
  },
  {
    name: "OTO children",
    value: "as large as what their parent has filled",
    why:
      "NautilusTrader lets the whole child in at the first part, and relies on reduce-only.",
  },
  {
    name: "amendments",
    value: "lose priority when the price changes or the quantity grows",
    why:
      "As on the venue. A post-only order that would then take is cancelled.",
  },
  {
    name: "funding",
    value: "held across the settlement, before < T <= now, at mark, else mid",
    why:
      "The interval is the one valid then. NautilusTrader warns and pays nothing without a price; here it is an error.",
  },
  {
    name: "settlements and expiries",
    value:
      "at their own times, before all else of it but the bars that close then",
    why:
      "They need no record to happen; a bar's fills are booked at its close, and what is due within it comes before them.",
  },
  {
    name: "liquidation",
    value:
      "step by step at the mark price, with the liquidation fee on what is closed",
    why:
      "As on the venue orders go first, then the position that asks for the most margin comes down to the bracket below, until the balance is enough. The venue trades into the market within the fee; here the price is the mark and the fee is whole. Losses beyond the wallet are the insurance fund's.",
  },
  {
    name: "initial margin",
    value: "max(|position + buys|, |position - sells|) at mark, over leverage",
    why: "As on the venue; reduce-only orders and waiting stops ask for none.",
  },
  {
    name: "market impact on later data",
    value: "none",
    why:
      "The recorded market does not react to simulated orders; the impact model prices what a taker takes beyond the display, and own fills stay eaten until the display changes.",
  },
];

/**
 * The decisions of a simulated exchange, for the report of a run.
 *
 * Where NautilusTrader and hftbacktest differ, the more realistic way is the default; each
 * says why.
 *
 * @param options What the exchange is made from, and the latency that its client has.
 * @returns The decisions: first those that options make, then those that hold always.
 * @throws {RangeError} As {@linkcode SimulatedExchange}.
 *
 * @example Every decision has a reason
 * ```ts
 * import assert from "node:assert/strict";
 * import { contractSpec, noFees, venueChoices } from "volarb/venue";
 *
 * const unit = { integer: 1, scale: 0 };
 * const spec = contractSpec("X", {
 *   tick: unit,
 *   lot: unit,
 *   minNotional: 0,
 *   brackets: [],
 *   funding: [],
 * });
 * const choices = venueChoices({
 *   specs: [spec],
 *   balance: 1,
 *   fees: noFees(),
 *   emit: () => {},
 * });
 * assert.equal(choices[0]!.name, "fill timing");
 * assert.ok(choices.every(({ why }) => why.length > 10));
 * ```
 */
export function venueChoices(
  options: VenueOptions & {
    /** Latency of the client; left out of the list where it is not given. */
    readonly latency?: LatencyModel;
  },
): VenueChoice[] {
  const settings = venueSettings(options);
  const { latency } = options;
  return [
    ...latency === undefined ? [] : [{
      name: "latency",
      value: latency.name,
      why:
        "Commands and answers keep their order; nothing arrives the moment it is sent.",
    }],
    ...fillChoices(settings),
    ...accountChoices(settings),
    ...orderChoices(settings),
    ...FIXED,
  ];
}

/** What an order meets, and how much of it. */
function fillChoices(settings: VenueSettings): VenueChoice[] {
  const seconds = settings.maxQuoteAge / 1e6;
  return [
    {
      name: "fill timing",
      value: settings.fillTiming === "next"
        ? "the next quote or trade after arrival"
        : `a quote that stands at arrival, up to ${seconds} s old`,
      why:
        "An order meets only what is newer than its arrival; NautilusTrader fills on the record that the strategy has just seen.",
    },
    {
      name: "queue model",
      value: settings.queue.name,
      why:
        "riskAverse takes every unexplained drop of the display to be behind the order; the others share it out.",
    },
    {
      name: "beyond the displayed size",
      value: settings.impact.name,
      why:
        "NautilusTrader fills all of it one tick worse; hftbacktest fills it at the best price.",
    },
    {
      name: "own fills and the display",
      value: settings.consumption === "untilChange"
        ? "eaten until the side shows a change"
        : "never eaten",
      why:
        "NautilusTrader's default lets the same displayed lots fill again and again.",
    },
    {
      name: "price protection",
      value: settings.priceProtection === Infinity
        ? "none"
        : `${settings.priceProtection} ticks beyond the best price`,
      why: "What a market order would trade beyond it expires.",
    },
    {
      name: "bars",
      value: `${settings.intrabarPath}, fill ${settings.barFill}`,
      why:
        "A bar does not say which extreme came first: intrabarOutcomes() runs both paths and reports both. A touch of a limit does not say that its queue was reached.",
    },
  ];
}

/** What a fill costs, and what it leaves in the account. */
function accountChoices(
  { fees, positionMode, margin }: VenueSettings,
): VenueChoice[] {
  const leverage = margin.leverage ?? 20;
  return [
    {
      name: "fees",
      value: fees.name,
      why: "Of the notional of each fill, rounded half away from zero to 1e-8.",
    },
    {
      name: "positions",
      value: positionMode,
      why: "Profit is realised at average cost, exact to the last unit.",
    },
    {
      name: "margin",
      value: margin.mode === "none"
        ? "none"
        : `${margin.mode}, leverage ${
          typeof leverage === "number" ? leverage : JSON.stringify(leverage)
        }`,
      why: "20 is the venue's default.",
    },
  ];
}

/** What the venue refuses, and what it does without. */
function orderChoices(settings: VenueSettings): VenueChoice[] {
  const { rateLimits } = settings;
  return [
    {
      name: "distance of a price from the mark",
      value: settings.specs.map(({ symbol, percentPrice: rule }) =>
        rule === undefined
          ? `${symbol} any`
          : `${symbol} ${rule.down} to ${rule.up}`
      ).join(", "),
      why:
        "The venue's PERCENT_PRICE: a buy pays no more than the one multiple of the mark, a sell asks no less than the other. They change from contract to contract and time to time; the reference data do not have them.",
    },
    {
      name: "least life of a GTD order",
      value: settings.leastGoodTill === 0
        ? "any"
        : `${settings.leastGoodTill / 1e6} s`,
      why:
        "The venue takes no end that is nearer than 600 s; a client that wants one cancels the order itself, which here is the same order with a nearer end.",
    },
    {
      name: "missing funding rates",
      value: settings.missingFunding,
      why: "A settlement with a position is never taken to be zero.",
    },
    {
      name: "rate limits",
      value: rateLimits.length === 0 ? "none" : rateLimits
        .map(({ orders, interval }) => `${orders} in ${interval / 1e6} s`)
        .join(", "),
      why: "Orders and amendments count, refused ones too; cancels do not.",
    },
  ];
}
