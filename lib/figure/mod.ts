/**
 * Figures in one look: Observable Plot drawn to a standalone SVG.
 *
 * A figure of this folder is text: the same columns give the same bytes. Times
 * are shown in UTC, colours are told apart by readers who confuse some, fonts
 * are those that a machine has, and a long line is thinned without losing its
 * extremes.
 *
 * @module
 */
export * from "./palette.ts";
export * from "./theme.ts";
export * from "./thin.ts";
export * from "./to_dates.ts";
export * from "./draw_figure.ts";
export * from "./plot_options.ts";
export type {
  CalibrationBin,
  FactorContribution,
  HorizonIc,
  IcDecay,
  InformationCoefficient,
} from "../signal/mod.ts";
export * from "./ic_decay_plot.ts";
export * from "./rolling_ic_plot.ts";
export * from "./calibration_plot.ts";
export * from "./band_plot.ts";
export * from "./contribution_plot.ts";
