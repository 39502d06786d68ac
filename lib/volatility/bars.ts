import { assertChoice, assertColumns } from "../stats/arguments.ts";

/**
 * Columns of bars, one entry per bar in time order, prices in quote currency.
 *
 * Prices are those of trades. Bars of a mark price, which the venue smooths, have no
 * volume and so are missing among these, where `volume` is given. A bar with a `NaN`
 * price is missing. `volume` and `openTime` are read where an
 * option asks for them; other columns are ignored.
 *
 * @see def-bar, eq-coordinates, eq-map-klines
 */
export type Bars = {
  /** First traded price of each bar. */
  readonly open: Float64Array;
  /** Highest traded price of each bar. */
  readonly high: Float64Array;
  /** Lowest traded price of each bar. */
  readonly low: Float64Array;
  /** Last traded price of each bar. */
  readonly close: Float64Array;
  /** Traded quantity in base units; 0 marks a bar without a trade. */
  readonly volume?: Float64Array;
  /** Start of each bar, microseconds since the epoch, rising. */
  readonly openTime?: Float64Array;
};

/** One bar, as the streaming classes take it. */
export type Bar = {
  /** First traded price, in quote currency. */
  readonly open: number;
  /** Highest traded price. */
  readonly high: number;
  /** Lowest traded price. */
  readonly low: number;
  /** Last traded price. */
  readonly close: number;
  /** Traded quantity in base units; 0 marks a bar without a trade. */
  readonly volume?: number;
  /** Start of the bar, microseconds since the epoch. */
  readonly openTime?: number;
};

/**
 * What a bar without a trade (`volume` 0) is.
 *
 * The venue writes such a bar flat at the previous close. Its range is zero, but
 * nothing was observed: with `"missing"` its variance is `NaN`, with `"flat"` it is
 * the zero that its prices give. A bar without a trade that moved is not one of last
 * prices but of a mark price or an index, and missing either way. Where bars carry no
 * volume they all count as traded.
 */
export type EmptyBars = "missing" | "flat";

/** Choices of an estimator that averages over bars. */
export type WindowOptions = {
  /** Bars averaged, at least 1; 1 (default) gives the variance of each bar alone. */
  readonly window?: number;
  /** What a bar without a trade is; `"missing"` by default. */
  readonly emptyBars?: EmptyBars;
};

/** A volume that marks every bar as traded. */
export const TRADED = 1;

/**
 * Checks that the columns of bars have one length.
 *
 * @param action What could not be done, as in "compute Parkinson variance".
 * @param bars The columns; `volume` is checked where it is there.
 * @returns Number of bars.
 * @throws {TypeError} If a column is not a typed array.
 * @throws {RangeError} If two columns differ in length.
 */
export function assertBars(
  action: string,
  bars: { readonly [name in keyof Bars]?: Float64Array },
): number {
  const { open, high, low, close, volume } = bars;
  return assertColumns(action, {
    ...(open && { open }),
    ...(high && { high }),
    ...(low && { low }),
    ...(close && { close }),
    ...(volume && { volume }),
  });
}

/**
 * Checks the word that says what a bar without a trade is.
 *
 * @param action What could not be done.
 * @param emptyBars The word.
 * @returns The word.
 * @throws {RangeError} If it is neither `"missing"` nor `"flat"`.
 */
export function assertEmptyBars(
  action: string,
  emptyBars: EmptyBars,
): EmptyBars {
  assertChoice(action, "emptyBars", emptyBars, ["missing", "flat"]);
  return emptyBars;
}

/**
 * What comes of a bar whose prices are not `0 < low <= open, close <= high`.
 *
 * @param action What could not be done.
 * @param bar The prices that the estimator reads.
 * @param index The bar's place in its column, -1 in a stream.
 * @returns `NaN` where a price is missing.
 * @throws {RangeError} Otherwise, naming the rule that is broken and the values.
 */
export function missingOrRefused(
  action: string,
  bar: { readonly [name in "open" | "high" | "low" | "close"]?: number },
  index: number,
): number {
  const prices = Object.entries(bar);
  if (prices.some(([, price]) => Number.isNaN(price))) return NaN;
  const where = index < 0 ? "" : ` of bar ${index}`;
  const refuse = (rule: string, found: string) => {
    throw new RangeError(
      `Cannot ${action} as ${rule}: current value${where} is ${found}`,
    );
  };
  for (const [name, price] of prices) {
    if (!(price > 0 && price < Infinity)) {
      refuse(`${name} must be positive and finite`, `${price}`);
    }
  }
  const { high = Infinity, low = 0 } = bar;
  if (high < low) refuse("high must be at least low", `${high} < ${low}`);
  for (const [name, price] of prices) {
    if (price < low || price > high) {
      refuse(
        `${name} must be within [low, high]`,
        `${price} outside [${low}, ${high}]`,
      );
    }
  }
  throw new TypeError(
    `Cannot ${action} as prices must be numbers: current value${where} is ${
      JSON.stringify(bar)
    }`,
  );
}

/**
 * One bar as columns of length 1. A class: a literal with these names would have the
 * runtime's shape of a caller's bar, whose numbers would then all be put on the heap.
 */
export class OneBar implements Required<Bars> {
  /** First traded price. */
  readonly open: Float64Array = new Float64Array(1);
  /** Highest traded price. */
  readonly high: Float64Array = new Float64Array(1);
  /** Lowest traded price. */
  readonly low: Float64Array = new Float64Array(1);
  /** Last traded price. */
  readonly close: Float64Array = new Float64Array(1);
  /** Traded quantity in base units. */
  readonly volume: Float64Array = new Float64Array(1);
  /** Start of the bar, microseconds since the epoch. */
  readonly openTime: Float64Array = new Float64Array(1);

  /**
   * Takes a bar in the place of the one before.
   *
   * @param bar The bar; a price that it does not name is 0, which is no price.
   */
  hold(bar: { readonly [name in keyof Bar]?: number }): void {
    this.open[0] = bar.open ?? 0;
    this.high[0] = bar.high ?? 0;
    this.low[0] = bar.low ?? 0;
    this.close[0] = bar.close ?? 0;
    this.volume[0] = bar.volume ?? TRADED;
    this.openTime[0] = bar.openTime ?? NaN;
  }

  /**
   * Checks the bar that is held.
   *
   * @param action What could not be done.
   * @param emptyBars What a bar without a trade is.
   * @returns Whether it has a variance; not where it is missing.
   * @throws {RangeError} As the columns of the estimators do.
   */
  check(action: string, emptyBars: EmptyBars): boolean {
    const open = this.open[0]!;
    const high = this.high[0]!;
    const low = this.low[0]!;
    const close = this.close[0]!;
    if (
      !(low > 0 && low <= open && low <= close && open <= high &&
        close <= high && high < Infinity)
    ) {
      missingOrRefused(action, { open, high, low, close }, -1);
      return false;
    }
    return this.volume[0] !== 0 || (emptyBars === "flat" && high === low);
  }
}
