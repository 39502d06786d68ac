/**
 * Column kernels of `lib/volatility` against C -O3 on the same 10 million rows, in
 * rounds that take turns, and against Polars where an expression does the same.
 *
 *     deno run -A tests/bench/volatility_kernels.ts [ROWS] [ROUNDS]
 *
 * Prints nanoseconds per row, the median of the rounds, and the ratio. Where there is
 * no gcc only our own are shown.
 */
import pl from "nodejs-polars";
import { Random } from "volarb/random";
import { median, RollingMean, RollingVariance } from "volarb/stats";
import {
  brownianBars,
  EwmaVariance,
  RogersSatchell,
  rogersSatchell,
  YangZhang,
  yangZhang,
} from "volarb/volatility";

const ROWS = Number(Deno.args[0] ?? 10_000_000);
const ROUNDS = Number(Deno.args[1] ?? 5);
const WINDOW = 60;

const bars = brownianBars(new Random(1), {
  bars: ROWS,
  steps: 2,
  variance: 1e-7,
});
const out = new Float64Array(ROWS).fill(1);
const times = new Map<string, number[]>();
const lasts = new Map<string, number>();

function record(name: string, nanoseconds: number, last: number): void {
  times.set(name, [...times.get(name) ?? [], nanoseconds]);
  lasts.set(name, last);
}

function time(name: string, run: () => number): void {
  const start = performance.now();
  const last = run();
  record(name, (performance.now() - start) * 1e6 / ROWS, last);
}

/**
 * Compiles the C side into a folder; `undefined` where there is no compiler. Fused
 * multiply-add is off: it rounds once where JavaScript has to round twice, and halves
 * the chain of a recursion such as EWMA.
 */
function compile(folder: string): string | undefined {
  const source = new URL("volatility_kernels.c", import.meta.url).pathname;
  const program = `${folder}/kernels`;
  const optimize = ["-O3", "-march=native", "-ffp-contract=off"];
  const args = [...optimize, "-o", program, source, "-lm"];
  try {
    return new Deno.Command("gcc", { args }).outputSync().success
      ? program
      : undefined;
  } catch {
    return undefined;
  }
}

function runC(program: string, folder: string): void {
  const { stdout } = new Deno.Command(program, { args: [folder] }).outputSync();
  for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
    const [name, nanoseconds, last] = line.split(" ");
    record(`C ${name}`, Number(nanoseconds), Number(last));
  }
}

function runOurs(): void {
  const last = (column: Float64Array) => column[column.length - 1]!;
  const { close } = bars;
  time("rogersSatchell", () => last(rogersSatchell(bars, { window: WINDOW })));
  const overnight = "bars";
  time("yangZhang", () => last(yangZhang(bars, { window: WINDOW, overnight })));
  // As in C, the memory that the result goes to is there beforehand.
  const ewma = new EwmaVariance(0.94);
  time("ewmaVariance", () => last(ewma.updateColumn(close, out)));
  const mean = new RollingMean(WINDOW);
  time("rollingMean", () => last(mean.updateColumn(close, out)));
  const variance = new RollingVariance(WINDOW);
  time("rollingVariance", () => last(variance.updateColumn(close, out)));
}

function runStreams(): void {
  const rows = Math.min(ROWS, 1_000_000);
  const { open, high, low, close } = bars;
  const bar = { open: NaN, high: NaN, low: NaN, close: NaN };
  const rogers = new RogersSatchell({ window: WINDOW });
  const yang = new YangZhang({ window: WINDOW, overnight: "bars" });
  const ewma = new EwmaVariance(0.94);
  const stream = (name: string, update: () => number) => {
    const start = performance.now();
    let last = NaN;
    for (let t = 0; t < rows; t++) {
      bar.open = open[t]!;
      bar.high = high[t]!;
      bar.low = low[t]!;
      bar.close = close[t]!;
      last = update();
    }
    record(name, (performance.now() - start) * 1e6 / rows, last);
  };
  stream("stream RogersSatchell", () => rogers.update(bar));
  stream("stream YangZhang", () => yang.update(bar));
  stream("stream EwmaVariance", () => ewma.update(bar.close));
}

function runPolars(frame: pl.DataFrame): void {
  const [o, h, l, c] = ["open", "high", "low", "close"].map((name) =>
    pl.col(name).log(Math.E)
  ) as [pl.Expr, pl.Expr, pl.Expr, pl.Expr];
  time("Polars rogersSatchell", () => {
    const term = h.sub(c).mul(h.sub(o)).add(l.sub(c).mul(l.sub(o)));
    const column = frame.select(
      term.rollingMean({ windowSize: WINDOW }).alias("v"),
    ).getColumn("v");
    return Number(column.get(column.length - 1));
  });
  const rolling = (name: string, expression: pl.Expr) =>
    time(`Polars ${name}`, () => {
      const column = frame.select(expression.alias("v")).getColumn("v");
      return Number(column.get(column.length - 1));
    });
  rolling("rollingMean", pl.col("close").rollingMean({ windowSize: WINDOW }));
  rolling(
    "rollingVariance",
    pl.col("close").rollingVar({ windowSize: WINDOW }),
  );
  const square = pl.col("close").mul(pl.col("close"));
  time("Polars ewmaVariance", () => {
    const column = frame.select(square.ewmMean(1 - 0.94, false, 1).alias("v"))
      .getColumn("v");
    return Number(column.get(column.length - 1));
  });
}

const folder = Deno.makeTempDirSync();
try {
  for (const [name, column] of Object.entries(bars)) {
    Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(column.buffer));
  }
  const program = compile(folder);
  const frame = pl.DataFrame({ ...bars });
  for (let round = 0; round < ROUNDS; round++) {
    if (program) runC(program, folder);
    runOurs();
    runStreams();
    runPolars(frame);
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}

const lines = [...times].map(([name, values]) => {
  const nanoseconds = median(Float64Array.from(values));
  const least = Math.min(...values);
  const own = times.get(name.replace(/^(C|Polars) /, ""));
  const ratio = own && name !== name.replace(/^(C|Polars) /, "")
    ? `  ours is ${(median(Float64Array.from(own)) / nanoseconds).toFixed(2)}x`
    : "";
  return `${name.padEnd(24)} ${nanoseconds.toFixed(2).padStart(8)} ns, least ${
    least.toFixed(2).padStart(7)
  }, last ${lasts.get(name)}${ratio}`;
});
Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
