import assert from "node:assert/strict";
import {
  aggressorSign,
  amihud,
  bulkBuyShare,
  bulkVpinBaseline,
  exponentialTest,
  fitHawkes,
  flowRegression,
  hasbrouckLambda,
  hawkesIntensity,
  kyleLambda,
  linearFit,
  orderFlowImbalance,
  signAutocorrelation,
  signedRootTurnover,
  tradeInformation,
  vpin,
} from "volarb/flow";
import { assertClose } from "../close.ts";
import {
  agreesWithKnown as agrees,
  knownEstimators,
} from "../known/estimators.ts";

const known = knownEstimators();
const n = 60;
const [bidPrice, bidQuantity, askPrice, askQuantity] = [0, 1, 2, 3].map((j) =>
  known("quotes").slice(j * n, (j + 1) * n)
) as [Float64Array, Float64Array, Float64Array, Float64Array];
const time = Float64Array.from({ length: n }, (_, i) => i * 1e6);
const ofi = orderFlowImbalance({
  time,
  bidPrice,
  bidQuantity,
  askPrice,
  askQuantity,
});
const change = known("price_change");

Deno.test("orderFlowImbalance() of sixty quotes is the source's, case by case (numpy)", () => {
  agrees("order_flow_imbalance", ofi);
});

Deno.test("regressions on flow are OLS of statsmodels, pooled, per window and on the next bar", () => {
  const fit = linearFit(ofi.subarray(1), change.subarray(1));
  agrees("flow_regression", [
    fit.slope,
    fit.intercept,
    fit.slopeError,
    fit.rSquared,
  ]);
  // The first quote has no contribution; statsmodels was given 0 for it.
  const flow = ofi.slice();
  flow[0] = 0;
  const own = flowRegression(flow, change, {
    horizon: "contemporaneous",
    window: 12,
  });
  const next = flowRegression(flow, change, { horizon: "next", window: 12 });
  agrees("flow_regression_windows", [
    own.meanWindowRSquared,
    next.meanWindowRSquared,
    next.pooled.rSquared,
  ]);
  agrees("kyle_lambda_20", kyleLambda(flow, change, { window: 20 }), 1e-9);
});

Deno.test("amihud() is pandas' rolling mean of |r| over turnover", () => {
  agrees("amihud_15", amihud(change, known("turnover"), { window: 15 }));
});

Deno.test("signAutocorrelation() is numpy's, and statsmodels' adjusted acf but for when the mean is taken off", () => {
  const sign = aggressorSign(Uint8Array.from(known("sides")));
  const ours = signAutocorrelation(sign, { lags: [1, 2, 5, 10] });
  agrees("sign_acf_1_2_5_10", ours);
  known("sign_acf_statsmodels").forEach((rho, j) =>
    assert.ok(Math.abs(ours[j]! - rho) < 1 / sign.length, `${ours[j]}`)
  );
});

Deno.test("vpin() of split trades is that of the bought volume read at each edge (numpy.interp)", () => {
  const quantity = known("quantity");
  const { value } = vpin({
    time: quantity.map((_, i) => i),
    quantity,
    isBuyerMaker: Uint8Array.from(known("sides")),
  }, { bucketVolume: 25, window: 4, anchor: 0 });
  agrees("vpin_25_4", value);
});

Deno.test("bulkBuyShare() of both laws is scipy's over pandas' deviation of the changes before", () => {
  const choices = { deviationWindow: 10 };
  agrees("bulk_normal_10", bulkBuyShare(change, choices));
  const law = { studentT: 0.25 };
  agrees("bulk_student_10", bulkBuyShare(change, { ...choices, law }));
});

Deno.test("bulkVpinBaseline() of Student's t is scipy's integral", () => {
  const levels = [0.1, 0.25, 1, 5].map((studentT) =>
    bulkVpinBaseline({ barsPerBucket: 1, law: { studentT } })
  );
  agrees("bulk_baseline_student", levels, 1e-8);
});

Deno.test("fitHawkes() finds the maximum that scipy finds of the double sum", () => {
  const seconds = known("hawkes_seconds");
  const time = seconds.map((t) => Math.round(t * 1e6));
  const { parameters: p, logLikelihood } = fitHawkes(time);
  const [baseline, branching, decay, best] = known("hawkes_fit");
  assertClose(
    Float64Array.of(p.baseline, p.branchingRatio, p.decay),
    [baseline!, branching!, decay!],
    1e-6,
  );
  assert.ok(Math.abs(logLikelihood - best!) < 1e-8, `${logLikelihood}`);
  const intensity = hawkesIntensity(time, {
    baseline: 0.6,
    branchingRatio: 0.5,
    decay: 1.8,
  });
  agrees("hawkes_intensity", intensity.filter((_, i) => i % 37 === 0));
});

Deno.test("exponentialTest() has scipy's Kolmogorov-Smirnov statistic", () => {
  const seconds = known("hawkes_seconds");
  const waits = seconds.slice(1).map((t, i) => t - seconds[i]!);
  const mean = (seconds.at(-1)! - seconds[0]!) / waits.length;
  const { statistic } = exponentialTest(waits.map((w) => w / mean));
  agrees("kolmogorov", [statistic]);
});

Deno.test("hasbrouckLambda() is OLS of statsmodels on sums of signed roots", () => {
  const quantity = known("quantity");
  const root = signedRootTurnover({
    price: quantity.map(() => 100),
    quantity,
    isBuyerMaker: Uint8Array.from(known("sides")),
  });
  const flow = Float64Array.from(
    { length: 20 },
    (_, k) => root.subarray(10 * k, 10 * k + 10).reduce((sum, x) => sum + x),
  );
  const lambda = hasbrouckLambda(flow, known("hasbrouck_return"), {
    window: 12,
  });
  agrees("hasbrouck_lambda_12", lambda, 1e-9);
});

Deno.test("tradeInformation() is VAR of statsmodels, whose shocks are trades first", () => {
  const trade = aggressorSign(Uint8Array.from(known("sides")));
  const found = tradeInformation(
    known("var_change"),
    Float64Array.from(trade),
    { lags: 3, horizon: 12 },
  );
  agrees("trade_information_3_12", [
    ...found.response,
    found.tradeShare,
    found.efficientVariance,
    found.priceVariance,
    found.tradeVariance,
  ]);
});
