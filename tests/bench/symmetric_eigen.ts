/**
 * Eigenvectors of a sample covariance of 50 symbols against the same algorithm in C -O3: microseconds, medians of rounds that take turns.
 *
 *     deno run -A tests/bench/symmetric_eigen.ts [ROUNDS]
 */
import { Random } from "volarb/random";
import { sampleCovariance } from "volarb/risk";
import { median, SymmetricEigen } from "volarb/stats";

const SIZE = 50;
const ROUNDS = Number(Deno.args[0] ?? 5);
const UPDATES = 500;
const random = new Random(3);
const { values: matrix } = sampleCovariance(
  Array.from(
    { length: SIZE },
    () => Float64Array.from({ length: 250 }, () => random.normal()),
  ),
);

/** The median time of an update, microseconds, and a number that the results are in. */
function ours(): { micros: number; check: number } {
  const eigen = new SymmetricEigen(SIZE);
  const times = new Float64Array(UPDATES);
  for (let k = 0; k < UPDATES; k++) {
    const start = performance.now();
    eigen.decompose(matrix);
    times[k] = 1e3 * (performance.now() - start);
  }
  const { values, vectors } = eigen;
  let check = 0;
  for (let j = 0; j < SIZE; j++) {
    check += values[j]! + vectors[j * SIZE]! * vectors[j * SIZE]!;
  }
  return { micros: median(times), check };
}

async function theirs(
  program: string,
): Promise<{ micros: number; check: number }> {
  const child = new Deno.Command(program, {
    args: [String(UPDATES)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new Uint8Array(matrix.slice().buffer));
  await writer.close();
  const { stdout } = await child.output();
  const [nanoseconds, check] = new TextDecoder().decode(stdout).split(" ");
  return { micros: Number(nanoseconds) / 1e3, check: Number(check) };
}

/** The program's path; `undefined` where there is no compiler. */
function compile(folder: string): string | undefined {
  const program = `${folder}/eigen`;
  const source = new URL("symmetric_eigen.c", import.meta.url).pathname;
  const flags = ["-O3", "-march=native", "-ffp-contract=off"];
  const args = [...flags, "-o", program, source, "-lm"];
  try {
    return new Deno.Command("gcc", { args }).outputSync().success
      ? program
      : undefined;
  } catch {
    return undefined;
  }
}

const folder = Deno.makeTempDirSync();
try {
  const program = compile(folder);
  const mine: number[] = [];
  const others: number[] = [];
  let difference = 0;
  for (let k = 0; k < ROUNDS; k++) {
    const here = ours();
    mine.push(here.micros);
    if (program === undefined) continue;
    const there = await theirs(program);
    others.push(there.micros);
    difference = Math.abs(there.check - here.check);
  }
  const [a, b] = [mine, others].map((times) =>
    median(Float64Array.from(times))
  );
  const line = program
    ? `volarb ${a!.toFixed(0)} µs, C ${b!.toFixed(0)} µs, ratio ${
      (a! / b!).toFixed(2)
    }, results differ by ${difference.toExponential(1)}`
    : `volarb ${a!.toFixed(0)} µs; no C compiler here`;
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
} finally {
  Deno.removeSync(folder, { recursive: true });
}
