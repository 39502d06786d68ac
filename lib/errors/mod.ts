/**
 * Errors that a caller can act on.
 *
 * A wrong argument is a `TypeError` or a `RangeError`. The classes here are for
 * what a caller would catch: data that is absent, unreadable or malformed.
 *
 * @module
 */
export * from "./convergence_error.ts";
export * from "./data_error.ts";
export * from "./field_error.ts";
export * from "./system_reason.ts";
