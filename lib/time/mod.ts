/**
 * Time as microseconds since the epoch, UTC, in a `number` or a
 * `Float64Array`: exact below 2^53, which is the year 2255.
 *
 * Nothing here reads a clock.
 *
 * @module
 */
export * from "./units.ts";
export * from "./utc_date.ts";
export * from "./stamp.ts";
export * from "./count_times.ts";
