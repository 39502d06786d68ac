/**
 * Volatility arbitrage on perpetual futures: from the venue's files to a
 * target position, its execution and its proof.
 *
 * @module
 */
export * from "./errors/mod.ts";
export * from "./time/mod.ts";
