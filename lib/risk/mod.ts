/**
 * How much may be held: covariance, Kelly, stops and the limits that hold before a
 * trade.
 *
 * @module
 */
export * from "./trailing_offset.ts";
export * from "./trailing_stop.ts";
