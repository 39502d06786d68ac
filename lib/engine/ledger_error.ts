import { formatMoney } from "../venue/mod.ts";

/** Accounts of the double-entry ledger. */
export type LedgerAccount =
  | "wallet"
  | "position"
  | "clearing"
  | "realized"
  | "fees"
  | "funding"
  | "insurance"
  | "capital";

/** One side of a booking. */
export type LedgerEntry = {
  /** Number of the booking, from 0 for the capital; its entries add up to 0. */
  readonly booking: number;
  /** When, on the venue's clock: microseconds since the epoch. */
  readonly time: number;
  /** What was booked: `start`, a fill's number, a settlement, a liquidation. */
  readonly reference: string;
  /** The instrument; empty for the capital. */
  readonly symbol: string;
  /** The account. */
  readonly account: LedgerAccount;
  /** Money: above 0 is debited, below 0 credited. */
  readonly amount: bigint;
};

/**
 * The books do not balance, or do not agree with the venue's: the run is stopped.
 *
 * @example What the message says
 * ```ts
 * import assert from "node:assert/strict";
 * import { LedgerError } from "volarb/engine";
 *
 * const error = new LedgerError("the wallet must be the venue's", {
 *   found: "1.00000000 against 2.00000000",
 *   entries: [{
 *     booking: 1, time: 7, reference: "fill 1", symbol: "X", account: "wallet",
 *     amount: 100_000_000n,
 *   }],
 * });
 * assert.equal(
 *   error.message,
 *   "Cannot go on as the wallet must be the venue's: found 1.00000000 against 2.00000000, after booking 1 (fill 1 of X at 7): wallet 1.00000000",
 * );
 * ```
 */
export class LedgerError extends Error {
  /** Name shown before the message. */
  override readonly name: string = "LedgerError";
  /** The entries of the last booking. */
  readonly entries: readonly LedgerEntry[];

  /**
   * Composes the message from the rule, what was found and the last booking.
   *
   * @param rule What has to hold, as a clause.
   * @param details What was found, and the entries after which it was.
   */
  constructor(
    rule: string,
    { found, entries }: {
      /** What was found. */
      readonly found: string;
      /** The entries of the last booking. */
      readonly entries: readonly LedgerEntry[];
    },
  ) {
    const [first] = entries;
    const after = first === undefined
      ? ""
      : `, after booking ${first.booking} (${first.reference} of ${first.symbol} at ${first.time}): ${
        entries.map(({ account, amount }) =>
          `${account} ${formatMoney(amount)}`
        )
          .join(", ")
      }`;
    super(`Cannot go on as ${rule}: found ${found}${after}`);
    this.entries = entries;
  }
}
