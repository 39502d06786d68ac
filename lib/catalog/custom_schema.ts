import { DataError } from "../errors/mod.ts";
import type { Layout, PartColumn } from "./layout.ts";

/** A number that custom records carry. */
export type CustomField = {
  /** Its name: letters and digits, a letter first, as `meanVariance`. */
  readonly name: string;
  /**
   * `"double"`: a 64-bit floating-point number; `"integer"`: a whole number below 2^53;
   * `"time"`: microseconds since the epoch.
   */
  readonly type: "double" | "integer" | "time";
  /** Its unit in words: `fraction of capital`, `us`, `1` for a pure number. */
  readonly unit: string;
  /** What it is. */
  readonly description: string;
  /** Whether it may be missing: `NaN` in memory, null in the file; `false` by default. */
  readonly optional?: boolean;
};

/**
 * What records of a custom type carry besides `eventTime` and `receiveTime`, which all
 * have: microseconds since the epoch, when it was computed and when it can be acted on.
 */
export type CustomSchema = {
  /** Name of the type: letters and digits, a letter first, as `AlphaSignal`. */
  readonly type: string;
  /** The fields, in the order of the file. */
  readonly fields: readonly CustomField[];
};

/** Columns of custom records by name, `eventTime` and `receiveTime` among them. */
export type CustomColumns = Readonly<Record<string, Float64Array>>;

/** Names of the two times that every record has. */
export const CUSTOM_TIMES: readonly string[] = ["eventTime", "receiveTime"];

/** Name of the schema in the metadata of a part. */
export const SCHEMA_KEY = "volarb.custom";

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * Checks that a schema can be stored.
 *
 * @param schema What records carry.
 * @throws {RangeError} If a name is no word, or two are the same, or a type is unknown.
 */
export function assertCustomSchema(schema: CustomSchema): void {
  const action = `use the schema of ${schema.type}`;
  if (!NAME.test(schema.type)) {
    throw new RangeError(
      `Cannot ${action} as its type must be letters and digits: current value is ${
        JSON.stringify(schema.type)
      }`,
    );
  }
  const seen = new Set(CUSTOM_TIMES);
  for (const { name, type } of schema.fields) {
    if (!NAME.test(name) || seen.has(name)) {
      throw new RangeError(
        `Cannot ${action} as fields must have different names of letters and digits: current value is ${
          JSON.stringify(name)
        }`,
      );
    }
    if (type !== "double" && type !== "integer" && type !== "time") {
      throw new RangeError(
        `Cannot ${action} as a field must be a double, an integer or a time: current value is ${
          JSON.stringify(type)
        } for ${name}`,
      );
    }
    seen.add(name);
  }
}

/** How records of a schema are laid out: by the time at which they can be acted on. */
export function customLayout({ fields }: CustomSchema): Layout {
  const times = CUSTOM_TIMES.map((name): PartColumn => ({
    name,
    type: "time",
    optional: false,
  }));
  const columns = fields.map(({ name, type, optional = false }) => ({
    name,
    type,
    optional,
  }));
  return { columns: [...times, ...columns], time: "receiveTime" };
}

/** A schema as text for the metadata of a part. */
export function formatCustomSchema({ type, fields }: CustomSchema): string {
  return JSON.stringify({
    type,
    fields: fields.map((
      { name, type, unit, description, optional = false },
    ) => ({ name, type, unit, description, optional })),
  });
}

/**
 * Checks that a part holds records of a schema: names, types and units.
 *
 * @param path The part.
 * @param text The schema that it was written with.
 * @param schema The schema that it is read with.
 * @throws {DataError} If they differ.
 */
export function assertSameSchema(
  path: string,
  text: string | undefined,
  schema: CustomSchema,
): void {
  const essence = (of: CustomSchema | undefined) =>
    of?.fields.map(({ name, type, unit, optional = false }) =>
      `${name}: ${type}${optional ? " or missing" : ""} in ${unit}`
    ).join(", ");
  const written = essence(parse(text));
  const wanted = essence(schema);
  if (written === wanted) return;
  throw new DataError(
    `Cannot read ${path} as ${schema.type}: it was written with ${
      written ?? "no schema"
    }; expected ${wanted}`,
  );
}

function parse(text: string | undefined): CustomSchema | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as CustomSchema;
  } catch {
    return undefined;
  }
}
