/**
 * From a target to orders: schedules, their control by alpha decay, and what they
 * cost.
 *
 * @module
 */
export type { Random, RandomState } from "../random/mod.ts";
export {
  intervalsIn,
  scheduledLots,
  type Slices,
  type TwapOptions,
  twapSlices,
} from "./slices.ts";
export * from "./alpha_decay_schedule.ts";
export * from "./almgren_chriss.ts";
export * from "./urgency.ts";
export * from "./implementation_shortfall.ts";
