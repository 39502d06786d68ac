import type { FairValueParameters } from "../../lib/signal/mod.ts";
import type { Random } from "../../lib/random/mod.ts";

/** Quotes of the fair-value model itself; each step says how long it is and how the variance stands. */
export function drawnQuotes(
  random: Random,
  { variance, pricingError, errorSpeed, imbalanceSlope, imbalanceNoise }:
    FairValueParameters,
  rows: number,
  step: (t: number) => { readonly gap: number; readonly scale: number },
) {
  const time = new Float64Array(rows), mid = new Float64Array(rows);
  const imbalance = new Float64Array(rows), fair = new Float64Array(rows);
  const spot = new Float64Array(rows);
  let x = Math.log(42_000), now = 0;
  let error = pricingError * random.normal();
  let rest = imbalanceNoise * random.normal();
  for (let t = 0; t < rows; t++) {
    const { gap, scale } = step(t);
    const microseconds = Math.max(1, Math.round(1e6 * gap));
    const kept = Math.exp(-errorSpeed * microseconds / 1e6);
    const fresh = Math.sqrt(1 - kept * kept);
    now += microseconds;
    x += Math.sqrt(variance * scale * microseconds / 1e6) * random.normal();
    error = kept * error + pricingError * fresh * random.normal();
    rest = kept * rest + imbalanceNoise * fresh * random.normal();
    time[t] = now;
    fair[t] = Math.exp(x);
    mid[t] = Math.exp(x + error);
    imbalance[t] = imbalanceSlope * error + rest;
    spot[t] = scale;
  }
  return { time, mid, imbalance, fair, variance: spot };
}
