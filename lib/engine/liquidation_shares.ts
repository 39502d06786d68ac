import { divideRounded, type LiquidationEvent } from "../venue/mod.ts";

/** What a liquidation closes of one strategy's share. */
export type LiquidationShare = {
  /** Signed lots that are closed. */
  readonly lots: number;
  /** What they traded for, money, at least 0. */
  readonly notional: bigint;
  /** Its part of the fee, money; below 0 for a share against the position. */
  readonly fee: bigint;
};

/**
 * Divides what the venue closed among the shares of strategies.
 *
 * Each share loses the part of it that the position lost; the running sums are rounded, not the
 * parts, so that lots and money add up to the venue's, to the last unit.
 *
 * @param shares Signed lots of each share; they add up to the position before.
 * @param event The liquidation.
 * @returns One row per share.
 */
export function liquidationShares(
  shares: readonly number[],
  { position, left, notional, fee }: LiquidationEvent,
): LiquidationShare[] {
  const whole = BigInt(position + left);
  const size = whole < 0n ? -whole : whole;
  const sign = whole < 0n ? -1n : 1n;
  const closed = BigInt(Math.abs(position));
  let sum = 0n;
  let lotsBefore = 0n;
  let moneyBefore = 0n;
  let feeBefore = 0n;
  return shares.map((held) => {
    sum += BigInt(held) * sign;
    const lots = divideRounded(sum * closed, size);
    const part = lots - lotsBefore;
    // Money goes with the lots.
    const money = divideRounded(notional * lots, closed);
    const worth = money - moneyBefore;
    const fees = divideRounded(fee * lots, closed);
    const paid = fees - feeBefore;
    lotsBefore = lots;
    moneyBefore = money;
    feeBefore = fees;
    return {
      fee: paid,
      lots: Number(part * sign),
      notional: worth < 0n ? -worth : worth,
    };
  });
}
