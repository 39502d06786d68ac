// deno-lint-ignore-file no-console
/**
 * Nanoseconds per row of the flow kernels, beside C compiled with gcc -O3 in the
 * same run where there is a gcc.
 *
 *     deno run -A tests/bench/flow_kernels.ts [rows] [rounds]
 *
 * Synthetic trades and quotes: two of a hundred quotes move a price, as on the real
 * book. Every round runs each kernel once in both languages, and order flow by Polars'
 * expressions with all of its threads; medians are printed.
 */
import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { Random } from "volarb/random";
import {
  clockBars,
  OrderFlowImbalance,
  orderFlowImbalanceBars,
  Vpin,
  vpin,
} from "volarb/flow";

const n = Number(Deno.args[0] ?? 10_000_000);
const rounds = Number(Deno.args[1] ?? 7);
const START = 1_700_000_000_000_000;
const SECOND = 1_000_000;

const random = new Random(1);
const time = new Float64Array(n);
const quantity = new Float64Array(n);
const isBuyerMaker = new Uint8Array(n);
const bidPrice = new Float64Array(n);
const bidQuantity = new Float64Array(n);
const askPrice = new Float64Array(n);
const askQuantity = new Float64Array(n);
let total = 0;
for (let i = 0, t = START, side = 0, tick = 250_000; i < n; i++) {
  if (random.uniform() < 0.5) t += random.integer(17_280);
  if (random.uniform() < 0.3) side = 1 - side;
  if (random.uniform() < 0.02) tick += 2 * random.integer(2) - 1;
  time[i] = t;
  quantity[i] = Math.ceil(Math.exp(5 * random.uniform())) / 1000;
  isBuyerMaker[i] = side;
  bidPrice[i] = tick / 10;
  askPrice[i] = (tick + 1) / 10;
  bidQuantity[i] = random.integer(20_000) / 1000;
  askQuantity[i] = random.integer(20_000) / 1000;
  total += quantity[i]!;
}
const quotes = { time, bidPrice, bidQuantity, askPrice, askQuantity };
const trades = { time, quantity, isBuyerMaker };
const bucketVolume = total / 5000;
const options = { bucketVolume, window: 50, anchor: START };
const bars = clockBars(time, { period: SECOND });

/** Sum of the defined entries with weights that repeat, as the C file does. */
function checksum(column: Float64Array): number {
  let sum = 0;
  column.forEach((x, k) => x === x ? sum += x * (k % 7) : 0);
  return sum;
}

/** Compiles the C file; nothing where there is no gcc. */
function compile(folder: string): string | undefined {
  const program = `${folder}/flow_kernels`;
  const source = new URL("./flow_kernels.c", import.meta.url).pathname;
  try {
    const { success } = new Deno.Command("gcc", {
      args: ["-O3", "-march=native", "-o", program, source, "-lm"],
    }).outputSync();
    return success ? program : undefined;
  } catch {
    return undefined;
  }
}

const nanoseconds = new Map<string, number[]>();
const checksums = new Map<string, number>();
const record = (name: string, ns: number, sum: number) => {
  nanoseconds.set(name, [...nanoseconds.get(name) ?? [], ns]);
  checksums.set(name, sum);
};
const run = (name: string, kernel: () => Float64Array | number) => {
  const start = performance.now();
  const result = kernel();
  const ns = (performance.now() - start) * 1e6 / n;
  record(name, ns, typeof result === "number" ? result : checksum(result));
};

const frame = pl.DataFrame({
  time,
  bidPrice,
  bidQuantity,
  askPrice,
  askQuantity,
});

/** Order flow imbalance of one-second bars in Polars' expressions, empty bars left out. */
function polarsBars(): Float64Array {
  const [bid, ask] = [pl.col("bidPrice"), pl.col("askPrice")];
  const [b, a] = [pl.col("bidQuantity"), pl.col("askQuantity")];
  const where = (is: pl.Expr, quantity: pl.Expr) =>
    pl.when(is).then(quantity).otherwise(pl.lit(0));
  const event = where(bid.gtEq(bid.shift(1)), b)
    .sub(where(bid.ltEq(bid.shift(1)), b.shift(1)))
    .sub(where(ask.ltEq(ask.shift(1)), a))
    .add(where(ask.gtEq(ask.shift(1)), a.shift(1)));
  return frame.lazy().select(
    pl.col("time").sub(START).div(SECOND).floor().alias("bar"),
    event.alias("event"),
  ).groupBy("bar").agg(pl.col("event").sum().alias("sum")).sort("bar")
    .collectSync().getColumn("sum").toTypedArray() as Float64Array;
}

