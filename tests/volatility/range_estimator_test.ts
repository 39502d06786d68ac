import assert from "node:assert/strict";
import * as fc from "fast-check";
import { mean } from "volarb/stats";
import {
  bipowerVariation,
  garmanKlass,
  medianRealizedVariance,
  minimumRealizedVariance,
  realizedVariance,
  rogersSatchell,
} from "volarb/volatility";
import { randomBars } from "./bars.ts";

/** A share of the way from one price to another. */
const share = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("no valid bar has a negative variance (lem-nonnegative)", () => {
  const range = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
  fc.assert(fc.property(range, share, share, (width, from, to) => {
    const price = (x: number) => Float64Array.of(100 * Math.exp(x * width));
    const bar = {
      open: price(from),
      high: price(1),
      low: price(0),
      close: price(to),
    };
    const close = Math.log(bar.close[0]! / bar.open[0]!) ** 2;
    assert.ok(rogersSatchell(bar)[0]! >= -1e-15);
    const least = (1.5 - 2 * Math.LN2) * close;
    assert.ok(garmanKlass(bar)[0]! >= least - 1e-15);
  }));
  // The least is reached where the close is one end of the range and the open the other.
  const [variance] = garmanKlass({
    open: Float64Array.of(100),
    high: Float64Array.of(110),
    low: Float64Array.of(100),
    close: Float64Array.of(110),
  });
  const least = (1.5 - 2 * Math.LN2) * Math.log(1.1) ** 2;
  assert.ok(Math.abs(variance! / least - 1) < 1e-12);
});

Deno.test("the variance of a long bar is not the sum of those of the short bars in it", () => {
  const { open, high, low, close } = randomBars(60);
  const long = rogersSatchell({
    open: open.slice(0, 1),
    high: Float64Array.of(Math.max(...high)),
    low: Float64Array.of(Math.min(...low)),
    close: close.slice(59),
  })[0]!;
  const short = 60 * mean(rogersSatchell({ open, high, low, close }));
  assert.ok(Math.abs(long / short - 1) > 0.01);
});

Deno.test("a mean over the window is one of variances, not of volatilities", () => {
  const bars = randomBars(4);
  const single = rogersSatchell(bars);
  const window = rogersSatchell(bars, { window: 4 })[3]!;
  assert.ok(Math.abs(window / mean(single) - 1) < 1e-14);
  assert.ok(window > mean(single.map(Math.sqrt)) ** 2);
});

Deno.test("returns of zero, as of stale prices, pull down what multiplies neighbours and not realized variance", () => {
  const returns = Float64Array.from({ length: 500 }, (_, i) => (-1) ** i);
  const stale = new Float64Array(1000);
  returns.forEach((r, i) => stale[2 * i] = r);
  assert.equal(realizedVariance(stale), realizedVariance(returns));
  assert.equal(bipowerVariation(stale), 0);
  assert.equal(minimumRealizedVariance(stale), 0);
  assert.ok(medianRealizedVariance(stale) < medianRealizedVariance(returns));
});
