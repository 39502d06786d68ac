import { assertColumns } from "../stats/arguments.ts";
import { assertTimes } from "./equity_curve.ts";

/** Fills of one instrument in order of time. */
export type Fills = {
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; base units, above 0 bought and below 0 sold. */
  readonly quantity: Float64Array;
  /** Length `n`; quote per base unit, > 0. */
  readonly price: Float64Array;
  /** Length `n`; what was paid for the fill in the quote currency, below 0 a rebate; none by default. */
  readonly fee?: Float64Array;
};

/**
 * Checks fills and fills in fees that are not given.
 *
 * @param action What could not be done.
 * @param fills The fills.
 * @returns Number of fills and their fees.
 * @throws {RangeError} If columns differ in length, a time falls, a quantity is zero or not finite, or a price is
 *   not positive.
 */
export function checkedFills(
  action: string,
  { time, quantity, price, fee }: Fills,
): { n: number; fee: Float64Array } {
  const n = assertColumns(action, {
    time,
    quantity,
    price,
    ...(fee === undefined ? {} : { fee }),
  });
  assertTimes(action, time);
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(quantity[i]!) || quantity[i] === 0) {
      throw new RangeError(
        `Cannot ${action} as a fill has a quantity that is finite and not zero: current value in row ${i} is ${
          quantity[i]
        }`,
      );
    }
    if (!(price[i]! > 0 && price[i]! < Infinity)) {
      throw new RangeError(
        `Cannot ${action} as a fill has a positive price: current value in row ${i} is ${
          price[i]
        }`,
      );
    }
  }
  return { n, fee: fee ?? new Float64Array(n) };
}
