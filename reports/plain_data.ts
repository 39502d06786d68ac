import type { RecordValue } from "../lib/performance/mod.ts";

/**
 * What JSON makes of a value, which is plain data.
 *
 * @param value What was read from JSON, or can be written as it.
 * @returns The same.
 */
export function plainData(value: unknown): RecordValue {
  return JSON.parse(JSON.stringify(value)) as RecordValue;
}
