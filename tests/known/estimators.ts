import { assertClose } from "../close.ts";

/** The columns and results of `estimators.csv`, by name; see `estimators.py` for whose they are. */
export function knownEstimators(): (name: string) => Float64Array {
  const text = Deno.readTextFileSync(
    new URL("estimators.csv", import.meta.url),
  );
  const table = new Map(
    text.trim().split("\n").slice(2).map((line) => {
      const [name, values] = line.split(",");
      const number = (x: string) => x === "nan" ? NaN : Number(x);
      return [name!, Float64Array.from(values!.split(" "), number)];
    }),
  );
  return (name) => {
    const values = table.get(name);
    if (values === undefined) throw new RangeError(`no row ${name}`);
    return values;
  };
}

/** Compares numbers, or the end of a column, with a row of the table. */
export function agreesWithKnown(
  name: string,
  actual: ArrayLike<number>,
  relative = 1e-10,
): void {
  const expected = knownEstimators()(name);
  assertClose(
    Float64Array.from(actual).slice(-expected.length),
    expected,
    relative,
  );
}
