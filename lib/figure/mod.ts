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
export type {
  BacktestReportOptions,
  BacktestResult,
  CommandColumns,
  EquityColumn,
  EquityColumns,
  EquityCurve,
  EvaluationOptions,
  FillColumns,
  LedgerColumns,
  LiquidationColumns,
  OrderColumns,
  PositionColumns,
  PositionHistory,
  PriceColumns,
  ProfitComponents,
  Random,
  RandomState,
  RegimeColumns,
  ResultColumn,
  ResultFrame,
  ResultTable,
  RunFills,
  RunReport,
  Statistic,
  TriggerColumns,
  VenueChoice,
} from "../performance/mod.ts";
export { EQUITY_COLUMNS } from "../performance/mod.ts";
export * from "./palette.ts";
export * from "./theme.ts";
export * from "./thin.ts";
export * from "./to_dates.ts";
export * from "./draw_figure.ts";
export * from "./plot_options.ts";
export type {
  CalibrationBin,
  CalibrationCoverage,
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
export * from "./turnover_plot.ts";
export * from "./breadth_plot.ts";
export * from "./split_stability_plot.ts";
export * from "./coverage_plot.ts";
export { drawPanels } from "./draw_panels.ts";
export type { FigureName } from "./named_figure.ts";
export * from "./equity_figure.ts";
export * from "./returns_figure.ts";
export * from "./rolling_sharpe_figure.ts";
export * from "./hourly_heatmap_figure.ts";
export * from "./price_figure.ts";
export * from "./inventory_figure.ts";
export * from "./signature_figure.ts";
export * from "./volatility_figure.ts";
export * from "./vpin_figure.ts";
export * from "./order_flow_figure.ts";
export * from "./funding_figure.ts";
export * from "./ic_decay_figure.ts";
export * from "./state_figure.ts";
export * from "./schedule_figure.ts";
export * from "./covariance_figure.ts";
export * from "./capacity_figure.ts";
export * from "./components_figure.ts";
export * from "./format_statistic.ts";
export {
  type ExtraFigure,
  tearsheet,
  type TearsheetOptions,
} from "./tearsheet.ts";
