/** An order as a {@linkcode RiskEngine} reads it. */
export type RiskOrder = {
  /** What is traded. */
  readonly symbol: string;
  /** 1 buys, -1 sells. */
  readonly side: 1 | -1;
  /** Lots, a positive integer. */
  readonly quantity: number;
  /** Limit price, ticks, a positive integer; `NaN` of an order at the market. */
  readonly price: number;
  /** Whether it may only make a position smaller. */
  readonly reduceOnly: boolean;
  /** When it is sent, microseconds. */
  readonly time: number;
};

/** What is held, working and quoted in a symbol; the engine's own object may be given, it is only read. */
export type RiskInstrument = {
  /** Tick, quote units. */
  readonly tickSize: number;
  /** Lot, base units. */
  readonly lotSize: number;
  /** Least lots of an order; 1 by default. */
  readonly minQuantity?: number;
  /** Least notional of an order, quote units; 0 by default. Orders that reduce need not have it. */
  readonly minNotional?: number;
  /** Lots held, negative short. */
  readonly position: number;
  /** Lots of working orders that buy. */
  readonly openBuys: number;
  /** Lots of working orders that sell. */
  readonly openSells: number;
  /** Mark price, ticks; `NaN` where there is none, and the middle of the quotes counts. */
  readonly mark: number;
  /** Best bid, ticks; `NaN` where there is none. */
  readonly bid: number;
  /** Best ask, ticks; `NaN` where there is none. */
  readonly ask: number;
  /** When the quote was received, microseconds. */
  readonly quoteTime: number;
};

/** An account as a {@linkcode RiskEngine} reads it. */
export type RiskAccount = {
  /** Equity, quote units. */
  readonly equity: number;
  /** Instruments by symbol. */
  readonly instruments: ReadonlyMap<string, RiskInstrument>;
};

/** Value of a lot at the mark, quote units. */
export function lotValue(
  { tickSize, lotSize, mark, bid, ask }: RiskInstrument,
): number {
  return (mark === mark ? mark : (bid + ask) / 2) * tickSize * lotSize;
}

/** Lots on a side when every working order there has filled: negative where a position against it is left. */
export function worstLots(
  { position, openBuys, openSells }: RiskInstrument,
  side: 1 | -1,
): number {
  return side > 0 ? position + openBuys : openSells - position;
}

/** Notional of an instrument on the worse of its sides, quote units. */
export function worstNotional(instrument: RiskInstrument): number {
  const lots = Math.max(
    worstLots(instrument, 1),
    worstLots(instrument, -1),
    0,
  );
  return lots === 0 ? 0 : lots * lotValue(instrument);
}
