import type { CustomField, CustomSchema } from "../catalog/mod.ts";

/** What every message carries. */
export type MessageHead = {
  /** The instrument, as `BTCUSDT`. */
  readonly symbol: string;
  /** Who published it, as `kalman`: tells two publishers of one type apart. */
  readonly source: string;
  /** When it was computed: microseconds since the epoch. */
  readonly eventTime: number;
  /** When it can be acted on: microseconds since the epoch, not before `eventTime`. */
  readonly receiveTime: number;
};

/** What is believed of the next return. */
export type AlphaSignal = MessageHead & {
  /** Name of the type. */
  readonly type: "AlphaSignal";
  /** Span that the return covers, microseconds. */
  readonly horizon: number;
  /** Posterior mean of the log return over the horizon. */
  readonly mean: number;
  /** Posterior variance of that mean: what the model does not know of the alpha; squared log return. */
  readonly meanVariance: number;
  /** Predictive variance of the return over the horizon: squared log return. */
  readonly variance: number;
  /** Correlation with the return that the model expects of itself out of sample. */
  readonly expectedIc: number;
};

/** What is believed of the variance to come. */
export type VolatilityEstimate = MessageHead & {
  /** Name of the type. */
  readonly type: "VolatilityEstimate";
  /** Span that the variance covers, microseconds. */
  readonly horizon: number;
  /** Variance of the log return over the horizon: squared log return. */
  readonly variance: number;
  /** Standard error of the variance, squared log return; `NaN` where it is not known. */
  readonly standardError: number;
};

/** How toxic the flow is. */
export type ToxicityEstimate = MessageHead & {
  /** Name of the type. */
  readonly type: "ToxicityEstimate";
  /** Volume-synchronised probability of informed trading, in [0, 1]. */
  readonly vpin: number;
  /** Share of its own past that lies below, in [0, 1]; `NaN` before there is enough of it. */
  readonly rank: number;
  /** Volume of a bucket, base units. */
  readonly bucketVolume: number;
  /** Buckets that the estimate takes in. */
  readonly buckets: number;
};

/** The position that is wanted, and how it came about. */
export type TargetPosition = MessageHead & {
  /** Name of the type. */
  readonly type: "TargetPosition";
  /** Position `θ` to go to now: signed fraction of capital. */
  readonly target: number;
  /** Position that would be held without costs from here on: fraction of capital. */
  readonly aim: number;
  /** Half-width of the no-trade band about the aim: fraction of capital. */
  readonly band: number;
  /** Share of the way to the edge of the band that is gone in one decision, in [0, 1]. */
  readonly rate: number;
  /** What is left of the aim after toxicity: factor in [0, 1]. */
  readonly damping: number;
  /** 1 if only trades that reduce the position are allowed, else 0. */
  readonly reduceOnly: number;
  /** The target in the unit that orders are in: base units, rounded to lots toward zero; `NaN` without a price. */
  readonly contracts: number;
};

/** Where an order that is worked over time stands. */
export type ExecutionState = MessageHead & {
  /** Name of the type. */
  readonly type: "ExecutionState";
  /** Number of the parent order. */
  readonly orderId: number;
  /** Index into {@linkcode EXECUTION_PHASES}. */
  readonly phase: number;
  /** Quantity to trade, base units, signed: positive buys. */
  readonly quantity: number;
  /** Quantity traded so far, base units, signed. */
  readonly filled: number;
  /** Mean price of what was traded, quote units; `NaN` before the first fill. */
  readonly averagePrice: number;
  /** Price at which it was decided to trade, quote units. */
  readonly arrivalPrice: number;
  /** Fees paid so far, quote units; negative is a rebate. */
  readonly fees: number;
  /** When the order has to be done, microseconds since the epoch. */
  readonly deadline: number;
};

/** Any message. */
export type Message =
  | AlphaSignal
  | VolatilityEstimate
  | ToxicityEstimate
  | TargetPosition
  | ExecutionState;

