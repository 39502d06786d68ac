/** Whether a fill added liquidity or took it. */
export type Liquidity = "maker" | "taker";

/** Which position an order is for: the one of netting mode, or a leg of hedge mode. */
export type PositionSide = "both" | "long" | "short";

/** A part of an order that was traded. */
export type Fill = {
  /** Number of the fill at this venue, from 1 in the order of filling. */
  readonly tradeId: number;
  /** Instrument. */
  readonly symbol: string;
  /** Side of the order. */
  readonly side: "buy" | "sell";
  /** Position that it goes to. */
  readonly positionSide: PositionSide;
  /** Price, ticks. */
  readonly price: number;
  /** Quantity, lots; above 0. */
  readonly quantity: number;
  /** Maker or taker. */
  readonly liquidity: Liquidity;
  /** Price times quantity, money. */
  readonly notional: bigint;
  /** Fee, money; above 0 is paid, below 0 received. */
  readonly commission: bigint;
  /** Profit that this fill realised, money, before the fee; 0 where it only opens. */
  readonly realized: bigint;
  /** Signed lots of the position after it. */
  readonly position: number;
  /** Wallet balance after it, money. */
  readonly balance: bigint;
};
