import {
  assertChoice,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";
import type { ExecAlgorithmRequest } from "../venue/mod.ts";
import { intervalsIn } from "./slices.ts";
import { UrgencyControl } from "./urgency.ts";

/** How a parent order is worked by a {@linkcode TwapAlgorithm}; times in whole microseconds. */
export type TwapParameters = {
  /** Time in which it is traded. */
  readonly horizon: number;
  /** Time from one slice to the next, at most the horizon. */
  readonly interval: number;
  /** A slice comes up to this share of its interval later, in [0, 1); 0 by default. */
  readonly timeJitter?: number;
  /** A slice gives up to this share of its lots to the next or takes as much, in [0, 1); 0 by default. */
  readonly sizeJitter?: number;
  /** Seed of the jitter; 0 by default. */
  readonly seed?: number;
  /** Largest share of what others have traded in `volumeWindow` that the children sent in it may be; no bound by default. */
  readonly participation?: number;
  /** Window of the recent volume; the interval by default. */
  readonly volumeWindow?: number;
  /** Widest spread that is crossed, ticks; any by default. */
  readonly maxSpread?: number;
  /**
   * What becomes of lots that a slice could not trade: `spread` over the slices that are left (the
   * default), `burst` with the next one, or `drop`, by which the parent ends unfilled in part.
   */
  readonly missed?: "spread" | "burst" | "drop";
  /**
   * The schedule: `uniform` (the default), `alphaDecay` (linear impact and a drift), `squareRoot` (square-root impact
   * and a drift) or `almgrenChriss` (linear impact and risk).
   */
  readonly schedule?: "uniform" | "alphaDecay" | "squareRoot" | "almgrenChriss";
  /** What trading one base unit a second costs, fraction of the price; needed but for `uniform`. */
  readonly impact?: number;
  /** Drift of the log price at the start, per second, until a signal says otherwise; 0 by default. */
  readonly drift?: number;
  /** Time in which the drift halves; never by default. */
  readonly halfLife?: number;
  /** Standard deviation of the log price per square root of a second, for `almgrenChriss`, and for `adaptive` to expect the price itself; 0 by default. */
  readonly volatility?: number;
  /** Price of variance per base unit, for `almgrenChriss`. */
  readonly riskAversion?: number;
  /** Urgency of {@linkcode urgentShare} that the schedule is traded with; 1 by default. */
  readonly urgency?: number;
  /** Factor on the urgency while the target is above `upper`, and divisor while it is below `lower`; at least 1, 2 by default. */
  readonly acceleration?: number;
  /** `|θ|` above which the schedule is accelerated; given together with `lower`. */
  readonly upper?: number;
  /** `|θ|` below which the schedule is dampened. */
  readonly lower?: number;
  /** How far `|θ|` has to come back over a threshold; 0 by default. */
  readonly hysteresis?: number;
  /**
   * How a slice is sent: `aggressive` (the default) takes liquidity; `passive` waits at the best price of its own side
   * and crosses only at the end; `adaptive` waits where {@linkcode costOfWaiting} is below 0, for a slot, then crosses.
   */
  readonly style?: "aggressive" | "passive" | "adaptive";
  /** Fee of a maker, fraction of the value, for `adaptive`; 0 by default. */
  readonly makerFee?: number;
  /** Fee of a taker, fraction of the value, for `adaptive`; 0 by default. */
  readonly takerFee?: number;
  /** What the price moves against an order when it is filled waiting, ticks, for `adaptive`; 0 by default. */
  readonly adverseSelection?: number;
};

/** Parameters with every default in place. */
export type TwapSettings = Required<TwapParameters>;

const ACTION = "work an order as TWAP";

const DEFAULTS: Omit<TwapSettings, "horizon" | "interval" | "volumeWindow"> = {
  timeJitter: 0,
  sizeJitter: 0,
  seed: 0,
  participation: Infinity,
  maxSpread: Infinity,
  missed: "spread",
  schedule: "uniform",
  impact: NaN,
  drift: 0,
  halfLife: Infinity,
  volatility: 0,
  riskAversion: 0,
  urgency: 1,
  acceleration: 2,
  upper: NaN,
  lower: NaN,
  hysteresis: 0,
  style: "aggressive",
  makerFee: 0,
  takerFee: 0,
  adverseSelection: 0,
};

const WORDS = {
  missed: ["spread", "burst", "drop"],
  schedule: ["uniform", "alphaDecay", "squareRoot", "almgrenChriss"],
  style: ["aggressive", "passive", "adaptive"],
} as const;

/**
 * Parameters of a TWAP with every default in place.
 *
 * @param parameters What is given; numbers and words.
 * @returns All of them.
 * @throws {RangeError} If one is unknown or out of range, or one that the others need is missing.
 *
 * @example The rule that is broken is named
 * ```ts
 * import assert from "node:assert/strict";
 * import { twapSettings } from "volarb/execution";
 *
 * assert.equal(twapSettings({ horizon: 60e6, interval: 5e6 }).missed, "spread");
 * assert.throws(() => twapSettings({ horizon: 5e6, interval: 60e6 }), {
 *   message: /interval must be at most the horizon/,
 * });
 * ```
 */
export function twapSettings(
  parameters: Readonly<Record<string, number | string>> | TwapParameters,
): TwapSettings {
  const given = parameters as TwapParameters;
  for (const name of Object.keys(given)) {
    if (name in DEFAULTS || KNOWN.includes(name)) continue;
    throw refused("every parameter must be known", name);
  }
  const { horizon, interval } = given;
  const settings = { ...DEFAULTS, volumeWindow: interval, ...given };
  for (const name of ["horizon", "interval", "volumeWindow"] as const) {
    if (Number.isSafeInteger(settings[name]) && settings[name] > 0) continue;
    throw refused(`${name} must be whole microseconds > 0`, settings[name]);
  }
  intervalsIn(horizon, interval);
  for (const [name, words] of Object.entries(WORDS)) {
    assertChoice(ACTION, name, settings[name as keyof typeof WORDS], words);
  }
  assertRanges(settings);
  assertControl(given);
  return settings;
}

const KNOWN = ["horizon", "interval", "volumeWindow"];

/**
 * What an order says to be worked by a {@linkcode TwapAlgorithm}.
 *
 * @param parameters How.
 * @param id Id of the algorithm; `TWAP` by default.
 * @returns The order's `execAlgorithm`.
 * @throws {RangeError} If a parameter is out of range.
 *
 * @example A minute in twelve slices
 * ```ts
 * import assert from "node:assert/strict";
 * import { twapRequest } from "volarb/execution";
 *
 * const request = twapRequest({ horizon: 60e6, interval: 5e6 });
 * assert.deepEqual(request, {
 *   id: "TWAP",
 *   parameters: { horizon: 60e6, interval: 5e6 },
 * });
 * ```
 */
export function twapRequest(
  parameters: TwapParameters,
  id = "TWAP",
): ExecAlgorithmRequest {
  twapSettings(parameters);
  return { id, parameters: { ...parameters } };
}

function assertRanges(settings: TwapSettings): void {
  const { schedule, participation, maxSpread, halfLife, acceleration } =
    settings;
  const { timeJitter, sizeJitter } = settings;
  assertNumbers(ACTION, "belowOne", { timeJitter, sizeJitter });
  if (!Number.isSafeInteger(settings.seed)) {
    throw refused("seed must be a safe integer", settings.seed);
  }
  if (!(participation > 0)) {
    throw refused("participation must be above 0", participation);
  }
  if (!(maxSpread >= 1)) {
    throw refused("maxSpread must be at least 1 tick", maxSpread);
  }
  if (!(halfLife > 0)) throw refused("halfLife must be above 0", halfLife);
  if (!(acceleration >= 1 && acceleration < Infinity)) {
    throw refused("acceleration must be at least 1 and finite", acceleration);
  }
  assertPositive(ACTION, "urgency", settings.urgency);
  if (schedule !== "uniform") assertPositive(ACTION, "impact", settings.impact);
  for (const name of ["volatility", "riskAversion"] as const) {
    if (schedule === "almgrenChriss") {
      assertPositive(ACTION, name, settings[name]);
    } else assertNonNegative(ACTION, name, settings[name]);
  }
  const { drift, makerFee, takerFee, adverseSelection } = settings;
  assertNumbers(ACTION, "finite", {
    drift,
    makerFee,
    takerFee,
    adverseSelection,
  });
}

function assertControl({ upper, lower, hysteresis }: TwapParameters): void {
  if (upper === undefined && lower === undefined && hysteresis === undefined) {
    return;
  }
  if (upper === undefined || lower === undefined) {
    throw refused(
      "upper and lower must be given together",
      `${upper} and ${lower}`,
    );
  }
  new UrgencyControl({ upper, lower, hysteresis: hysteresis ?? 0 });
}

function refused(rule: string, value: number | string): RangeError {
  return new RangeError(
    `Cannot ${ACTION} as ${rule}: current value is ${value}`,
  );
}
