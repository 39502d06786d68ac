import type { Kind } from "./kind.ts";
import type { Plan } from "./plan.ts";
import { SCHEMAS } from "./schema.ts";

/** The arrays that a pass fills, by our column name. */
export type ColumnArrays = Record<
  string,
  Int32Array | Float64Array | Uint8Array
>;

/** Which arrays to make. */
export type ArraysRequest = {
  /** The family. */
  readonly kind: Kind;
  /** Names of the columns. */
  readonly names: readonly string[];
  /** Those of them that the file lacks. */
  readonly absent: readonly string[];
  /** Scales and arrays of the exact decimals. */
  readonly plan: Plan;
  /** Entries of each array. */
  readonly rows: number;
  /** `shared` can be written by several threads; what the file lacks is then left out. */
  readonly memory: "own" | "shared";
};

/** Arrays of the kinds that a plan names; columns that the file lacks are `NaN`. */
export function newArrays(request: ArraysRequest): ColumnArrays {
  const { kind, names, absent, plan, rows, memory } = request;
  const arrays: ColumnArrays = {};
  for (const { name, type } of SCHEMAS[kind].fields) {
    if (!names.includes(name)) continue;
    const missing = absent.includes(name);
    if (missing && memory === "shared") continue;
    const Entries = missing
      ? Float64Array
      : type === "boolean"
      ? Uint8Array
      : plan.get(name)?.integers === "int32"
      ? Int32Array
      : Float64Array;
    const bytes = rows * Entries.BYTES_PER_ELEMENT;
    // The types of the constructors know nothing of shared memory.
    const buffer = (memory === "own"
      ? new ArrayBuffer(bytes)
      : new SharedArrayBuffer(bytes)) as ArrayBuffer;
    const array: ColumnArrays[string] = new Entries(buffer);
    arrays[name] = missing ? array.fill(NaN) : array;
  }
  return arrays;
}
