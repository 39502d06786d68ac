import {
  CloseToClose,
  closeToClose,
  type CloseToCloseOptions,
  type CloseToCloseSnapshot,
  type CorrectedOptions,
  CorrectedRogersSatchell,
  correctedRogersSatchell,
  type CorrectedRogersSatchellSnapshot,
  type EmptyBars,
  EwmaVariance,
  type EwmaVarianceSnapshot,
  GarmanKlass,
  garmanKlass,
  type GarmanKlassForm,
  type GarmanKlassSnapshot,
  logRatio,
  Meilijson,
  meilijson,
  type MeilijsonSnapshot,
  Parkinson,
  parkinson,
  type ParkinsonSnapshot,
  RogersSatchell,
  rogersSatchell,
  type RogersSatchellSnapshot,
  YangZhang,
  yangZhang,
  type YangZhangOptions,
  type YangZhangSnapshot,
} from "../volatility/mod.ts";
import { orNull } from "../stats/or_null.ts";
import { numberName } from "./feature_names.ts";
import { type BarEstimator, barFeature } from "./bar_feature.ts";
import { checkClose } from "./check_close.ts";
import { VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";

/** Choices of a feature that averages over bars. */
export type BarFeatureOptions = {
  /** Bars averaged. */
  readonly window: number;
  /** What a bar without a trade is; `"missing"` by default. */
  readonly emptyBars?: EmptyBars;
};

const VARIANCE = "variance of the log price per bar";
const RANGE = [
  "bars.open",
  "bars.high",
  "bars.low",
  "bars.close",
  "bars.volume",
];

/**
 * `closeToClose` variance over a window as a column `close_to_close_<window>`.
 *
 * Where bars are missing between two there is no return, and no variance until it has left
 * the window.
 *
 * @param options The window, in returns, and what they are measured from.
 * @returns The feature; a window of `n` returns takes `n + 1` bars.
 * @throws {RangeError} If the window is not an integer of at least 2.
 */
export function closeToCloseFeature(options: CloseToCloseOptions): Feature {
  const { window } = options;
  return barFeature({
    name: `close_to_close_${window}`,
    window: window + 1,
    inputs: ["bars.close", "bars.openTime", "bars.closeTime"],
    unit: VARIANCE,
    warmUp: window,
    column: (bars) => closeToClose(bars, options),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new CloseToClose(options)
        : CloseToClose.from(saved as CloseToCloseSnapshot);
      return {
        take: (bar, entry) => entry[VALUE] = estimator.update(bar),
        miss: () => estimator.update({ close: NaN }),
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/**
 * `parkinson` variance over a window as a column `parkinson_<window>`.
 *
 * @param options The window, and what a bar without a trade is.
 * @returns The feature.
 * @throws {RangeError} If the window is not a positive integer.
 */
export function parkinsonFeature(options: BarFeatureOptions): Feature {
  const { window } = options;
  return barFeature({
    name: `parkinson_${window}`,
    window,
    inputs: ["bars.high", "bars.low", "bars.volume"],
    unit: VARIANCE,
    warmUp: window - 1,
    column: (bars) => parkinson(bars, options),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new Parkinson(options)
        : Parkinson.from(saved as ParkinsonSnapshot);
      return {
        take(bar, entry) {
          estimator.take(bar);
          entry[VALUE] = estimator.value;
        },
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/**
 * `garmanKlass` variance over a window as a column `garman_klass_<window>`.
 *
 * @param options The window, what a bar without a trade is, and which quadratic.
 * @returns The feature.
 * @throws {RangeError} If the window is not a positive integer.
 */
export function garmanKlassFeature(
  options: BarFeatureOptions & {
    /** Which quadratic; `"practical"` by default. */
    readonly form?: GarmanKlassForm;
  },
): Feature {
  const { window } = options;
  return barFeature({
    name: `garman_klass_${window}`,
    window,
    inputs: RANGE,
    unit: VARIANCE,
    warmUp: window - 1,
    column: (bars) => garmanKlass(bars, options),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new GarmanKlass(options)
        : GarmanKlass.from(saved as GarmanKlassSnapshot);
      return {
        take(bar, entry) {
          estimator.take(bar);
          entry[VALUE] = estimator.value;
        },
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/**
 * `rogersSatchell` variance over a window as a column `rogers_satchell_<window>`.
 *
 * @param options The window, and what a bar without a trade is.
 * @returns The feature.
 * @throws {RangeError} If the window is not a positive integer.
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
  return barFeature({
    name: `rogers_satchell_${window}`,
    window,
    inputs: RANGE,
    unit: VARIANCE,
    warmUp: window - 1,
    column: (bars) => rogersSatchell(bars, options),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new RogersSatchell(options)
        : RogersSatchell.from(saved as RogersSatchellSnapshot);
      return {
        take(bar, entry) {
          estimator.take(bar);
          entry[VALUE] = estimator.value;
        },
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/**
 * `correctedRogersSatchell` variance over a window, the trades of each bar being its
 * observations, as a column `corrected_rogers_satchell_<window>`.
 *
 * @param options The window, what a bar without a trade is, and how the observations
 *   lie in time.
 * @returns The feature; missing where the bars do not say how many trades they hold.
 * @throws {RangeError} If the window is not a positive integer, or a word unknown.
 */
export function correctedRogersSatchellFeature(
  options: BarFeatureOptions & Pick<CorrectedOptions, "sampling">,
): Feature {
  const { window } = options;
  return barFeature({
    name: `corrected_rogers_satchell_${window}`,
    window,
    inputs: [...RANGE, "bars.count"],
    unit: VARIANCE,
    warmUp: window - 1,
    column: (bars) =>
      correctedRogersSatchell(bars, { ...options, observations: bars.count }),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new CorrectedRogersSatchell(options)
        : CorrectedRogersSatchell.from(
          saved as CorrectedRogersSatchellSnapshot,
        );
      return {
        take(bar, entry) {
          entry[VALUE] = estimator.update(bar, bar.count);
        },
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/**
 * `meilijson` variance over a window as a column `meilijson_<window>`.
 *
 * @param options The window, and what a bar without a trade is.
 * @returns The feature.
 * @throws {RangeError} If the window is not a positive integer.
 */
export function meilijsonFeature(options: BarFeatureOptions): Feature {
  const { window } = options;
  return barFeature({
    name: `meilijson_${window}`,
    window,
    inputs: RANGE,
    unit: VARIANCE,
    warmUp: window - 1,
    column: (bars) => meilijson(bars, options),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new Meilijson(options)
        : Meilijson.from(saved as MeilijsonSnapshot);
      return {
        take(bar, entry) {
          estimator.take(bar);
          entry[VALUE] = estimator.value;
        },
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/**
 * `yangZhang` variance over a window as a column `yang_zhang_<window>`.
 *
 * @param options The window, and the stated meaning of "overnight".
 * @returns The feature.
 * @throws {RangeError} If the window is not an integer of at least 2, or a choice is out
 *   of range.
 */
export function yangZhangFeature(options: YangZhangOptions): Feature {
  const { window, overnight } = options;
  const warmUp = overnight === "none" ? window - 1 : window;
  return barFeature({
    name: `yang_zhang_${window}`,
    window: warmUp + 1,
    inputs: [...RANGE, "bars.openTime"],
    unit: VARIANCE,
    warmUp,
    column: (bars) => yangZhang(bars, options),
    estimate: (saved) => {
      const estimator = saved === undefined
        ? new YangZhang(options)
        : YangZhang.from(saved as YangZhangSnapshot);
      return {
        take: (bar, entry) => entry[VALUE] = estimator.update(bar),
        toJSON: () => estimator.toJSON(),
      };
    },
  });
}

/** What the estimator of {@linkcode ewmaVarianceFeature} saves. */
type EwmaSnapshot = {
  readonly close: number | null;
  readonly variance: EwmaVarianceSnapshot;
};

/**
 * Exponentially weighted variance of the bars' log returns as a column
 * `ewma_variance_<decay>`, a point written `p`: `ewma_variance_0p94`.
 *
 * Where bars are missing between two there is no return: the value is missing there, and the
 * average goes on with the next.
 *
 * @param options The weight on the variance before, in (0, 1).
 * @returns The feature.
 * @throws {RangeError} If the decay is not in (0, 1).
 *
 * @example Its name
 * ```ts
 * import assert from "node:assert/strict";
 * import { ewmaVarianceFeature } from "volarb/features";
 *
 * assert.equal(ewmaVarianceFeature({ decay: 0.94 }).name, "ewma_variance_0p94");
 * ```
 */
export function ewmaVarianceFeature({ decay }: {
  /** Weight on the variance before, in (0, 1). */
  readonly decay: number;
}): Feature {
  return barFeature({
    name: `ewma_variance_${numberName(decay)}`,
    window: Infinity,
    inputs: ["bars.close", "bars.openTime", "bars.closeTime"],
    unit: VARIANCE,
    warmUp: 1,
    estimate: (saved) => ewmaOfCloses(decay, saved as EwmaSnapshot | undefined),
  });
}

function ewmaOfCloses(
  decay: number,
  saved: EwmaSnapshot | undefined,
): BarEstimator {
  const variance = saved === undefined
    ? new EwmaVariance(decay)
    : EwmaVariance.from(saved.variance);
  const close = Float64Array.of(saved?.close ?? NaN);
  return {
    take(bar, entry) {
      checkClose("average squared returns", bar);
      entry[VALUE] = variance.update(logRatio(bar.close, close[0]!));
      close[0] = bar.close;
    },
    miss: () => close[0] = NaN,
    toJSON: () => ({ close: orNull(close[0]!), variance: variance.toJSON() }),
  };
}