const folder = Deno.makeTempDirSync();
try {
  const program = compile(folder);
  if (program === undefined) console.log("no gcc: the C columns are left out");
  else {
    const columns = { ...quotes, ...trades, rows: bars.rows };
    for (const [name, { buffer }] of Object.entries(columns)) {
      Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(buffer));
    }
  }
  for (let round = 0; round < rounds; round++) {
    if (program !== undefined) {
      const { stdout } = new Deno.Command(program, {
        args: [folder, String(bucketVolume)],
      }).outputSync();
      for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
        const [name, ns, sum] = line.split(" ");
        record(`C ${name}`, Number(ns), Number(sum));
      }
    }
    // Twice, as the first call also compiles; C runs twice too.
    vpin(trades, options);
    run("vpin", () => vpin(trades, options).value);
    orderFlowImbalanceBars(quotes, bars);
    run("ofi_bars", () => orderFlowImbalanceBars(quotes, bars));
    run(
      "ofi_clock",
      () => orderFlowImbalanceBars(quotes, clockBars(time, { period: SECOND })),
    );
    // The bar that is still filling is not ours yet.
    run("polars", () => polarsBars().subarray(0, bars.rows.length));
    run("clock", () => clockBars(time, { period: SECOND }).rows.length);
    if (round > 1) continue;
    const stream = new Vpin(options);
    run("Vpin.update", () => {
      for (let i = 0; i < n; i++) {
        stream.update(time[i]!, quantity[i]!, isBuyerMaker[i]!);
      }
      return stream.value;
    });
    const imbalance = new OrderFlowImbalance();
    run("OrderFlowImbalance.update", () => {
      for (let i = 0; i < n; i++) {
        imbalance.update(
          bidPrice[i]!,
          bidQuantity[i]!,
          askPrice[i]!,
          askQuantity[i]!,
        );
      }
      return imbalance.sum;
    });
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;
const cell = (value: number) => value.toFixed(2).padStart(7);

/** What each kernel is compared with: C as one writes it, C without branches. */
const rows: [string, string, string][] = [
  ["VPIN", "vpin", "vpin"],
  ["VPIN, C without branches", "vpin", "vpin_tuned"],
  ["OFI, bars given", "ofi_bars", "ofi_bars"],
  ["OFI and clock bars", "ofi_clock", "ofi_clock"],
  ["OFI and clock bars, Polars", "ofi_clock", "polars"],
  ["clock bars", "clock", ""],
  ["Vpin.update", "Vpin.update", ""],
  ["OrderFlowImbalance.update", "OrderFlowImbalance.update", ""],
];
console.log(
  `${n} rows, ${bars.rows.length} bars, ${rounds} rounds; ns per row`,
);
console.log(
  "kernel                     median TS  other  ratio    best TS  other  ratio",
);
for (const [title, mine, other] of rows) {
  const ts = nanoseconds.get(mine)!;
  const c = nanoseconds.get(`C ${other}`) ?? nanoseconds.get(other) ?? [NaN];
  const [m, d] = [median(ts), median(c)];
  const [least, fewest] = [Math.min(...ts), Math.min(...c)];
  console.log(
    `${title.padEnd(27)}  ${cell(m)}${cell(d)}${cell(m / d)}    ${cell(least)}${
      cell(fewest)
    }${cell(least / fewest)}`,
  );
  const expected = checksums.get(`C ${other}`) ?? checksums.get(other);
  if (expected === undefined) continue;
  const actual = checksums.get(mine)!;
  assert.ok(
    Math.abs(actual - expected) <= 1e-6 * (1 + Math.abs(expected)),
    `${title}: TS gives ${actual}, the other gives ${expected}`,
  );
}
