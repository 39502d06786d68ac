import { Random } from "volarb/random";
import { type Bars, brownianBars } from "volarb/volatility";
import { readTable } from "../known/table.ts";

/** Columns that are always there. */
export type Prices = Required<Omit<Bars, "volume" | "openTime">>;

const { columns } = readTable("five_bars");

/** The five bars of `known/five_bars.csv`. */
export const fiveBars: Prices = {
  open: columns.open!,
  high: columns.high!,
  low: columns.low!,
  close: columns.close!,
};

/** Bars that move, with a volatility of 1 % and a jump before each. */
export function randomBars(bars: number, seed = 1): Prices {
  return brownianBars(new Random(seed), {
    bars,
    steps: 8,
    variance: 1e-4,
    overnight: 1e-5,
  });
}

/** Bars `from .. to - 1`. */
export function sliceBars(bars: Prices, from: number, to?: number): Prices {
  return {
    open: bars.open.slice(from, to),
    high: bars.high.slice(from, to),
    low: bars.low.slice(from, to),
    close: bars.close.slice(from, to),
  };
}

/** The bar at a place. */
export function barAt(bars: Prices, t: number) {
  return {
    open: bars.open[t]!,
    high: bars.high[t]!,
    low: bars.low[t]!,
    close: bars.close[t]!,
  };
}

/** The same bars with every price of one bar missing. */
export function withMissing(bars: Prices, t: number): Prices {
  const copy = sliceBars(bars, 0);
  for (const column of Object.values(copy)) column[t] = NaN;
  return copy;
}
