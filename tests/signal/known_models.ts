import { type StateSpace, stateSpace } from "../../lib/signal/mod.ts";
import { projectPath } from "../conventions/layers.ts";

/** Rows of a table of `tests/known`, without comments and header. */
function rows(name: string): string[][] {
  return Deno.readTextFileSync(projectPath(`tests/known/${name}`)).trim()
    .split("\n").filter((line) => !line.startsWith("#")).slice(1)
    .map((line) => line.split(","));
}

/** The flow of the Nile, 1871 to 1970. */
export function nile(): Float64Array {
  return Float64Array.from(rows("nile.csv"), ([, flow]) => Number(flow));
}

/** The random model of `kalman_likelihood.csv`, and its other rows by name. */
export function knownModel(): {
  readonly model: StateSpace;
  readonly known: (name: string) => Float64Array;
} {
  const table = new Map(
    rows("kalman_likelihood.csv").map(([name, values]) => [
      name!,
      values!.split(" ").map(Number),
    ]),
  );
  const known = (name: string) => Float64Array.from(table.get(name)!);
  const matrix = (name: string, width: number) => {
    const values = table.get(name)!;
    return Array.from(
      { length: values.length / width },
      (_, i) => values.slice(i * width, (i + 1) * width),
    );
  };
  const model = stateSpace({
    transition: matrix("transition", 3),
    stateNoise: matrix("state_noise", 3),
    loading: matrix("loading", 3),
    observationNoise: matrix("observation_noise", 2),
    initialMean: table.get("initial_mean")!,
    initialCovariance: matrix("initial_covariance", 3),
  });
  return { model, known };
}
