import {
  bipowerVariation,
  type Kernel,
  type KernelForm,
  medianRealizedVariance,
  minimumRealizedVariance,
  multiScaleRealizedVariance,
  preAveragedVariance,
  realizedKernel,
  robustTwoScaleRealizedVariance,
  subsampledRealizedVariance,
  twoScaleRealizedVariance,
} from "../volatility/mod.ts";
import type { Feature } from "./feature.ts";
import type { PeriodOptions } from "./period_clock.ts";
import { periodFeature } from "./period_feature.ts";
import { ReturnWindow, type ReturnWindowSnapshot } from "./return_window.ts";

/**
 * How variance is read off returns that hold the noise of the book, or jumps.
 *
 * Against noise: `"subsampled"`, `"two-scale"`, `"multi-scale"`, `"kernel"` and `"pre-averaged"`;
 * against jumps: `"bipower"`, `"minimum"` and `"median"`; against both:
 * `"robust-two-scale"`. The choices beside the kind are those of the estimators, and so is
 * how to choose them: `twoScaleStep`, `parzenBandwidth`, `preAveragingWindow`.
 */
export type RealizedMeasure =
  | {
    /** `subsampledRealizedVariance` or `twoScaleRealizedVariance`. */
    readonly kind: "subsampled" | "two-scale";
    /** Returns in a slow step. */
    readonly scale: number;
  }
  | {
    /** `robustTwoScaleRealizedVariance`. */
    readonly kind: "robust-two-scale";
    /** Returns in a slow step. */
    readonly scale: number;
    /** Squared change beyond which it is a jump, in variances of a change; 9 by default. */
    readonly threshold?: number;
  }
  | {
    /** `multiScaleRealizedVariance`. */
    readonly kind: "multi-scale";
    /** Number of scales. */
    readonly scales: number;
  }
  | {
    /** `realizedKernel`. */
    readonly kind: "kernel";
    /** Number of lags. */
    readonly bandwidth: number;
    /** How they are weighed; `"parzen"` by default. */
    readonly kernel?: Kernel;
    /** Where they stand; `"non-negative"` by default. */
    readonly form?: KernelForm;
  }
  | {
    /** `preAveragedVariance`. */
    readonly kind: "pre-averaged";
    /** Returns averaged. */
    readonly average: number;
  }
  | {
    /** `bipowerVariation`, `minimumRealizedVariance` or `medianRealizedVariance`. */
    readonly kind: "bipower" | "minimum" | "median";
  };

/** Choices of a feature that measures the last returns of the mid. */
export type ReturnWindowOptions = PeriodOptions & {
  /** Returns in the window. */
  readonly window: number;
  /**
   * Microseconds from one value to the next, a multiple of the period, which it is by default:
   * each value goes through the whole window.
   */
  readonly step?: number;
};

/** Choices of {@linkcode realizedMeasureFeature}. */
export type RealizedMeasureFeatureOptions = ReturnWindowOptions & {
  /** How variance is read off. */
  readonly measure: RealizedMeasure;
};

/**
 * Variance of the mid price over the last bars of the clock without noise, jumps or
 * both, as a column `<measure>_<span>`.
 *
 * Returns are those of the mid that stands at the end of each bar, in receive time. Bars
 * much shorter than the book takes to change hold many returns of 0, which pull down
 * the measures that multiply neighbours (`"bipower"`, `"minimum"`, less so `"median"`).
 *
 * @param options Bars, how many returns are measured how often, and the measure.
 * @returns The feature: variance of the log price over the span; some measures may fall
 *   below zero.
 * @throws {RangeError} If a number is out of range, a word unknown, or the window too short
 *   for the measure.
 * @see eq-two-scales, eq-multi-scale, eq-realised-kernel, eq-pre-averaging, eq-bipower
 * @see Zhang, L., Mykland, P. and Aït-Sahalia, Y. (2005), Journal of the American
 *   Statistical Association 100(472), 1394-1411, doi:10.1198/016214505000000169, and what
 *   the estimators name.
 *
 * @example Ten minutes of seconds on two scales, once a minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedMeasureFeature } from "volarb/features";
 * import { MINUTE, SECOND } from "volarb/time";
 *
 * const { name, entry } = realizedMeasureFeature({
 *   measure: { kind: "two-scale", scale: 5 },
 *   period: SECOND,
 *   window: 600,
 *   step: MINUTE,
 * });
 * assert.equal(name, "two_scale_5_10m_by_1s");
 * assert.equal(entry, "bar of 1m");
 * ```
 */
export function realizedMeasureFeature(
  { measure, step, ...options }: RealizedMeasureFeatureOptions,
): Feature {
  const { window, period } = options;
  const estimate = estimateOf(measure);
  const parts = { window, step: step ?? period, measure: estimate };
  const feature = periodFeature({
    name: nameOf(measure),
    inputs: ["quotes.bidPrice", "quotes.askPrice"],
    unit: "variance of the log price over the span",
    family: "quotes",
    options,
    step: parts.step,
    gather: (saved) =>
      new ReturnWindow(parts, saved as ReturnWindowSnapshot | undefined),
  });
  // What is out of range is told when the feature is made, not when it runs.
  if (Number.isNaN(estimate(new Float64Array(window)))) {
    throw new RangeError(
      `Cannot compute ${feature.name} as window must hold the returns that the measure takes: current value is ${window}`,
    );
  }
  return feature;
}

function estimateOf(
  measure: RealizedMeasure,
): (returns: Float64Array) => number {
  switch (measure.kind) {
    case "subsampled":
      return (r) => subsampledRealizedVariance(r, measure.scale);
    case "two-scale":
      return (r) => twoScaleRealizedVariance(r, measure);
    case "robust-two-scale":
      return (r) => robustTwoScaleRealizedVariance(r, measure);
    case "multi-scale":
      return (r) => multiScaleRealizedVariance(r, measure.scales);
    case "kernel":
      return (r) => realizedKernel(r, measure);
    case "pre-averaged":
      return (r) => preAveragedVariance(r, { window: measure.average });
    case "bipower":
      return (r) => bipowerVariation(r);
    case "minimum":
      return (r) => minimumRealizedVariance(r);
    case "median":
      return (r) => medianRealizedVariance(r);
    default: {
      const { kind } = measure as { readonly kind: unknown };
      throw new RangeError(
        `Cannot measure variance as the kind of measure must be one of "subsampled", "two-scale", "robust-two-scale", "multi-scale", "kernel", "pre-averaged", "bipower", "minimum", "median": current value is ${
          JSON.stringify(kind)
        }`,
      );
    }
  }
}

function nameOf(measure: RealizedMeasure): string {
  switch (measure.kind) {
    case "subsampled":
    case "two-scale":
    case "robust-two-scale":
      return `${measure.kind.replaceAll("-", "_")}_${measure.scale}`;
    case "multi-scale":
      return `multi_scale_${measure.scales}`;
    case "kernel": {
      const { kernel = "parzen", form = "non-negative", bandwidth } = measure;
      const shape = form === "flat-top" ? "_flat_top" : "";
      return `${kernel.replaceAll("-", "_")}_kernel${shape}_${bandwidth}`;
    }
    case "pre-averaged":
      return `pre_averaged_${measure.average}`;
    case "bipower":
      return "bipower_variation";
    default:
      return `${measure.kind}_realized_variance`;
  }
}
