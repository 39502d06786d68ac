/**
 * From a target to orders: schedules, their control by alpha decay, and what they
 * cost.
 *
 * @module
 */
export type { Random, RandomState } from "../random/mod.ts";
export {
  intervalsIn,
  mergedLots,
  scheduledLots,
  type Slices,
  type TwapOptions,
  twapSlices,
} from "./slices.ts";
export * from "./execution_schedule.ts";
export * from "./alpha_decay_schedule.ts";
export * from "./square_root_schedule.ts";
export * from "./almgren_chriss_schedule.ts";
export * from "./urgent_share.ts";
export * from "./almgren_chriss.ts";
export * from "./urgency.ts";
export * from "./cost_of_waiting.ts";
export * from "./twap_parameters.ts";
export * from "./twap_plan.ts";
export * from "./twap_algorithm.ts";
export * from "./implementation_shortfall.ts";
export * from "./mid_price_at.ts";
export * from "./parent_shortfall.ts";
export * from "./cost_curve.ts";
