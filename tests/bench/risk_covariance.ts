/**
 * A row of 50 symbols and its covariance: microseconds an update, by estimator.
 *
 *     deno run -P tests/bench/risk_covariance.ts
 *
 * A window of 250 rows; the median of 200 updates after 50, and the greatest.
 */
import { Random } from "volarb/random";
import { EwmaCovariance, RollingCovariance } from "volarb/risk";
import { ESTIMATORS } from "../risk/returns.ts";

const SIZE = 50;
const WINDOW = 250;
const random = new Random(7);
const row = new Float64Array(SIZE);

function nextRow(): void {
  const market = random.normal();
  for (let i = 0; i < SIZE; i++) row[i] = 1e-3 * (market + random.normal());
}

function measure(name: string, update: () => number): void {
  const times: number[] = [];
  let check = 0;
  for (let k = 0; k < 250; k++) {
    nextRow();
    const start = performance.now();
    check += update();
    if (k >= 50) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const micros = (ms: number) => (1e3 * ms).toFixed(0).padStart(6);
  Deno.stdout.writeSync(
    new TextEncoder().encode(
      `${name.padEnd(22)} ${micros(times[100]!)} µs, at most ${
        micros(times[199]!)
      } µs${check > 0 ? "" : " (no matrix)"}\n`,
    ),
  );
}

const ewma = new EwmaCovariance({ assets: SIZE, decay: 0.94 });
measure("ewma", () => {
  ewma.update(row);
  return ewma.value[0]!;
});
for (const estimator of ESTIMATORS) {
  const rolling = new RollingCovariance({
    assets: SIZE,
    window: WINDOW,
    estimator,
  });
  for (let k = 0; k < WINDOW; k++) {
    nextRow();
    rolling.update(row);
  }
  measure(estimator, () => {
    rolling.update(row);
    return rolling.value[0]!;
  });
}
