/**
 * A Kalman filter of four states and two observations against C -O3, and a local level by
 * maximum likelihood on 100,000 observations.
 *
 *     deno run -A tests/bench/kalman_step.ts [STEPS] [ROUNDS]
 *
 * Prints nanoseconds a step, the median of rounds that take turns, the ratio, and the bytes
 * that the heap grew by per step. The model is dense: no entry of `F` or `H` is 0 or 1.
 */
import {
  CompiledFilter,
  fitStateSpace,
  KalmanFilter,
  stateSpace,
} from "volarb/signal";
import { Random } from "volarb/random";
import { median } from "volarb/stats";

const STEPS = Number(Deno.args[0] ?? 1_000_000);
const ROUNDS = Number(Deno.args[1] ?? 7);

const random = new Random(4);
const square = (rows: number, columns: number, scale: number) =>
  Array.from(
    { length: rows },
    (_, i) =>
      Array.from({ length: columns }, (_, j) =>
        (i === j ? 0.9 : 0) + scale * random.normal()),
  );
const model = stateSpace({
  transition: square(4, 4, 0.05),
  stateNoise: [[0.3, 0.1, 0, 0], [0.1, 0.2, 0, 0], [0, 0, 0.1, 0.02], [
    0,
    0,
    0.02,
    0.1,
  ]],
  loading: square(2, 4, 0.3),
  observationNoise: [[0.5, 0], [0, 0.8]],
  initialCovariance: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
});
const observations = Float64Array.from(
  { length: 2 * STEPS },
  () => 2 * random.normal(),
);

const times = new Map<string, number[]>();
const lasts = new Map<string, number>();
const record = (name: string, nanoseconds: number, last: number) => {
  times.set(name, [...times.get(name) ?? [], nanoseconds]);
  lasts.set(name, last);
};

function compile(folder: string): string | undefined {
  const source = new URL("kalman_step.c", import.meta.url).pathname;
  const program = `${folder}/filter`;
  const args = [
    "-O3",
    "-march=native",
    "-ffp-contract=off",
    "-o",
    program,
    source,
    "-lm",
  ];
  try {
    return new Deno.Command("gcc", { args }).outputSync().success
      ? program
      : undefined;
  } catch {
    return undefined;
  }
}

const folder = Deno.makeTempDirSync();
let grown = NaN;
try {
  for (const [name, column] of Object.entries({ ...model, observations })) {
    if (column instanceof Float64Array) {
      Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(column.buffer));
    }
  }
  const program = compile(folder);
  for (let round = 0; round < ROUNDS; round++) {
    if (program) {
      const { stdout } = new Deno.Command(program, {
        args: [folder, String(STEPS)],
      }).outputSync();
      const [, nanoseconds, last] = new TextDecoder().decode(stdout).trim()
        .split(" ");
      record("C", Number(nanoseconds), Number(last));
    }
    for (
      const [name, make] of [
        ["CompiledFilter", () => new CompiledFilter(model)],
        ["KalmanFilter", () => new KalmanFilter(model)],
      ] as const
    ) {
      const filter = make();
      const before = Deno.memoryUsage().heapUsed;
      const start = performance.now();
      if (filter instanceof CompiledFilter) {
        // The first step of the plain filter only corrects; C's and this one's predict too.
        for (let t = 0; t < STEPS; t++) filter.update(observations, 2 * t);
      } else {for (let t = 0; t < STEPS; t++) {
          filter.update(observations, 1, 2 * t);
        }}
      record(
        name,
        (performance.now() - start) * 1e6 / STEPS,
        filter.logLikelihood,
      );
      if (name === "CompiledFilter") {
        grown = (Deno.memoryUsage().heapUsed - before) / STEPS;
      }
    }
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}

const fits: number[] = [];
const level = new Float64Array(100_000);
for (let t = 0, x = 0; t < level.length; t++) {
  x += 0.1 * random.normal();
  level[t] = x + random.normal();
}
let found = "";
for (let round = 0; round < Math.min(ROUNDS, 5); round++) {
  const start = performance.now();
  const { parameters, iterations } = fitStateSpace(
    ({ q, r }) =>
      stateSpace({
        transition: 1,
        stateNoise: q,
        loading: 1,
        observationNoise: r,
      }),
    { q: { start: 0.1 }, r: { start: 0.5 } },
    level,
  );
  fits.push(performance.now() - start);
  found = `q ${parameters.q.toFixed(5)}, r ${
    parameters.r.toFixed(5)
  }, ${iterations} iterations`;
}

const c = times.get("C");
const lines = [...times].map(([name, values]) => {
  const nanoseconds = median(Float64Array.from(values));
  const ratio = c && name !== "C"
    ? `  ${(nanoseconds / median(Float64Array.from(c))).toFixed(2)} x C`
    : "";
  return `${name.padEnd(16)} ${nanoseconds.toFixed(1).padStart(8)} ns a step, ${
    Math.min(...values).toFixed(1)
  } to ${Math.max(...values).toFixed(1)}, log likelihood ${
    lasts.get(name)
  }${ratio}`;
});
lines.push(`heap of CompiledFilter: ${grown.toFixed(3)} bytes a step`);
lines.push(
  `local level, 100,000 observations: ${
    median(Float64Array.from(fits)).toFixed(0)
  } ms (${found})`,
);
Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
