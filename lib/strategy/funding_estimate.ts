import type { CustomSchema } from "../catalog/mod.ts";
import type { MessageHead } from "../signal/mod.ts";

/** What the next payment of funding is expected to be. */
export type FundingEstimate = MessageHead & {
  /** Name of the type. */
  readonly type: "FundingEstimate";
  /** Rate of the payment, fraction of the position; longs pay if it is above 0. */
  readonly rate: number;
  /** When it is, microseconds since the epoch. */
  readonly paymentTime: number;
  /** Time from one payment to the next, microseconds. */
  readonly interval: number;
};

/**
 * What a {@linkcode FundingEstimate} carries: fields, types and units, by which the catalog stores it.
 *
 * @example What the catalog stores
 * ```ts
 * import assert from "node:assert/strict";
 * import { FUNDING_ESTIMATE_SCHEMA } from "volarb/strategy";
 *
 * assert.deepEqual(FUNDING_ESTIMATE_SCHEMA.fields.slice(0, 2).map(({ name, type }) => [name, type]), [
 *   ["rate", "double"],
 *   ["paymentTime", "time"],
 * ]);
 * ```
 */
export const FUNDING_ESTIMATE_SCHEMA: CustomSchema = {
  type: "FundingEstimate",
  fields: [
    {
      name: "rate",
      type: "double",
      unit: "fraction of the position",
      description: "Of the next payment; longs pay if it is above 0.",
    },
    {
      name: "paymentTime",
      type: "time",
      unit: "us",
      description: "When the payment is.",
    },
    {
      name: "interval",
      type: "integer",
      unit: "us",
      description: "From one payment to the next.",
    },
  ],
};
