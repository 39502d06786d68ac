// deno-lint-ignore-file no-console
/**
 * Fits of every signal on 30 days of one-minute rows with ten features, and the time of a
 * row in the stream.
 *
 *     deno run -A tests/bench/signal_ensemble.ts [rows]
 */
import { Random } from "volarb/random";
import {
  kalmanEnsemble,
  PositionRule,
  ridgeSignal,
  type SignalModel,
  zScoreEnsemble,
} from "volarb/signal";
import { latentMarket } from "../signal/market.ts";

const rows = Number(Deno.args[0] ?? 43_200);
const market = latentMarket({
  rows,
  seed: 1,
  persistence: 0.95,
  loading: Array.from({ length: 10 }, (_, k) => 0.1 + 0.04 * k),
  slope: 0.05,
});
// Features that share something beside the alpha, as those of a market do.
const random = new Random(2);
let level = 0;
for (let t = 0; t < rows; t++) {
  level = 0.9 * level + random.normal();
  Object.values(market.features).forEach((column, k) => {
    if (k % 2 === 0) column[t]! += 0.3 * level;
  });
}

const models: readonly SignalModel[] = [
  zScoreEnsemble(),
  ridgeSignal(),
  kalmanEnsemble({ form: "latent" }),
  kalmanEnsemble({ form: "drifting" }),
  kalmanEnsemble(),
];
const names = Object.keys(market.features);
const row = new Float64Array(names.length);
for (const model of models) {
  let start = performance.now();
  const signal = model.fit(market, { horizon: 5 });
  const fit = performance.now() - start;
  start = performance.now();
  for (let t = 0; t < rows; t++) {
    for (let k = 0; k < row.length; k++) {
      row[k] = market.features[names[k]!]![t]!;
    }
    signal.update(row, market.returns[t]!);
  }
  const stream = (performance.now() - start) / rows * 1e6;
  console.log(
    `${model.name.padEnd(20)} fit ${(fit / 1000).toFixed(2).padStart(6)} s, ` +
      `a row ${stream.toFixed(0).padStart(5)} ns  (${signal.model})`,
  );
}

const rule = new PositionRule({
  horizon: 5,
  halfLife: 13.5,
  expectedIc: 0.05,
  riskAversion: 2,
  maximum: 1,
  fee: 4e-4,
  impact: 1e-6,
  toxicity: { start: 0.8, floor: 0.5 },
});
const input = { mean: 0, meanVariance: 1e-12, variance: 5e-6, toxicity: 0.5 };
const start = performance.now();
for (let t = 0; t < 1_000_000; t++) {
  input.mean = market.alpha[t % rows]!;
  rule.update(input);
}
console.log(
  `PositionRule         a row ${(performance.now() - start).toFixed(0)} ns`,
);
