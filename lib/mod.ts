/**
 * Volatility arbitrage on perpetual futures: from the venue's files to a
 * target position, its execution and its proof.
 *
 * Each chapter of the subject is a folder with an entry of its own
 * (`volarb/market`, `volarb/volatility`, …); this module is all of them but
 * `volarb/notebook`, which belongs to notebooks.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { parkinson } from "volarb";
 *
 * const variance = parkinson({
 *   high: Float64Array.of(102, 103),
 *   low: Float64Array.of(100, 101),
 * });
 * assert.equal(variance.length, 2);
 * ```
 *
 * @module
 */
export * from "./errors/mod.ts";
export * from "./time/mod.ts";
export * from "./random/mod.ts";
export * from "./stats/mod.ts";
export * from "./market/mod.ts";
export * from "./catalog/mod.ts";
export * from "./simulate/mod.ts";
export * from "./volatility/mod.ts";
export * from "./flow/mod.ts";
export * from "./liquidity/mod.ts";
export * from "./regime/mod.ts";
export * from "./features/mod.ts";
export * from "./signal/mod.ts";
export * from "./risk/mod.ts";
export * from "./venue/mod.ts";
export * from "./engine/mod.ts";
export * from "./execution/mod.ts";
export * from "./strategy/mod.ts";
export * from "./performance/mod.ts";
export * from "./figure/mod.ts";
