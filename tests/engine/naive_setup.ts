/** A best bid and ask; `at` the exchange, `seen` by the client, microseconds. */
export type Quote = {
  at: number;
  seen: number;
  /** Ticks; `NaN` for an empty side. */
  bid: number;
  bidLots: number;
  ask: number;
  askLots: number;
};

/** A trade; the sign is the taker's. */
export type Trade = {
  at: number;
  seen: number;
  ticks: number;
  lots: number;
  sign: 1 | -1;
};

/** A mark price in units of 1e-8. */
export type Mark = { at: number; seen: number; price: number };

/** The rate of a settlement in units of 1e-8. */
export type Rate = { at: number; seen: number; rate: number; hours: number };

/** A bracket of the maintenance margin: notionals and amount in quote units, rate in 1e-4. */
export type Bracket = {
  cap: number;
  rate: number;
  amount: number;
  /** Greatest leverage. */
  most: number;
};

/** Kinds of orders. */
export type Kind =
  | "market"
  | "limit"
  | "stopMarket"
  | "stopLimit"
  | "marketIfTouched"
  | "limitIfTouched"
  | "trailingStopMarket"
  | "trailingStopLimit";

/** How a trailing stop trails. */
export type Trail = {
  unit: "ticks" | "price" | "basisPoints";
  /** Ticks, thousandths of a quote unit, or basis points. */
  size: number;
  /** Ticks; `NaN` for at once. */
  activation: number;
  /** Ticks from trigger to limit. */
  limit: number;
};

/** What ties an order to others. */
export type Tie = {
  type: "OTO" | "OCO" | "OUO";
  linked: number[];
  parent?: number;
};

/** A contract and all that is recorded of it. */
export type Market = {
  symbol: string;
  /** Decimals of the tick and of the lot. */
  tickScale: number;
  lotScale: number;
  /** Least notional, quote units. */
  minNotional: number;
  brackets: Bracket[];
  /** In 1e-4. */
  liquidationFee: number;
  quotes: Quote[];
  trades: Trade[];
  marks: Mark[];
  rates: Rate[];
  /** First settlement, and hours between them, of each span. */
  spans: { from: number; hours: number }[];
};

/** What the client does; prices are ticks above the best bid or ask that it has seen last. */
export type Act =
  | {
    do: "submit";
    side: 1 | -1;
    leg: 0 | 1;
    kind: Kind;
    lots: number;
    base: "bid" | "ask";
    offset: number;
    /** Ticks beyond the best price at which it triggers. */
    trigger: number;
    by: "bidAsk" | "last" | "mark";
    trail: Trail;
    emulated: boolean;
    tif: "GTC" | "IOC" | "FOK" | "GTD";
    life: number;
    postOnly: boolean;
    reduceOnly: boolean;
  }
  | {
    do: "bracket";
    side: 1 | -1;
    lots: number;
    kind: "market" | "limit";
    base: "bid" | "ask";
    offset: number;
    stop: number;
    target: number;
    by: "bidAsk" | "last" | "mark";
  }
  | {
    do: "pair";
    side: 1 | -1;
    leg: 0 | 1;
    type: "OCO" | "OUO";
    lots: number;
    others: number;
    base: "bid" | "ask";
    offset: number;
    /** A stop so far beyond, or a second limit so far below the first. */
    trigger: number;
    stop: boolean;
  }
  | { do: "cancel"; pick: number }
  | { do: "modify"; pick: number; lots: number; ticks: number }
  | { do: "close" };

/** When it does it: at a time, at the nth quote of a symbol that it sees, at its nth fill. */
export type Step =
  & { symbol: number; act: Act }
  & (
    | { on: "time"; time: number }
    | { on: "quote"; n: number }
    | { on: "fill"; n: number }
  );

/** A run. */
export type Setup = {
  markets: Market[];
  script: Step[];
  /** Microseconds; commands and answers that are sent at time `t` take `t % 7` times `jitter` more. */
  latency: { order: number; response: number; feed: number; jitter: number };
  /** Rates in units of 1e-8 from a time on. */
  fees: { from: number; maker: number; taker: number }[];
  queue: "riskAverse" | "power2";
  impact: "displayed" | "oneTick";
  timing: "next" | "standing";
  maxQuoteAge: number;
  consumption: "untilChange" | "never";
  protection: number;
  balance: number;
  /** Whether the library may pass records over that an idle exchange need not see. */
  skipIdle: boolean;
  /** A long and a short leg of each contract. */
  hedge: boolean;
  margin: { mode: "none" | "cross" | "isolated"; leverage: number };
};

/** What a run did, money in whole units of 1e-8. */
export type Outcome = {
  fills: string[];
  heard: string[];
  /** What the wallet got but for fills. */
  account: string[];
  wallet: bigint;
  positions: number[];
  /** Twice the equity, as the middle may be half a tick. */
  twiceEquity: bigint;
};
