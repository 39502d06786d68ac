import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { studentTQuantile } from "../stats/mod.ts";

/** How the correlation of a signal with a row's return fades with the row's distance. */
export type IcDecay = {
  /** Distances `1 .. leads` of the row, in rows. */
  readonly lead: Float64Array;
  /** Correlation with the return of the row that far ahead. */
  readonly ic: Float64Array;
  /** Standard error of each if returns cannot be forecast. */
  readonly standardError: Float64Array;
  /** Correlation `c φ^(lead - 1)` of the curve. */
  readonly fitted: Float64Array;
  /** Correlation `c` with the next row's return, by the curve. */
  readonly initial: number;
  /** Share `φ` of it that is left a row later. */
  readonly persistence: number;
  /** Rows in which half of it is gone; `Infinity` where it does not fade within the leads. */
  readonly halfLife: number;
  /** Interval that covers the half-life with probability `level`; `NaN` where it has none. */
  readonly interval: readonly [number, number];
};

/** Choices of {@linkcode icDecay}. */
export type IcDecayOptions = {
  /** Rows ahead; 30 by default. */
  readonly leads?: number;
  /** Probability of the interval, in (0, 1); 0.95 by default. */
  readonly level?: number;
  /** Blocks of the jackknife, at least 3; 20 by default. */
  readonly blocks?: number;
};

/** Persistences that the curve may have. */
const [LEAST, MOST] = [1e-3, 1 - 1e-6];

/**
 * Decay curve of a signal and its half-life.
 *
 * An alpha that reverts as `φ^j` is correlated with the return `j` rows ahead as `c φ^(j-1)`; the curve
 * is fitted to the correlations by least squares. The half-life is `ln 2 / -ln φ`. Its interval is
 * Student's on the logarithm of `-ln φ`, with the standard error of leaving out one of `blocks`
 * blocks of rows after the other (jackknife), which needs no law of the errors.
 *
 * @param signal Length `n`; `NaN` is missing.
 * @param returns Length `n`: log return from row `t - 1` to row `t`; `NaN` is missing.
 * @param options Leads, level, blocks.
 * @returns Correlations, their curve and its half-life.
 * @throws {RangeError} If columns differ in length, an option is out of range, or there are fewer
 *   than `10 · blocks` rows.
 * @see Künsch, H. (1989), The jackknife and the bootstrap for general stationary observations,
 *   Annals of Statistics 17(3), 1217-1241, doi:10.1214/aos/1176347265.
 *
 * @example A signal with a half-life of ten rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { icDecay } from "volarb/signal";
 *
 * const random = new Random(1);
 * const phi = 2 ** -0.1;
 * const signal = new Float64Array(20_000);
 * for (let t = 1; t < signal.length; t++) {
 *   signal[t] = phi * signal[t - 1]! + Math.sqrt(1 - phi * phi) * random.normal();
 * }
 * const returns = signal.map((_, t) => 0.2 * (signal[t - 1] ?? 0) + random.normal());
 * const { halfLife, interval: [low, high] } = icDecay(signal, returns);
 * assert.ok(halfLife > 7 && halfLife < 14);
 * assert.ok(low < 10 && high > 10);
 * ```
 */
