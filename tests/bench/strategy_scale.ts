// deno-lint-ignore-file no-console
/**
 * How a backtest of the whole strategy scales: peak memory over some days and three times as many, and the time of parameter sets
 * on processes.
 *
 *     deno run -A --v8-flags=--single-threaded-gc tests/bench/strategy_scale.ts [events per day] [days] [processes] [sets]
 *
 * A market is simulated and ingested into a temporary folder; processes of their own read it from the catalog. The sets are
 * run in this thread and on 1 to as many processes as asked for; results must be the same. Where each core has a process, a collector
 * with threads of its own takes from them what it saves: hence the flag, which `deno task backtest` and its processes have too. The time
 * from nothing to the first answer of a process is printed beside.
 */
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Catalog, ingest } from "volarb/catalog";
import { Backtest, catalogSource } from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { trialProcesses } from "volarb/notebook";
import { sweep } from "volarb/performance";
import { logReturnFeature } from "volarb/features";
import { ridgeSignal } from "volarb/signal";
import {
  factorsOf,
  volatilityArbitrage,
  volatilityArbitrageConfig,
} from "volarb/strategy";
import { utcDates } from "volarb/time";
import { contractSpec, powerQueue, venueFees } from "volarb/venue";
import { planOf, SAMPLE_FLAGS, writeSample } from "../../data/simulate.ts";

const SYMBOL = "BTCUSDT";
const FIRST = "2024-01-01";

/** What a run is told: where the data are, until when, and the stop's multiple. */
type Parameters = {
  readonly catalog: string;
  readonly to: string;
  readonly multiple: number;
};

/** A signal that believes in reversal; it learns nothing, as what is measured is the run. */
function reversal() {
  const x = Float64Array.from({ length: 400 }, (_, t) => Math.sin(t * t));
  const returns = x.map((_, t) => t === 0 ? 0 : -1e-3 * x[t - 1]!);
  const { name } = logReturnFeature({ window: 1 });
  return ridgeSignal().fit({ features: { [name]: x }, returns });
}

/** Runs the strategy and tells what it did. */
export function runStrategy({ catalog, to, multiple }: Parameters) {
  const specs = [contractSpec(instrumentOn(SYMBOL, FIRST))];
  const config = volatilityArbitrageConfig({
    symbol: SYMBOL,
    stop: { multiple },
    position: { fee: 0, spread: null, halfLife: 2 },
    kelly: { shrinkage: "none" },
  });
  const result = new Backtest({
    source: catalogSource(new Catalog(catalog), {
      steps: specs,
      from: FIRST,
      to,
    }),
    specs,
    balance: 1_000_000,
    fees: venueFees({ date: FIRST }),
    queue: powerQueue(3),
    ...volatilityArbitrage(config, {
      signal: reversal(),
      factors: factorsOf(config),
    }),
  }).run();
  const { equity } = result.equity.columns;
  return {
    hash: result.hash,
    fills: result.fills.rows,
    profit: equity.at(-1)! - equity[0]!,
  };
}

/** Megabytes of memory at the most, as the kernel counted them. */
function peakMegabytes(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
}

function measure(events: number, days: number, workers: number) {
  const folder = Deno.makeTempDirSync();
  const catalog = join(folder, "catalog");
  const dates = utcDates(FIRST, "2024-01-31").slice(0, 3 * days);
  const plan = planOf({
    ...SAMPLE_FLAGS,
    symbols: SYMBOL,
    days: `${3 * days}`,
    "tick-days": `${3 * days}`,
    "events-per-day": `${events}`,
    format: "csv",
    "carry-klines": true,
  });
  writeSample(join(folder, "data"), plan);
  ingest({ data: join(folder, "data"), catalog });
  for (const count of [days, 3 * days]) {
    const { stdout } = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        fileURLToPath(import.meta.url),
        "memory",
        catalog,
        dates[count - 1]!,
      ],
      stderr: "inherit",
    }).outputSync();
    console.log(`${count} days: ${new TextDecoder().decode(stdout).trim()}`);
  }
  return { folder, catalog, to: dates[0]!, workers };
}

const processes = (count: number) =>
  trialProcesses(count, { flags: ["--v8-flags=--single-threaded-gc"] });

/** Milliseconds until a process has answered, the median of some. */
async function startTime(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    await sweep({
      trials: [{
        module: import.meta.resolve("volarb/performance/hit_rate.ts"),
        export: "hitRate",
        parameters: [1, -1],
      }],
      workers: processes(1),
    });
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[4]!;
}

async function scale(
  { catalog, to, workers, sets }: {
    readonly catalog: string;
    readonly to: string;
    readonly workers: number;
    readonly sets: number;
  },
) {
  const trials = Array.from({ length: sets }, (_, k) => ({
    module: import.meta.url,
    export: "runStrategy",
    parameters: { catalog, to, multiple: 2 + k / 4 },
  }));
  let serial = NaN;
  let results = "";
  for (let count = 0; count <= workers; count++) {
    const start = performance.now();
    const records = await sweep({ trials, workers: processes(count) });
    const seconds = (performance.now() - start) / 1000;
    const text = JSON.stringify(records.map(({ result }) => result));
    if (count === 0) results = text;
    if (text !== results) {
      throw new Error("results differ from the serial ones");
    }
    if (count === 1) serial = seconds;
    console.log(
      `${trials.length} sets on ${count} processes: ${seconds.toFixed(1)} s${
        count > 1
          ? `, ${(serial / seconds).toFixed(2)} times one process's speed`
          : ""
      }`,
    );
  }
}

if (import.meta.main) {
  const [first = "200000", second = "2", third = "2", sets = "32"] = Deno.args;
  if (first === "memory") {
    const { fills } = runStrategy({ catalog: second, to: third, multiple: 3 });
    console.log(`${peakMegabytes().toFixed(0)} MB at the most, ${fills} fills`);
    process.exit(0);
  }
  console.log(`a process answers after ${(await startTime()).toFixed(0)} ms`);
  const made = measure(Number(first), Number(second), Number(third));
  try {
    await scale({ ...made, sets: Number(sets) });
  } finally {
    Deno.removeSync(made.folder, { recursive: true });
  }
}
