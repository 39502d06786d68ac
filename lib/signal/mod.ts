/**
 * From features to one target position: fair value, state-space models, ensembles
 * of factors, and what they are worth.
 *
 * @module
 */
export type {
  CustomColumns,
  CustomField,
  CustomSchema,
} from "../catalog/mod.ts";
export * from "./messages.ts";
export * from "./message_columns.ts";
