import { DataError } from "../errors/mod.ts";
import type {
  FundingIntervalSpan,
  Instrument,
  MarginBracket,
  Tick,
} from "../market/mod.ts";
import { MONEY_DECIMALS, toMoney } from "./money.ts";

/** What the venue's rules say of one contract, in the units of the books. */
export type ContractSpec = {
  /** Instrument. */
  readonly symbol: string;
  /** Step of prices, quote units. */
  readonly tick: Tick;
  /** Step of quantities, base units. */
  readonly lot: Tick;
  /** The tick as a number. */
  readonly tickSize: number;
  /** The lot as a number. */
  readonly lotSize: number;
  /** Money of one tick times one lot; every notional is a whole multiple of it. */
  readonly tickLotMoney: bigint;
  /** Least quantity of an order, lots. */
  readonly minQuantity: number;
  /** Greatest quantity of a limit order, lots. */
  readonly maxQuantity: number;
  /** Greatest quantity of a market order, lots. */
  readonly maxMarketQuantity: number;
  /** Least limit price, ticks. */
  readonly minPrice: number;
  /** Greatest limit price, ticks. */
  readonly maxPrice: number;
  /** Least notional of an order that does not only reduce, money. */
  readonly minNotional: bigint;
  /** Brackets of the maintenance margin, by notional; empty where no margin is asked for. */
  readonly brackets: readonly MarginBracket[];
  /** Funding intervals in order of time; empty for a contract without funding. */
  readonly funding: readonly FundingIntervalSpan[];
  /** Fee of a liquidation, a fraction of the notional. */
  readonly liquidationFee: number;
  /** How far from the mark price an order's price may be; nothing for any distance. */
  readonly percentPrice: PercentPrice | undefined;
};

/**
 * The venue's PERCENT_PRICE rule: a buy pays no more than `up` times the mark price, a sell
 * asks no less than `down` times it.
 */
export type PercentPrice = {
  /** `multiplierUp`, above 0. */
  readonly up: number;
  /** `multiplierDown`, above 0. */
  readonly down: number;
};

/** What {@linkcode contractSpec} may be told beside the instrument. */
export type ContractSpecOptions = {
  /** Step of prices. */
  readonly tick?: Tick;
  /** Step of quantities. */
  readonly lot?: Tick;
  /** Least quantity, lots; 1 by default. */
  readonly minQuantity?: number;
  /** Greatest quantity of a limit order, lots; 2^53 - 1 by default. */
  readonly maxQuantity?: number;
  /** Greatest quantity of a market order, lots; `maxQuantity` by default. */
  readonly maxMarketQuantity?: number;
  /** Least limit price, ticks; 1 by default. */
  readonly minPrice?: number;
  /** Greatest limit price, ticks; 2^53 - 1 by default. */
  readonly maxPrice?: number;
  /** Least notional, quote units. */
  readonly minNotional?: number;
  /** Brackets of the maintenance margin; an empty list asks for no margin. */
  readonly brackets?: readonly MarginBracket[];
  /** Funding intervals; an empty list is a contract without funding. */
  readonly funding?: readonly FundingIntervalSpan[];
  /** Fee of a liquidation, a fraction of the notional; 0.0125 by default. */
  readonly liquidationFee?: number;
  /** Multiples of the mark price between which prices must be; any price by default. */
  readonly percentPrice?: PercentPrice;
};

/**
 * The rules of a contract in the units of the books: ticks, lots and money.
 *
 * @param instrument What the reference data say, or just a symbol.
 * @param options What is known better, or not stated there.
 * @returns The rules.
 * @throws {DataError} If tick, lot, minNotional, brackets or funding are neither stated
 *   nor given: an order could then not be checked, and funding would silently be zero.
 * @throws {RangeError} If a tick times a lot is finer than the books, or a bound is no
 *   whole number.
 *
 * @example From the reference data
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec } from "volarb/venue";
 *
 * const spec = contractSpec(instrumentOn("BTCUSDT", "2024-07-19"));
 * assert.equal(spec.tickSize, 0.1);
 * assert.equal(spec.lotSize, 0.001);
 * // 0.1 USDT times 0.001 BTC is 0.0001 USDT.
 * assert.equal(spec.tickLotMoney, 10_000n);
 * ```
 */
