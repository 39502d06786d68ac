/**
 * From a target to orders: schedules, their control by alpha decay, and what they
 * cost.
 *
 * @module
 */
export {};