export function icDecay(
  signal: Float64Array,
  returns: Float64Array,
  { leads = 30, level = 0.95, blocks = 20 }: IcDecayOptions = {},
): IcDecay {
  const action = "compute a decay curve";
  const n = assertColumns(action, { signal, returns });
  assertInteger(action, "leads", leads, 2);
  assertInteger(action, "blocks", blocks, 3);
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot ${action} as level must be in (0, 1): current value is ${level}`,
    );
  }
  if (n < 10 * blocks) {
    throw new RangeError(
      `Cannot ${action} as there must be at least ${
        10 * blocks
      } rows: current value is ${n}`,
    );
  }
  const sums = leadSums(signal, returns, leads, blocks);
  const { ic, pairs } = correlations(sums, leads);
  const { initial, persistence } = geometric(ic);
  const rates = Array.from({ length: blocks }, (_, b) => {
    const without = sums.filter((_, i) => i !== b);
    return logRate(geometric(correlations(without, leads).ic).persistence);
  });
  return {
    lead: ic.map((_, j) => j + 1),
    ic,
    standardError: pairs.map((count) => 1 / Math.sqrt(count)),
    fitted: ic.map((_, j) => initial * persistence ** j),
    initial,
    persistence,
    halfLife: persistence >= MOST
      ? Infinity
      : Math.LN2 / -Math.log(persistence),
    interval: interval(persistence, rates, level),
  };
}

/** Sums of a block of rows: of the signal, the returns, and their products by lead. */
type BlockSums = {
  readonly cross: Float64Array;
  readonly signal: Float64Array;
  readonly signalSquare: Float64Array;
  readonly ahead: Float64Array;
  readonly aheadSquare: Float64Array;
  readonly pairs: Float64Array;
};

function leadSums(
  signal: Float64Array,
  returns: Float64Array,
  leads: number,
  blocks: number,
): BlockSums[] {
  const n = signal.length;
  return Array.from({ length: blocks }, (_, b) => {
    const column = () => new Float64Array(leads);
    const sums = {
      cross: column(),
      signal: column(),
      signalSquare: column(),
      ahead: column(),
      aheadSquare: column(),
      pairs: column(),
    };
    const end = Math.floor((b + 1) * n / blocks);
    for (let t = Math.floor(b * n / blocks); t < end; t++) {
      const x = signal[t]!;
      if (!Number.isFinite(x)) continue;
      for (let j = 0; j < leads && t + j + 1 < n; j++) {
        const r = returns[t + j + 1]!;
        if (!Number.isFinite(r)) continue;
        sums.cross[j]! += x * r;
        sums.signal[j]! += x;
        sums.signalSquare[j]! += x * x;
        sums.ahead[j]! += r;
        sums.aheadSquare[j]! += r * r;
        sums.pairs[j]!++;
      }
    }
    return sums;
  });
}

/** Correlation at each lead over some blocks. */
function correlations(
  blocks: readonly BlockSums[],
  leads: number,
): { ic: Float64Array; pairs: Float64Array } {
  const ic = new Float64Array(leads);
  const pairs = new Float64Array(leads);
  for (let j = 0; j < leads; j++) {
    const sum = (name: keyof BlockSums) =>
      blocks.reduce((total, block) => total + block[name][j]!, 0);
    const n = pairs[j] = sum("pairs");
    const x = sum("signal") / n;
    const r = sum("ahead") / n;
    const xx = sum("signalSquare") / n - x * x;
    const rr = sum("aheadSquare") / n - r * r;
    ic[j] = (sum("cross") / n - x * r) / Math.sqrt(xx * rr);
  }
  return { ic, pairs };
}

/** The curve `c φ^j` nearest to the correlations, `φ` by golden section on a grid. */
function geometric(ic: Float64Array) {
  const fit = (phi: number) => {
    let cross = 0;
    let square = 0;
    ic.forEach((value, j) => {
      cross += value * phi ** j;
      square += phi ** (2 * j);
    });
    return { initial: cross / square, explained: cross * cross / square };
  };
  // Even in ln(-ln φ): as many fast decays as slow ones.
  const phiAt = (x: number) => Math.exp(-Math.exp(x));
  const from = Math.log(-Math.log(MOST));
  const to = Math.log(-Math.log(LEAST));
  const steps = 60;
  const at = (i: number) =>
    fit(phiAt(from + (to - from) * i / steps)).explained;
  let best = 0;
  for (let i = 1; i <= steps; i++) if (at(i) > at(best)) best = i;
  let low = Math.max(0, best - 1);
  let high = Math.min(steps, best + 1);
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let k = 0; k < 60; k++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (at(left) >= at(right)) high = right;
    else low = left;
  }
  const persistence = best === 0 || best === steps
    ? phiAt(from + (to - from) * best / steps)
    : phiAt(from + (to - from) * (low + high) / 2 / steps);
  return { initial: fit(persistence).initial, persistence };
}

function logRate(persistence: number): number {
  return Math.log(-Math.log(persistence));
}

function interval(
  persistence: number,
  rates: readonly number[],
  level: number,
): [number, number] {
  if (persistence <= LEAST || persistence >= MOST) return [NaN, NaN];
  const blocks = rates.length;
  const mean = rates.reduce((a, b) => a + b) / blocks;
  const square = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  const error = Math.sqrt(square * (blocks - 1) / blocks);
  const reach = studentTQuantile((1 + level) / 2, blocks - 1) * error;
  const halfLife = Math.LN2 / -Math.log(persistence);
  return [halfLife * Math.exp(-reach), halfLife * Math.exp(reach)];
}
