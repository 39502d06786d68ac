import {
  type HarColumns,
  jumpTest,
  logRatio,
  realizedQuarticity,
  realizedVariance,
  rollingHarForecast,
  type RollingHarOptions,
} from "../volatility/mod.ts";
import { orNull } from "../stats/or_null.ts";
import { checkClose } from "./check_close.ts";
import { RecentValues } from "./recent_values.ts";

/** What {@linkcode HarDays} measures. */
export type HarDaysOptions =
  & Required<
    Pick<RollingHarOptions, "form" | "lags" | "filter" | "window">
  >
  & {
    /** Time between the prices of which returns are made. */
    readonly period: number;
    /** Length of a day. */
    readonly day: number;
    /** Least share of a day's returns. */
    readonly coverage: number;
    /** Level at which jumps count. */
    readonly level: number;
  };

/** What {@linkcode HarDays} needs to carry on where it stopped. */
export type HarDaysSnapshot = {
  /** Time of the last price that counts; `null` where there is none. */
  readonly time: number | null;
  /** That price. */
  readonly price: number | null;
  /** Returns of the open day. */
  readonly returns: readonly number[];
  /** Days measured, at most those of the window. */
  readonly count: number;
  /** Variance, quarticity and jumps of the days of the window, oldest first. */
  readonly measures: readonly (readonly (number | null)[])[];
};

/** The measures of the last days, and the forecast that they give. */
export class HarDays {
  readonly #options: HarDaysOptions;
  readonly #returns: Float64Array;
  readonly #measures: readonly RecentValues[];
  #count = 0;
  #filled = 0;
  #time = NaN;
  #price = NaN;

  /**
   * Starts with no price, or where it stopped.
   *
   * @param options How days are measured, and what forecasts.
   * @param saved What {@linkcode toJSON} gave.
   * @throws {RangeError} If the window is not a positive integer.
   */
  constructor(options: HarDaysOptions, saved?: HarDaysSnapshot) {
    this.#options = options;
    this.#measures = [0, 1, 2].map((i) =>
      new RecentValues("forecast variance", options.window, saved?.measures[i])
    );
    this.#returns = new Float64Array(options.day / options.period);
    this.#returns.set(saved?.returns ?? []);
    this.#filled = saved?.returns.length ?? 0;
    this.#count = saved?.count ?? 0;
    this.#time = saved?.time ?? NaN;
    this.#price = saved?.price ?? NaN;
  }

  /**
   * Takes the close of a bar, which counts if it ends a period.
   *
   * @param end End of the bar, microseconds since the epoch.
   * @param close Its last price.
   * @throws {RangeError} If it is not positive and finite.
   */
  add(end: number, close: number): void {
    const { period } = this.#options;
    if (!(close > 0 && close < Infinity)) {
      checkClose("forecast variance", { close });
    }
    if (end % period !== 0) return;
    const change = this.#time === end - period
      ? logRatio(close, this.#price)
      : NaN;
    if (change === change) this.#returns[this.#filled++] = change;
    this.#time = end;
    this.#price = close;
  }

  /** Ends the open day. */
  end(): void {
    const { coverage, level } = this.#options;
    const returns = this.#returns.subarray(0, this.#filled);
    const missing = this.#returns.length / returns.length;
    const known = returns.length >= coverage * this.#returns.length;
    const { pValue, jumpVariance } = jumpTest(returns);
    const measures = [
      realizedVariance(returns) * missing,
      // Of the whole day a return is a smaller part, twice.
      realizedQuarticity(returns) * missing * missing,
      (pValue < level ? jumpVariance : 0) * missing,
    ];
    measures.forEach((x, i) => this.#measures[i]!.push(known ? x : NaN));
    this.#count = Math.min(this.#count + 1, this.#options.window);
    this.#filled = 0;
  }

  /**
   * Forecast for the open day.
   *
   * @returns Its variance; `NaN` before the window is full, and where its days do not
   *   determine the model.
   * @throws {RangeError} If the window is too short for the lags.
   */
  forecast(): number {
    const { window, form, lags, filter } = this.#options;
    const [variance, quarticity, jump] = this.#measures.map((recent) =>
      Float64Array.from(recent.toJSON(), (x) => x ?? NaN)
    ) as [Float64Array, Float64Array, Float64Array];
    const columns: HarColumns = {
      variance,
      ...(form === "harq" && { quarticity }),
      ...(form === "har-cj" && { jump }),
    };
    // A day that was not measured counts as missing: of these a fit can have some.
    const forecasts = rollingHarForecast(columns, {
      window,
      form,
      lags,
      filter,
    });
    return this.#count < window ? NaN : forecasts[window - 1]!;
  }

  /** The state as plain data. */
  toJSON(): HarDaysSnapshot {
    return {
      time: orNull(this.#time),
      price: orNull(this.#price),
      returns: [...this.#returns.subarray(0, this.#filled)],
      count: this.#count,
      measures: this.#measures.map((recent) => recent.toJSON()),
    };
  }
}
