import { DAY } from "../time/mod.ts";
import { type FeeModel, feeSchedule } from "./fee_model.ts";
import type { Liquidity } from "./fill.ts";
import { toMoney } from "./money.ts";

/** A level of the venue's fees and the volume from which it holds. */
export type VolumeLevel = {
  /** Volume of the window from which it holds, quote units; 0 for the first. */
  readonly volume: number;
  /** Fee of a maker, a fraction of the notional; below 0 is a rebate. */
  readonly maker: number;
  /** Fee of a taker, a fraction of the notional. */
  readonly taker: number;
};

/** What {@linkcode volumeFees} is made from. */
export type VolumeFeesOptions = {
  /** Levels, by rising volume from 0. */
  readonly levels: readonly VolumeLevel[];
  /** What paying in the venue's asset takes off fees, a fraction; 0 by default. */
  readonly discount?: number;
  /** Whole days of the window; 30 by default, as on the venue. */
  readonly days?: number;
  /** What was traded on each day before the run, quote units; 0 by default. */
  readonly dailyBefore?: number;
  /** Name, for the report. */
  readonly name?: string;
};

/**
 * Fees by the volume of the days before.
 *
 * The level of a UTC day is that of the notional traded, as maker and as taker, on the `days`
 * whole days before it: what is traded today counts from midnight on. Each run begins with
 * `dailyBefore` on every day before its first fill.
 *
 * @param options Levels, discount, window, volume before the run.
 * @returns The model.
 * @throws {RangeError} If levels do not rise from 0, or a rate, the discount or the window is
 *   out of range.
 * @see Binance, Fee structure of USDⓈ-M futures: levels by the trading volume of 30 days,
 *   evaluated daily at 00:00 UTC.
 *
 * @example The level changes at midnight
 * ```ts
 * import assert from "node:assert/strict";
 * import { toMoney, toRate, volumeFees } from "volarb/venue";
 *
 * const fees = volumeFees({
 *   levels: [
 *     { volume: 0, maker: 0.0002, taker: 0.0005 },
 *     { volume: 1_000_000, maker: 0.00016, taker: 0.0004 },
 *   ],
 * }).session!();
 * const day = 86_400_000_000;
 * fees.note!(day, toMoney(1_000_000));
 * assert.equal(fees.rate(2 * day - 1, "taker", "BTCUSDT"), toRate(0.0005));
 * assert.equal(fees.rate(2 * day, "taker", "BTCUSDT"), toRate(0.0004));
 * assert.equal(fees.rate(32 * day, "taker", "BTCUSDT"), toRate(0.0005));
 * ```
 */
export function volumeFees(
  { levels, discount = 0, days = 30, dailyBefore = 0, name = "volume" }:
    VolumeFeesOptions,
): FeeModel {
  checkLevels(levels, days, dailyBefore);
  const steps = levels.map(({ volume, maker, taker }) => ({
    volume: toMoney(volume),
    fees: feeSchedule({
      periods: [{ from: -Infinity, maker, taker }],
      discount,
    }),
  }));
  const open = (): FeeModel => {
    const before = toMoney(dailyBefore);
    const traded = new Map<number, bigint>();
    let first = Infinity;
    let today = NaN;
    let fees = steps[0]!.fees;
    /** The level of a day; days before the first fill have what was traded before. */
    const levelOf = (day: number): FeeModel => {
      let volume = 0n;
      for (let past = day - days; past < day; past++) {
        volume += traded.get(past) ?? (past < first ? before : 0n);
      }
      return steps.findLast((step) => volume >= step.volume)!.fees;
    };
    return {
      name: `${name}, ${levels.length} levels by ${days} days`,
      session: open,
      rate(time: number, liquidity: Liquidity, symbol: string) {
        const day = Math.floor(time / DAY);
        if (day !== today) {
          today = day;
          fees = levelOf(day);
        }
        return fees.rate(time, liquidity, symbol);
      },
      note(time: number, notional: bigint) {
        const day = Math.floor(time / DAY);
        first = Math.min(first, day);
        traded.set(day, (traded.get(day) ?? 0n) + notional);
      },
    };
  };
  return open();
}

function checkLevels(
  levels: readonly VolumeLevel[],
  days: number,
  dailyBefore: number,
): void {
  if (levels.length === 0 || levels[0]!.volume !== 0) {
    refuse("the first level must hold from 0", levels[0]?.volume);
  }
  levels.forEach(({ volume }, k) => {
    if (k > 0 && !(volume > levels[k - 1]!.volume)) {
      refuse("volumes of levels must rise", volume);
    }
  });
  if (!Number.isSafeInteger(days) || days < 1) {
    refuse("days must be a whole number of at least 1", days);
  }
  if (!(dailyBefore >= 0)) {
    refuse("dailyBefore must be at least 0", dailyBefore);
  }
}

function refuse(rule: string, value: number | undefined): never {
  throw new RangeError(
    `Cannot charge fees as ${rule}: current value is ${value}`,
  );
}
