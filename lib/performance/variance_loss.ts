import { assertChoice, assertColumns } from "../stats/arguments.ts";

/**
 * How far a forecast `h` of a variance is from its proxy `x`, such as a realized variance:
 *
 * - `"mse"`: `(x - h)²`, and `"qlike"`: `x/h - ln(x/h) - 1`, which rank forecasts as the true variance would, whatever the noise of
 *   the proxy;
 * - `"mae"`: `|x - h|`, `"mse-sd"`: `(√x - √h)²`, `"mse-log"`: `(ln x - ln h)²`, `"hmse"`: `(x/h - 1)²`, which do not: with a squared normal
 *   return as proxy they are least at 0.455, 0.637, 0.281 and 3 times the true variance.
 */
export type VarianceLoss =
  | "mse"
  | "qlike"
  | "mae"
  | "mse-sd"
  | "mse-log"
  | "hmse";

const LOSSES: Record<VarianceLoss, (x: number, h: number) => number> = {
  mse: (x, h) => (x - h) ** 2,
  qlike: (x, h) => pattonLossOf(x, h, -2),
  mae: (x, h) => Math.abs(x - h),
  "mse-sd": (x, h) => (Math.sqrt(x) - Math.sqrt(h)) ** 2,
  "mse-log": (x, h) => Math.log(x / h) ** 2,
  hmse: (x, h) => (x / h - 1) ** 2,
};

/**
 * Loss of a variance forecast in each period.
 *
 * Both columns are variances, not volatilities: QLIKE of roots is another loss, which prefers other forecasts.
 *
 * @param proxy Length `n`; realized variance, at least 0, `NaN` is missing.
 * @param forecast Length `n`; variance that was forecast, > 0.
 * @param loss Which loss; `"qlike"` by default.
 * @returns Length `n`; `NaN` where an entry is missing or the loss is not finite: QLIKE and `"mse-log"` of a proxy of 0, and any loss of a forecast
 *   that is not positive or a proxy below 0.
 * @throws {RangeError} If the columns differ in length or the loss is unknown.
 * @see lem-proxy-loss
 * @see Patton, A. (2011), Volatility forecast comparison using imperfect volatility proxies, Journal of Econometrics 160(1), 246-256,
 *   doi:10.1016/j.jeconom.2010.03.034.
 *
 * @example Too low is worse than too high
 * ```ts
 * import assert from "node:assert/strict";
 * import { varianceLoss } from "volarb/performance";
 *
 * const loss = varianceLoss(Float64Array.of(1, 1, 0), Float64Array.of(0.5, 2, 1));
 * assert.ok(Math.abs(loss[0]! - 0.3068528) < 1e-7);
 * assert.ok(Math.abs(loss[1]! - 0.1931472) < 1e-7);
 * assert.ok(Number.isNaN(loss[2]));
 * ```
 */
export function varianceLoss(
  proxy: Float64Array,
  forecast: Float64Array,
  loss: VarianceLoss = "qlike",
): Float64Array {
  const action = "compute the loss of a variance forecast";
  assertColumns(action, { proxy, forecast });
  assertChoice(action, "loss", loss, Object.keys(LOSSES));
  const of = LOSSES[loss];
  return proxy.map((x, t) => finiteLoss(of, x, forecast[t]!));
}

/**
 * Patton's family of losses, which rank forecasts of a variance rightly through a noisy proxy.
 *
 * For proxy `x` and forecast `h`: `(x^(b+2) - h^(b+2)) / ((b+1)(b+2)) - h^(b+1) (x - h) / (b+1)`; `h - x + x ln(x/h)` at `b = -1` and
 * `x/h - ln(x/h) - 1` at `b = -2`, which is QLIKE. `b = 0` is half of the squared error.
 *
 * @param proxy Length `n`; realized variance, at least 0, `NaN` is missing.
 * @param forecast Length `n`; variance that was forecast, > 0.
 * @param b Which of the family, finite.
 * @returns Length `n`; at least 0, `NaN` as for {@linkcode varianceLoss}.
 * @throws {RangeError} If the columns differ in length or `b` is not finite.
 * @see Patton, A. (2011), equation 24.
 *
 * @example Half of the squared error
 * ```ts
 * import assert from "node:assert/strict";
 * import { pattonLoss } from "volarb/performance";
 *
 * assert.deepEqual(
 *   pattonLoss(Float64Array.of(3), Float64Array.of(1), 0),
 *   Float64Array.of(2),
 * );
 * ```
 */
export function pattonLoss(
  proxy: Float64Array,
  forecast: Float64Array,
  b: number,
): Float64Array {
  const action = "compute the loss of a variance forecast";
  assertColumns(action, { proxy, forecast });
  if (!Number.isFinite(b)) {
    throw new RangeError(
      `Cannot ${action} as b must be finite: current value is ${b}`,
    );
  }
  const of = (x: number, h: number) => pattonLossOf(x, h, b);
  return proxy.map((x, t) => finiteLoss(of, x, forecast[t]!));
}

function pattonLossOf(x: number, h: number, b: number): number {
  if (b === -2) return x / h - Math.log(x / h) - 1;
  if (b === -1) return h - x + (x === 0 ? 0 : x * Math.log(x / h));
  return (x ** (b + 2) - h ** (b + 2)) / ((b + 1) * (b + 2)) -
    h ** (b + 1) * (x - h) / (b + 1);
}

function finiteLoss(
  of: (x: number, h: number) => number,
  x: number,
  h: number,
): number {
  const loss = x >= 0 && h > 0 ? of(x, h) : NaN;
  return Number.isFinite(loss) ? loss : NaN;
}