/** Name of a type of message. */
export type MessageType = Message["type"];

/** The message of a type. */
export type MessageOf<T extends MessageType> = Extract<Message, { type: T }>;

/**
 * What `phase` of {@linkcode ExecutionState} counts: the phases in order.
 *
 * @example The phase of an order that is being worked
 * ```ts
 * import assert from "node:assert/strict";
 * import { EXECUTION_PHASES } from "volarb/signal";
 *
 * assert.equal(EXECUTION_PHASES.indexOf("working"), 1);
 * ```
 */
export const EXECUTION_PHASES: readonly string[] = [
  "idle",
  "working",
  "paused",
  "done",
  "cancelled",
];

function double(name: string, unit: string, description: string): CustomField {
  return { name, type: "double", unit, description };
}

function integer(name: string, unit: string, description: string): CustomField {
  return { name, type: "integer", unit, description };
}

function orMissing(field: CustomField): CustomField {
  return { ...field, optional: true };
}

const HORIZON = integer("horizon", "us", "Span that it covers.");
const SQUARED = "squared log return";
const CAPITAL = "fraction of capital";

/**
 * What each type of message carries: the table of fields, types and units, by which the
 * catalog stores them.
 *
 * @example The unit of the target
 * ```ts
 * import assert from "node:assert/strict";
 * import { MESSAGE_SCHEMAS } from "volarb/signal";
 *
 * const [target] = MESSAGE_SCHEMAS.TargetPosition.fields;
 * assert.equal(target!.unit, "fraction of capital");
 * ```
 */
export const MESSAGE_SCHEMAS: { readonly [T in MessageType]: CustomSchema } = {
  AlphaSignal: {
    type: "AlphaSignal",
    fields: [
      HORIZON,
      double("mean", "log return", "Posterior mean over the horizon."),
      double("meanVariance", SQUARED, "Posterior variance of the mean."),
      double("variance", SQUARED, "Predictive variance over the horizon."),
      double("expectedIc", "1", "Correlation expected out of sample."),
    ],
  },
  VolatilityEstimate: {
    type: "VolatilityEstimate",
    fields: [
      HORIZON,
      double("variance", SQUARED, "Variance over the horizon."),
      orMissing(double("standardError", SQUARED, "Of the variance.")),
    ],
  },
  ToxicityEstimate: {
    type: "ToxicityEstimate",
    fields: [
      double("vpin", "1", "Probability of informed trading."),
      orMissing(double("rank", "1", "Share of its own past below.")),
      double("bucketVolume", "base units", "Volume of a bucket."),
      integer("buckets", "1", "Buckets that it takes in."),
    ],
  },
  TargetPosition: {
    type: "TargetPosition",
    fields: [
      double("target", CAPITAL, "Position to go to now, signed."),
      double("aim", CAPITAL, "Position without costs from here on."),
      double("band", CAPITAL, "Half-width of the no-trade band."),
      double("rate", "1 per decision", "Share of the way that is gone."),
      double("damping", "1", "What toxicity leaves of the aim."),
      integer("reduceOnly", "1", "1 if the position may only shrink."),
      orMissing(
        double("contracts", "base units", "The target, in whole lots."),
      ),
    ],
  },
  ExecutionState: {
    type: "ExecutionState",
    fields: [
      integer("orderId", "1", "Number of the parent order."),
      integer("phase", "1", `0 to 4: ${EXECUTION_PHASES.join(", ")}.`),
      double("quantity", "base units", "To trade; positive buys."),
      double("filled", "base units", "Traded so far, signed."),
      orMissing(double("averagePrice", "quote units", "Of the fills.")),
      double("arrivalPrice", "quote units", "When it was decided."),
      double("fees", "quote units", "Paid so far."),
      { ...integer("deadline", "us", "When it has to be done."), type: "time" },
    ],
  },
};