export function contractSpec(
  instrument: Instrument | string,
  options: ContractSpecOptions = {},
): ContractSpec {
  const stated = typeof instrument === "string" ? undefined : instrument;
  const symbol = typeof instrument === "string"
    ? instrument
    : instrument.symbol;
  const tick = known(symbol, "tick", options.tick ?? stated?.tick);
  const lot = known(symbol, "lot", options.lot ?? stated?.lot);
  const minNotional = known(
    symbol,
    "minNotional",
    options.minNotional ?? stated?.minNotional,
  );
  const maxQuantity = options.maxQuantity ?? Number.MAX_SAFE_INTEGER;
  return {
    symbol,
    tick,
    lot,
    tickSize: tick.integer / 10 ** tick.scale,
    lotSize: lot.integer / 10 ** lot.scale,
    tickLotMoney: tickLotMoney(symbol, tick, lot),
    minQuantity: whole("minQuantity", options.minQuantity ?? 1),
    maxQuantity: whole("maxQuantity", maxQuantity),
    maxMarketQuantity: whole(
      "maxMarketQuantity",
      options.maxMarketQuantity ?? maxQuantity,
    ),
    minPrice: whole("minPrice", options.minPrice ?? 1),
    maxPrice: whole("maxPrice", options.maxPrice ?? Number.MAX_SAFE_INTEGER),
    minNotional: toMoney(minNotional),
    brackets: known(
      symbol,
      "brackets",
      options.brackets ?? filled(stated?.brackets),
    ),
    funding: known(
      symbol,
      "funding",
      options.funding ?? filled(stated?.funding),
    ),
    liquidationFee: options.liquidationFee ?? 0.0125,
    percentPrice: checked(options.percentPrice),
  };
}

/**
 * Price times quantity, exact.
 *
 * @param spec Rules of the contract.
 * @param ticks Whole ticks.
 * @param lots Whole lots.
 * @returns Money.
 *
 * @example One lot of a thousandth at 65,000.0
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec, formatMoney, notionalOf } from "volarb/venue";
 *
 * const spec = contractSpec(instrumentOn("BTCUSDT", "2024-07-19"));
 * assert.equal(formatMoney(notionalOf(spec, 650_000, 1)), "65.00000000");
 * ```
 */
export function notionalOf(
  spec: ContractSpec,
  ticks: number,
  lots: number,
): bigint {
  return BigInt(ticks) * BigInt(lots) * spec.tickLotMoney;
}

/**
 * A price in ticks.
 *
 * The price is taken as the whole number of 1e-8 next to it, and divided by the tick's: a
 * quotient of whole numbers, which is whole where the price is a whole number of ticks.
 * Dividing by the tick as a number is not: `0.3 / 0.1` is below 3, and a stop at 3 would
 * miss it.
 *
 * @param spec Rules of the contract.
 * @param price Quote currency; `NaN` stays.
 * @returns Ticks, whole or not.
 *
 * @example Three tenths
 * ```ts
 * import assert from "node:assert/strict";
 * import { ticksOf } from "volarb/venue";
 *
 * assert.equal(ticksOf({ tick: { integer: 1, scale: 1 } }, 0.3), 3);
 * assert.ok(0.3 / 0.1 < 3);
 * ```
 */
export function ticksOf(
  { tick }: Pick<ContractSpec, "tick">,
  price: number,
): number {
  const finer = MONEY_DECIMALS - tick.scale;
  return Math.round(price * 1e8) / (tick.integer * 10 ** finer);
}

/** What is stated, but for an empty list, which states nothing. */
function filled<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function known<T>(symbol: string, name: string, value: T | undefined): T {
  if (value === undefined) {
    throw new DataError(
      `Cannot specify ${symbol} as ${name} must be known: it is neither in the reference data nor given`,
    );
  }
  return value;
}

function checked(rule: PercentPrice | undefined): PercentPrice | undefined {
  for (const [name, value] of Object.entries(rule ?? {})) {
    if (value > 0 && value < Infinity) continue;
    throw new RangeError(
      `Cannot specify a contract as percentPrice ${name} must be positive and finite: current value is ${value}`,
    );
  }
  return rule;
}

function whole(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(
      `Cannot specify a contract as ${name} must be a whole number of at least 1: current value is ${value}`,
    );
  }
  return value;
}

function tickLotMoney(symbol: string, tick: Tick, lot: Tick): bigint {
  const decimals = MONEY_DECIMALS - tick.scale - lot.scale;
  if (decimals < 0) {
    throw new RangeError(
      `Cannot specify ${symbol} as a tick times a lot must have at most ${MONEY_DECIMALS} decimals: current value is ${
        tick.scale + lot.scale
      }`,
    );
  }
  return BigInt(tick.integer) * BigInt(lot.integer) * 10n ** BigInt(decimals);
}
