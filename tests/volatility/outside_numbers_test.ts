import {
  annualizedVolatility,
  bipowerVariation,
  closeToClose,
  correctedRogersSatchell,
  ewmaVariance,
  expectedRogersSatchell,
  fitHar,
  garmanKlass,
  HAR_LAGS,
  HAR_TRADING_LAGS,
  jumpTest,
  leeMykland,
  medianRealizedVariance,
  meilijson,
  minimumRealizedVariance,
  multiScaleRealizedVariance,
  noiseVariance,
  parkinson,
  preAveragedVariance,
  realizedKernel,
  realizedQuarticity,
  realizedVariance,
  robustTwoScaleRealizedVariance,
  rogersSatchell,
  rollSpread,
  signaturePlot,
  subsampledRealizedVariance,
  tripowerQuarticity,
  twoScaleRealizedVariance,
  yangZhang,
} from "volarb/volatility";
import {
  agreesWithKnown as agrees,
  knownEstimators,
} from "../known/estimators.ts";

const known = knownEstimators();
const returns = known("returns");
const bars = {
  open: known("open"),
  high: known("high"),
  low: known("low"),
  close: known("close"),
};

Deno.test("measures of noisy returns are those of sums over grids and of Toeplitz forms (numpy)", () => {
  const r = returns;
  agrees("realized_variance", [realizedVariance(r)]);
  agrees("subsampled_5", [subsampledRealizedVariance(r, 5)]);
  agrees("two_scale_5", [
    twoScaleRealizedVariance(r, { scale: 5, form: "raw" }),
    twoScaleRealizedVariance(r, { scale: 5 }),
  ]);
  agrees("multi_scale_7", [multiScaleRealizedVariance(r, 7)]);
  agrees("signature_1_3_10", signaturePlot(r, [1, 3, 10]).variance);
  agrees("kernel_parzen_9", [realizedKernel(r, { bandwidth: 9 })]);
  agrees("kernel_flat_top_9", [
    realizedKernel(r, { bandwidth: 9, form: "flat-top" }),
  ]);
  agrees("kernel_tukey_hanning_9", [
    realizedKernel(r, { bandwidth: 9, kernel: "tukey-hanning-2" }),
  ]);
  agrees("pre_averaged_8", [preAveragedVariance(r, { window: 8 })]);
  agrees("noise", [
    noiseVariance(r),
    noiseVariance(r, { method: "variance" }),
  ]);
  agrees("roll", [rollSpread(r)]);
});

Deno.test("measures without jumps and their tests are those of numpy and scipy", () => {
  agrees("bipower", [bipowerVariation(returns)]);
  agrees("tripower_quarticity", [tripowerQuarticity(returns)]);
  agrees("quarticity", [realizedQuarticity(returns)]);
  agrees("median_minimum", [
    medianRealizedVariance(returns),
    minimumRealizedVariance(returns),
  ]);
  const ratio = jumpTest(returns);
  const linear = jumpTest(returns, { statistic: "linear" });
  agrees("jump_test", [
    ratio.statistic,
    ratio.pValue,
    linear.statistic,
    linear.pValue,
  ]);
  agrees("lee_mykland_16", leeMykland(returns, { window: 16 }));
  agrees("robust_two_scale_5", [
    robustTwoScaleRealizedVariance(returns, { scale: 5 }),
  ]);
});

Deno.test("ewmaVariance() is pandas' exponential mean of squares without adjustment", () => {
  agrees("ewma_94", ewmaVariance(returns, 0.94));
});

Deno.test("range estimators of forty bars are numpy's", () => {
  agrees("parkinson", parkinson(bars));
  agrees("garman_klass", garmanKlass(bars), 1e-9);
  agrees("garman_klass_optimal", garmanKlass(bars, { form: "optimal" }), 1e-9);
  agrees("rogers_satchell", rogersSatchell(bars), 1e-9);
  agrees("meilijson", meilijson(bars), 1e-9);
  agrees("close_to_close_12", closeToClose(bars, { window: 12 }));
  agrees("yang_zhang_12", yangZhang(bars, { window: 12, overnight: "bars" }));
});

Deno.test("corrected Rogers-Satchell is the greater root that numpy finds", () => {
  const options = { observations: 25, window: 10 };
  agrees(
    "expected_rs_2_25_60",
    [2, 25, 60].map((n) => expectedRogersSatchell(n)),
  );
  agrees(
    "corrected_rs_grid",
    correctedRogersSatchell(bars, { ...options, sampling: "grid" }),
    1e-9,
  );
  agrees(
    "corrected_rs_poisson",
    correctedRogersSatchell(bars, { ...options, sampling: "poisson" }),
    1e-9,
  );
});

Deno.test("annualizedVolatility() of hourly closes is numpy's root", () => {
  const [variance] = closeToClose(bars, { window: 39 }).slice(-1);
  agrees("annualized_cc", [annualizedVolatility(variance!, 24)]);
});

Deno.test("fitHar() is HARX of arch, with 1/7/30 lags and the original 1/5/22", () => {
  for (const lags of [HAR_LAGS, HAR_TRADING_LAGS]) {
    const { coefficients, rSquared } = fitHar(
      { variance: known("har_variance") },
      { lags },
    );
    agrees(
      `har_arch_${lags[1]}_${lags[2]}`,
      [...coefficients, rSquared],
      1e-9,
    );
  }
});

Deno.test("fitHar() of each form is OLS of statsmodels with Newey-West errors of five lags", () => {
  const columns = {
    variance: known("har_variance"),
    quarticity: known("har_quarticity"),
    jump: known("har_jump"),
  };
  for (
    const [form, row] of [
      ["har", "har_statsmodels"],
      ["harq", "harq_statsmodels"],
      ["har-cj", "har_cj_statsmodels"],
    ] as const
  ) {
    const { coefficients, standardErrors, rSquared } = fitHar(columns, {
      form,
    });
    agrees(row, [...coefficients, ...standardErrors, rSquared], 1e-8);
  }
});
