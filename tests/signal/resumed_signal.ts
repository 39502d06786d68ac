import assert from "node:assert/strict";
import {
  type FittedSignal,
  type SignalData,
  signalFrom,
  type SignalSnapshot,
} from "volarb/signal";
import { assertClose } from "../close.ts";

/**
 * Asserts that a signal gives the same bits row by row, saved and restored half-way, as by
 * column, and that no row depends on a later one.
 */
export function assertResumed(signal: FittedSignal, data: SignalData): void {
  const whole = signal.predict(data);
  const { features, returns, variance } = data;
  const columns = signal.features.map((name) => features[name]!);
  const restart = (of: FittedSignal): FittedSignal =>
    signalFrom(JSON.parse(JSON.stringify(of)) as SignalSnapshot);
  let stream = restart(signal);
  const row = new Float64Array(columns.length);
  for (let t = 0; t < returns.length; t++) {
    columns.forEach((column, k) => row[k] = column[t]!);
    const mean = stream.update(row, returns[t]!, variance?.[t]);
    assert.ok(Object.is(mean, whole.mean[t]), `mean of row ${t}`);
    assert.ok(Object.is(stream.mean, mean));
    assert.ok(Object.is(stream.variance, whole.variance[t]), `row ${t}`);
    assert.ok(Object.is(stream.meanVariance, whole.meanVariance[t]));
    assert.equal(stream.ready, !Number.isNaN(mean));
    signal.features.forEach((name, k) =>
      assert.ok(
        Object.is(stream.contributions[k], whole.contributions[name]![t]),
        `contribution of ${name} in row ${t}`,
      )
    );
    if (t % 97 === 50) stream = restart(stream);
  }
  const cut = Math.floor(returns.length / 2);
  const first = signal.predict({
    features: Object.fromEntries(
      Object.entries(features).map(([name, c]) => [name, c.slice(0, cut)]),
    ),
    returns: returns.slice(0, cut),
    ...(variance && { variance: variance.slice(0, cut) }),
  });
  assertClose(first.mean, whole.mean.slice(0, cut), 0);
  assertClose(first.variance, whole.variance.slice(0, cut), 0);
}

/** Asserts that contributions add up to the mean. */
export function assertAddsUp(signal: FittedSignal, data: SignalData): void {
  const { mean, contributions } = signal.predict(data);
  mean.forEach((m, t) => {
    if (Number.isNaN(m)) return;
    const parts = Object.values(contributions).map((c) => c[t]!);
    const sum = parts.reduce((a, b) => a + b, 0);
    const scale = parts.reduce((a, b) => a + Math.abs(b), Math.abs(m));
    assert.ok(
      Math.abs(sum - m) <= 1e-12 * scale,
      `row ${t}: ${sum} is not ${m}`,
    );
  });
}
