import {
  closeToClose,
  type CloseToCloseOptions,
  type EmptyBars,
  garmanKlass,
  parkinson,
  rogersSatchell,
  yangZhang,
  type YangZhangOptions,
} from "../volatility/mod.ts";
import type { BarColumns, Feature } from "./feature.ts";

/** Choices of a feature that averages over bars. */
export type BarFeatureOptions = {
  /** Bars averaged. */
  readonly window: number;
  /** What a bar without a trade is; `"missing"` by default. */
  readonly emptyBars?: EmptyBars;
};

const VARIANCE = "variance of the log price per bar";
const CLOSE = "at the close of the bar";
const RANGE = ["bars.open", "bars.high", "bars.low", "bars.close"];

function barFeature(
  name: string,
  window: number,
  inputs: readonly string[],
  warmUp: number,
  values: (bars: BarColumns) => Float64Array,
): Feature {
  return {
    name: `${name}_${window}`,
    inputs: [...inputs, "bars.volume"],
    unit: VARIANCE,
    window: window === 1 ? "1 bar" : `${window} bars`,
    warmUp,
    known: CLOSE,
    compute: ({ bars }) => ({ time: bars.closeTime, values: values(bars) }),
  };
}

/**
 * {@linkcode closeToClose} variance over a window as a column `close_to_close_<window>`.
 *
 * @param options The window, in returns, and what they are measured from.
 * @returns The feature; a window of `n` returns takes `n + 1` bars.
 */
export function closeToCloseFeature(options: CloseToCloseOptions): Feature {
  const { window } = options;
  return barFeature(
    "close_to_close",
    window,
    ["bars.close"],
    window,
    (bars) => closeToClose(bars, options),
  );
}

/**
 * {@linkcode parkinson} variance over a window as a column `parkinson_<window>`.
 *
 * @param options The window, and what a bar without a trade is.
 * @returns The feature.
 */
export function parkinsonFeature(options: BarFeatureOptions): Feature {
  const { window } = options;
  return barFeature(
    "parkinson",
    window,
    ["bars.high", "bars.low"],
    window - 1,
    (bars) => parkinson(bars, options),
  );
}

/**
 * {@linkcode garmanKlass} variance over a window as a column `garman_klass_<window>`.
 *
 * @param options The window, and what a bar without a trade is.
 * @returns The feature.
 */
export function garmanKlassFeature(options: BarFeatureOptions): Feature {
  const { window } = options;
  return barFeature(
    "garman_klass",
    window,
    RANGE,
    window - 1,
    (bars) => garmanKlass(bars, options),
  );
}

/**
 * {@linkcode rogersSatchell} variance over a window as a column `rogers_satchell_<window>`.
 *
 * @param options The window, and what a bar without a trade is.
 * @returns The feature.
 *
 * @example What it says of itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { rogersSatchellFeature } from "volarb/features";
 *
 * const { name, warmUp } = rogersSatchellFeature({ window: 60 });
 * assert.deepEqual([name, warmUp], ["rogers_satchell_60", 59]);
 * ```
 */
export function rogersSatchellFeature(options: BarFeatureOptions): Feature {
  const { window } = options;
  return barFeature(
    "rogers_satchell",
    window,
    RANGE,
    window - 1,
    (bars) => rogersSatchell(bars, options),
  );
}

/**
 * {@linkcode yangZhang} variance over a window as a column `yang_zhang_<window>`.
 *
 * @param options The window, and the stated meaning of "overnight".
 * @returns The feature.
 */
export function yangZhangFeature(options: YangZhangOptions): Feature {
  return barFeature(
    "yang_zhang",
    options.window,
    [...RANGE, "bars.openTime"],
    options.overnight === "none" ? options.window - 1 : options.window,
    (bars) => yangZhang(bars, options),
  );
}
